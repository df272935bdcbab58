"""A page hears of a change from the hub; where no hub speaks it asks by itself, and says so when nothing answers."""

import os
import signal
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from journeys.served import until
from journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.hazard("H23 stale data")]

HEARS = "[data-live][data-stream=on]"


def at_the_chair(visitor: Visitor, made: dict) -> Visitor:
    visitor.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    return visitor


class Asked:
    """When a page asked for its live part, and whether by its clock."""

    def __init__(self, visitor: Visitor) -> None:
        self.at: list[datetime] = []
        visitor.page.on("request", lambda request: request.url.endswith("/live/") and self.at.append(datetime.now(UTC)))

    @property
    def count(self) -> int:
        return len(self.at)


def test_a_page_shows_what_another_charted_when_the_hub_tells_of_it(enter, clinic):
    made = clinic.seed("running", family="Streamed", chair="ST1", device_id="mon-stream")
    one, other = at_the_chair(enter("nurse"), made), at_the_chair(enter("second"), made)
    expect(one.page.locator(HEARS)).to_have_count(1, timeout=15_000)
    asked = Asked(one)
    one.page.wait_for_timeout(5_000)
    quiet = asked.count
    assert quiet <= 1, "a page that hears asks no more every two seconds"
    expect(one.page.locator("[data-silent]")).to_be_hidden()
    pause(other)
    expect(one.page.locator(".tile.state")).to_contain_text("Paused", timeout=5_000)
    assert asked.count > quiet


def pause(visitor: Visitor) -> None:
    """Pause the infusion, as somebody at another tablet does."""
    visitor.page.locator("#controls").get_by_role("link", name="Pause").click()
    act = visitor.page.locator("#act")
    act.get_by_label("patient asks", exact=True).check()
    act.get_by_role("button", name="The pump is paused").click()
    expect(visitor.page.locator(".tile.state")).to_contain_text("Paused")


def tell_the_hub(clinic, word: signal.Signals) -> None:
    for pid in clinic.hub_pids():
        os.kill(pid, word)


def test_without_the_hub_a_page_asks_by_itself_and_hears_again_when_it_is_back(enter, clinic):
    made = clinic.seed("running", family="Fallback", chair="ST2", device_id="mon-fallback")
    nurse = at_the_chair(enter("nurse"), made)
    expect(nurse.page.locator(HEARS)).to_have_count(1, timeout=15_000)
    nurse.is_cut_off = True  # the browser tells a lost stream as an error
    before, asked = clinic.hub_pids(), Asked(nurse)
    tell_the_hub(clinic, signal.SIGSTOP)  # a hub that hangs says nothing, and nobody starts it again
    until_asked(nurse, asked, 4)
    expect(nurse.page.locator("[data-silent]")).to_be_hidden()
    pause(nurse)
    tell_the_hub(clinic, signal.SIGKILL)
    until(lambda: clinic.hub_pids() and not clinic.hub_pids() & before, "the hub did not come back")
    expect(nurse.page.locator(HEARS)).to_have_count(1, timeout=30_000)
    assert clinic.is_up()


def until_asked(visitor: Visitor, asked: Asked, times: int) -> None:
    """Wait until the page asked this often."""
    for _ in range(40):
        if asked.count >= times:
            return
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"the page asked {asked.count} times")


def test_a_page_whose_server_is_silent_says_so_though_the_hub_beats(enter, clinic):
    made = clinic.seed("running", family="Frozen", chair="ST3", device_id="mon-frozen")
    nurse = at_the_chair(enter("nurse"), made)
    expect(nurse.page.locator(HEARS)).to_have_count(1, timeout=15_000)
    nurse.is_cut_off = True
    nurse.page.route("**/live/", lambda route: route.abort())
    expect(nurse.page.locator("[data-silent]")).to_be_visible(timeout=25_000)
    nurse.page.unroute("**/live/")
    expect(nurse.page.locator("[data-silent]")).to_be_hidden(timeout=10_000)


def test_the_room_hears_of_every_chair(enter, clinic):
    made = clinic.seed("running", family="Roomstream", chair="ST4", device_id="mon-room-stream")
    nurse, other = enter("nurse"), at_the_chair(enter("second"), made)
    nurse.go("/room/")
    expect(nurse.page.locator(HEARS)).to_have_count(1, timeout=15_000)
    pause(other)
    seat = nurse.page.locator("section.seat", has_text="Roomstream")
    expect(seat).to_contain_text("Paused", timeout=5_000)


@pytest.mark.hazard("H37 unauthorised access")
def test_a_stream_asks_who_listens_and_tells_nothing_of_a_patient(enter, clinic):
    made = clinic.seed("running", family="Unheard", chair="ST5", device_id="mon-unheard")
    address = f"http://127.0.0.1:{clinic.hub_port}/events/infusion/{made['infusion_id']}/"
    for who, status in ((None, 401), ("desk", 403)):
        answered = enter(who).context.request.get(address)
        assert (answered.status, "Unheard" in answered.text()) == (status, False)
    nurse = enter("nurse")
    at_the_chair(nurse, made)
    told = nurse.page.evaluate(FIRST_WORDS, address)
    assert "event: look" in told
    assert "Unheard" not in told
    assert "ST5" not in told


FIRST_WORDS = """async (address) => {
  const answered = await fetch(address, { credentials: "include" });
  const reader = answered.body.getReader();
  let told = "";
  while (!told.includes("event: beat")) told += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  return told;
}"""
