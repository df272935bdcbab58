"""The room board: silent until it was heard, loud in words where it cannot sound, and never the one that decides."""

import re

import pytest
from playwright.sync_api import expect

from journeys.served import until

pytestmark = pytest.mark.journey

# A browser that never lets a page sound, and one that sounds without a loudspeaker and keeps the tones it played.
BLOCKED = """
window.AudioContext = class { state = "suspended"; currentTime = 0; resume() { return new Promise(() => {}); } };
"""
HEARD = """
window.tones = [];
window.AudioContext = class {
  state = "suspended"; currentTime = 0; destination = {};
  async resume() { this.state = "running"; }
  createOscillator() {
    const frequency = {};
    return { frequency, connect: (to) => to, start: () => window.tones.push(frequency.value), stop() {} };
  }
  createGain() {
    return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect: (to) => to };
  }
};
"""


def tones(page) -> int:
    """How many tones were played: the page's policy lets no test wait inside it."""
    return page.evaluate("window.tones.length")


def say_visible(page, visible: bool) -> None:
    """Let the page believe that its tab was hidden, or is back."""
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        not visible,
    )


@pytest.mark.hazard("H21 lost alarm")
def test_the_board_is_silent_until_somebody_heard_its_test_and_then_sounds_each_call_once(enter, clinic):
    made = clinic.seed("running", family="Board", chair="B1", device_id="mon-board")
    nurse = enter("nurse")
    nurse.page.add_init_script(HEARD)
    nurse.go("/room/")
    page, state = nurse.page, nurse.page.locator("[data-sound-state]")
    expect(state).to_have_text("◆ Sound not tested: this screen is silent.")
    seat = page.get_by_label("Chair B1")
    expect(seat).to_contain_text("High, technical", timeout=30_000)  # no monitor has sent anything
    expect(seat).to_contain_text("Last reading")
    nurse.looks()
    assert tones(page) == 0

    nurse.press("Test the sound")
    expect(state).to_have_text("Did you hear three low tones, then ten high ones?")
    until(lambda: tones(page) == 13, "13 tones")
    assert page.evaluate("window.tones") == [440] * 3 + [880] * 10
    nurse.press("I heard nothing")
    expect(state).to_contain_text("this screen is silent")
    nurse.press("Test the sound")
    until(lambda: tones(page) == 26, "26 tones")
    nurse.press("I heard it")
    expect(state).to_contain_text("Sound on, heard at the test at")
    expect(page.locator("[data-sound-last]")).to_contain_text(re.compile(r"high priority, chair B1"))
    until(lambda: tones(page) == 36, "36 tones")

    bedside = f"/people/{made['person_id']}/infusions/{made['infusion_id']}/"
    chair = enter("nurse")
    chair.go(bedside)
    alarms = chair.page.locator("#alarms")
    expect(alarms).to_contain_text("this page is silent")
    alarms.get_by_role("button", name="Pause the sound for 2 min").click()
    expect(alarms.locator("[data-audio]")).to_contain_text(re.compile(r"Sound of this chair paused until \d"))
    expect(seat).to_contain_text("paused until")
    chair.page.locator('#row input[name="pressure"]').fill("186/104")
    chair.refusals.add(422)
    chair.page.keyboard.press("Enter")
    chair.sees("Chart it again to keep it")  # so large a step may be a slip
    chair.page.get_by_role("button", name=re.compile("^Chart ")).click()
    red = alarms.locator('[data-alarm="systolic-red"]')
    expect(red).to_contain_text("Systolic pressure 186 mmHg is at or above 180 mmHg.", timeout=20_000)
    expect(alarms.locator("[data-audio]")).not_to_contain_text("paused until")  # a new alarm broke the pause
    expect(seat).not_to_contain_text("paused until")
    until(lambda: tones(page) > 36, "the new alarm sounds")

    red.get_by_role("button", name=re.compile("Treated")).click()
    expect(chair.page.locator("#act")).to_contain_text("recorded")
    expect(red).to_have_count(0)  # what nobody has answered stands above it
    chair.looks()
    chair.follow("Journal")
    chair.sees("Alarm answered", "Systolic red: treated", "Alarm sound paused", "lasting 120 s")


@pytest.mark.hazard("H21 lost alarm")
def test_a_browser_that_blocks_sound_is_told_in_words(enter, clinic):
    nurse = enter("nurse")
    nurse.page.add_init_script(BLOCKED)
    nurse.go("/room/")
    nurse.press("Test the sound")
    state = nurse.page.locator("[data-sound-state]")
    expect(state).to_contain_text("The browser blocks the sound of this page: this screen is silent.")
    expect(nurse.page.get_by_role("button", name="I heard it")).to_be_hidden()


@pytest.mark.hazard("H21 lost alarm")
def test_a_tab_that_was_hidden_or_slept_says_so_when_it_is_back(enter, clinic):
    nurse = enter("nurse")
    nurse.page.add_init_script(HEARD)
    nurse.page.clock.install()
    nurse.go("/room/")
    gone = nurse.page.locator("[data-sound-gone]")
    expect(gone).to_be_hidden()
    say_visible(nurse.page, False)
    nurse.page.clock.fast_forward(300_000)
    say_visible(nurse.page, True)
    expect(gone).to_contain_text(re.compile(r"was hidden for 5 min.*went on deciding alarms"))
    nurse.press("Seen")
    expect(gone).to_be_hidden()
    nurse.page.clock.fast_forward(60_000)  # throttled: the page's own clock stood still
    expect(gone).to_contain_text(re.compile("was asleep for"))


@pytest.mark.hazard("H21 lost alarm")
def test_what_nobody_answers_is_told_on_other_pages(enter, clinic):
    clinic.seed("running", family="Alone", chair="B9", device_id="mon-alone")
    prescriber = enter("prescriber")
    prescriber.go("/people/")
    heading = prescriber.page.get_by_role("heading", name="People")
    stood = heading.bounding_box()
    call = prescriber.page.get_by_label("Alarm at a chair").filter(has_text="Chair B9")
    expect(call).to_contain_text("a high-priority alarm waits since", timeout=100_000)
    expect(call).not_to_contain_text("Alone", ignore_case=True)  # it names no patient
    expect(call).to_be_in_viewport()
    assert heading.bounding_box() == stood  # what arrives moves nothing that a hand aims at
    prescriber.follow("Open the room", within=call)
    expect(prescriber.page.get_by_label("Chair B9")).to_contain_text("every nurse and prescriber is told")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_board_fits_a_wall_and_a_phone(enter, width):
    nurse = enter("nurse", width=width)
    nurse.go("/room/")
    assert nurse.width() <= width
