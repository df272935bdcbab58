"""At the chair: by keyboard alone, with a gateway that hangs and dies, and with a server that falls silent."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from journeys.visitor import Visitor

pytestmark = pytest.mark.journey


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    """Let processes hang, and wake those that are still there."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            if os.path.exists(f"/proc/{pid}"):  # noqa: PTH110 - the kernel's
                os.kill(pid, signal.SIGCONT)


def tab_to(visitor: Visitor, selector: str, *, at_most: int = 60) -> Locator:
    """Press Tab until the element has the focus: whoever has no mouse gets there too."""
    wanted = visitor.page.locator(selector)
    for _ in range(at_most):
        if wanted.evaluate("each => each === document.activeElement"):
            return wanted
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} was not reached with {at_most} tabs")


def test_charting_and_pausing_need_no_mouse(enter, clinic):
    made = clinic.seed("running", family="Keys", chair="K", device_id="mon-keys")
    nurse = enter("nurse")
    nurse.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    keyboard, page = nurse.page.keyboard, nurse.page

    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keyboard.press("Enter")
    pressure = tab_to(nurse, '#row input[name="pressure"]')
    nurse.refusals.add(422)
    keyboard.type("14085")
    keyboard.press("Enter")
    expect(page.locator("#row [data-error-summary]")).to_be_focused()
    nurse.sees("Write the pressure as 140/85.")
    expect(pressure).to_have_value("14085")  # what was typed is still there
    nurse.looks(again=True)
    nurse.refusals.clear()

    tab_to(nurse, '#row input[name="pressure"]')
    keyboard.press("ControlOrMeta+a")
    for text in ("140/85", "14", "97", "5", "2", "0"):
        keyboard.type(text)
        keyboard.press("Tab")
    keyboard.type("asks what time it is")
    keyboard.press("Enter")
    expect(pressure).to_be_focused()
    expect(pressure).to_have_value("")
    for key, value in (("pressure", "140/85"), ("breaths", "14"), ("spo2", "97")):
        tile = page.locator(f'[data-tile="{key}"]')
        expect(tile.locator(".value")).to_contain_text(value)
        expect(tile.locator(".age")).to_contain_text("nurse, by hand")

    tab_to(nurse, "#do-pause")
    keyboard.press("Enter")
    expect(page.locator("#act input:focus")).to_have_count(1)
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    state = page.locator("#tiles .state")
    expect(state).to_contain_text("Paused")
    tab_to(nurse, "#do-resume")
    keyboard.press("Enter")
    expect(page.get_by_label("Rate to run at")).to_be_focused()
    keyboard.press("Tab")
    expect(page.get_by_label("Rate that the pump shows")).to_be_focused()
    keyboard.type("75")
    keyboard.press("Enter")
    expect(state).to_contain_text("Running")
    tab_to(nurse, '.also a[href$="/journal/"]')
    keyboard.press("Enter")
    nurse.sees("Verified now", "asks what time it is", "pressure")


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_a_gateway_that_hangs_makes_tiles_stale_in_words_and_one_that_died_comes_back(enter, clinic, bedside):
    made = clinic.seed("running", family="Stale", chair="S", device_id="mon-stale")
    nurse = enter("nurse")
    nurse.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    tiles = [nurse.page.locator(f'[data-tile="{key}"]') for key in ("heart-rate", "spo2", "breaths")]
    for tile in tiles:
        expect(tile.locator(".age")).to_have_text(re.compile(r"^monitor, \d+ s ago$"), timeout=30_000)
        expect(tile).not_to_have_class(re.compile(r"\bstale\b"))

    gateway = clinic.gateway_pid()
    with frozen([gateway]):
        for tile in tiles:
            expect(tile).to_have_class(re.compile(r"\bstale\b"), timeout=60_000)
            expect(tile).to_contain_text(re.compile(r"◆ (stale: .*\d+ s|no reading for \d+ s)"), timeout=10_000)
        expect(nurse.page.locator("#alarms")).to_contain_text("technical", timeout=30_000)
        nurse.looks(again=True)
        os.kill(gateway, signal.SIGKILL)
        for tile in tiles:  # the gateway was started again, and the monitor called again
            expect(tile).not_to_have_class(re.compile(r"\bstale\b"), timeout=60_000)
    assert clinic.gateway_pid() != gateway


def test_a_silent_server_is_said_on_the_page(enter, clinic):
    made = clinic.seed("running", family="Silent", chair="Q", device_id="mon-silent")
    nurse = enter("nurse")
    nurse.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    silence = nurse.page.locator("[data-silent]")
    expect(silence).to_be_hidden()
    nurse.is_cut_off = True  # by a server that is silent
    with frozen(list(clinic.members("granian"))):
        expect(silence).to_be_visible(timeout=30_000)
        expect(silence).to_have_text(
            re.compile(r"Not connected since \d\d:\d\d:\d\d.*watch the bedside monitor", re.DOTALL)
        )
        nurse.looks(again=True)
    expect(silence).to_be_hidden(timeout=30_000)
