"""What goes as it should, and two that do not: an infusion to its end and home, a pulled cable, a tab left open."""

import re
from itertools import dropwhile

import pytest
from playwright.sync_api import Locator, expect

from journeys.monitor import HandHeldMonitor
from journeys.visitor import Visitor, choose

pytestmark = pytest.mark.journey
STALE = re.compile(r"\bstale\b")


def tile(visitor: Visitor, key: str) -> Locator:
    return visitor.page.locator(f'[data-tile="{key}"]')


def rate_everything(visitor: Visitor, link: str, value: str) -> None:
    """Open a scale at the chair and give every item the same answer."""
    visitor.follow(link)
    form = visitor.page.locator("#act form")
    expect(form).to_be_visible()
    for box in form.get_by_role("combobox").all():
        box.select_option(value)
    visitor.press("Record", within=form)
    expect(visitor.page.locator("#act")).to_contain_text("recorded")


@pytest.mark.hazard("H32 patient drives: no escort")
def test_a_normal_infusion_runs_to_its_end_and_the_patient_goes_home(enter, clinic):
    nurse = enter("nurse")
    ends = clinic.seed("underway", family="Whole", chair="W7", device_id="mon-whole", minutes=40)
    nurse.go(ends["at"])
    state = nurse.page.locator("#tiles .state")
    expect(state).to_contain_text("Empty by the record")  # and asks to look at the pump
    nurse.page.locator("#do-complete").click()
    nurse.page.locator("#act").get_by_label("Volume infused, as the pump shows it").fill("35")
    nurse.press("Complete", within=nurse.page.locator("#act form"))
    expect(state).to_contain_text("Recovering", timeout=10_000)
    expect(state).to_contain_text(re.compile(r"35\s*mg given"))
    nurse.go(ends["at"] + "discharge/")
    nurse.sees("May not leave yet", re.compile(r"\d+ min are left"))  # the stay after the end has just begun

    rests = clinic.seed("resting", family="Rested", chair="W8")  # the same, an hour and three quarters later
    nurse.go(rests["at"])
    row = nurse.page.locator("#row")
    for name, typed in (("pressure", "122/78"), ("breaths", "14"), ("spo2", "98"), ("moaas", "5"), ("distress", "0")):
        row.locator(f'input[name="{name}"]').fill(typed)
    row.locator('input[name="note"]').press("Enter")
    expect(row.locator('input[name="pressure"]')).to_have_value("")
    rate_everything(nurse, "Score CADSS-6", "0")
    rate_everything(nurse, "Aldrete and PADSS", "2")
    nurse.go(rests["at"] + "standing/")
    nurse.fill("Lying, after five minutes", "122/78")
    nurse.fill("Three minutes after standing up", "118/76")
    nurse.press("Record")

    nurse.go(rests["at"] + "discharge/")
    nurse.refusals.add(422)
    nurse.fill("Who takes the patient home", "Erna Escort")
    nurse.fill("Their telephone number", "555 0101")
    nurse.page.locator('button[name="leave"]').click()
    nurse.sees("There is a problem")  # the escort has not been seen yet
    nurse.refusals.clear()
    nurse.go(rests["at"] + "discharge/")
    nurse.choose_all("yes")
    longer = nurse.page.locator('input[name="item-longer-stay"][value="no"]')
    if longer.count():
        choose(longer)
    nurse.page.get_by_label("Vital signs now").fill("122/78 hr 72 spo2 98")
    nurse.press("Record the answers")
    nurse.sees(re.compile(r"May leave: all \d+ items are met"))
    nurse.looks()
    nurse.fill("Who takes the patient home", "Erna Escort")
    nurse.fill("Their telephone number", "555 0101")
    nurse.page.locator('button[name="leave"]').click()
    nurse.sees("Discharged.")
    nurse.go(rests["at"] + "journal/")
    nurse.sees("Verified now", "Erna Escort")
    told = clinic.seed("account", infusion_id=rests["infusion_id"])
    assert (told["state"], told["replayed"], told["broken_at"]) == ("discharged", "discharged", None)


@pytest.mark.hazard("H17 stale vitals shown as live")
def test_a_monitor_whose_link_is_cut_loses_its_numbers_and_comes_back(enter, clinic):
    made = clinic.seed("underway", family="Pulled", chair="W9", device_id="mon-pulled", minutes=12)
    nurse = enter("nurse")
    with HandHeldMonitor(clinic.gateway_port, "mon-pulled", spo2_off_for_s=30) as monitor:
        nurse.go(made["at"])
        heart, spo2 = tile(nurse, "heart-rate"), tile(nurse, "spo2")
        expect(heart.locator(".value")).to_have_text(re.compile(r"^7\d"), timeout=15_000)
        expect(heart).not_to_have_class(STALE)
        expect(spo2).to_have_class(STALE)  # its sensor has been silent for half a minute, and its number is marked

        monitor.pull_the_cable()
        expect(heart).to_have_class(STALE, timeout=25_000)
        expect(heart).to_contain_text("◆")  # another shape and words, not the color alone
        expect(nurse.page.locator("#alarms")).to_contain_text("technical", timeout=20_000)
        expect(nurse.page.locator("#alarms")).to_contain_text(
            re.compile("Nothing from mon-pulled|no signal|stale|No reading", re.IGNORECASE)
        )
        expect(spo2).to_contain_text(re.compile(r"no reading for \d+"), timeout=45_000)
        assert "97" not in spo2.locator(".value").inner_text()  # older than a minute: the number is gone
        nurse.looks(again=True)

        row = nurse.page.locator("#row")  # meanwhile a person counts and writes
        row.locator('input[name="breaths"]').fill("15")
        row.locator('input[name="spo2"]').fill("96")
        row.locator('input[name="note"]').press("Enter")
        expect(spo2.locator(".value")).to_contain_text("96", timeout=10_000)
        expect(spo2.locator(".age")).to_contain_text("by hand")

        monitor.plug_in_again()
        expect(heart).not_to_have_class(STALE, timeout=15_000)
        expect(heart.locator(".value")).to_have_text(re.compile(r"^7\d"))
        known = list(
            dropwhile(lambda code: code == "AR", monitor.answers)
        )  # the gateway reads the register each second
        assert set(known) == {"AA"}
    told = clinic.seed("account", infusion_id=made["infusion_id"])
    assert (told["state"], told["broken_at"]) == ("running", None)


POSTED = """async ({ path, fields, json }) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1]
    || document.querySelector('input[name="csrfmiddlewaretoken"]')?.value || "";
  const body = json ? JSON.stringify(json) : new URLSearchParams(fields);
  const headers = { "X-CSRFToken": token, ...(json ? { "Content-Type": "application/json" } : {}) };
  return (await fetch(path, { method: "POST", body, headers, credentials: "same-origin" })).status;
}"""


@pytest.mark.hazard("H01 wrong patient")
def test_a_second_tab_of_another_patient_writes_nothing_here(enter, clinic):
    this = clinic.seed("underway", family="Namesake", chair="W10", device_id="mon-this", minutes=5)
    other = clinic.seed("underway", family="Namesake", chair="W11", device_id="mon-other", minutes=5)
    nurse = enter("nurse")
    nurse.go(this["at"])
    before = [clinic.seed("account", infusion_id=each["infusion_id"])["entries"] for each in (this, other)]
    tab = nurse.context.new_page()
    tab.goto(clinic.address + other["at"])
    mixed = f"/people/{other['person_id']}/infusions/{this['infusion_id']}/"
    row = {"event_id": "8f14e45f-ceea-467f-a0e6-6c0f5b1c9a01", "pressure": "171/99", "note": "for the other one"}
    assert tab.evaluate(POSTED, {"path": mixed + "row/", "fields": row}) == 404
    pause = {**row, "reason": "patient asks", "words": ""}
    assert tab.evaluate(POSTED, {"path": mixed + "pause/", "fields": pause}) == 404
    queued = {
        "by": "nurse", "person": other["person_id"], "infusion": other["infusion_id"],
        "sent_at": "2026-11-23T12:00:00+00:00",
        "entries": [{"id": row["event_id"], "verb": "row", "at": "2026-11-23T12:00:00+00:00", "fields": {"note": "x"}}],
    }  # fmt: skip
    assert tab.evaluate(POSTED, {"path": this["at"] + "queued/", "json": queued}) == 409
    assert [clinic.seed("account", infusion_id=each["infusion_id"])["entries"] for each in (this, other)] == before

    tab.locator('#row input[name="note"]').fill("said at chair W11")  # typed there it is written there, and only there
    tab.locator('#row input[name="note"]').press("Enter")
    expect(tab.locator('#row input[name="note"]')).to_have_value("")
    assert clinic.seed("account", infusion_id=other["infusion_id"])["notes"] == ["said at chair W11"]
    assert clinic.seed("account", infusion_id=this["infusion_id"])["notes"] == []
