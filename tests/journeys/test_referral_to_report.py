"""The whole way of one patient: from a request by a stranger to the report, through the real server and gateway."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from journeys.served import PASSWORD, staffed, until
from journeys.visitor import Visitor, choose

NAME, BORN = "Wanda Walker", "14-Jul-1985"
pytestmark = pytest.mark.journey

MONITOR = "mon-journey"
CHAIR = "7"
PAGE_OF_PERSON = re.compile(r"/people/([0-9a-f-]{36})/$")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic of its own: here the whole stock is counted, and other journeys draw from theirs."""
    with staffed(tmp_path_factory.mktemp("clinic")) as made:
        yield made


@pytest.mark.hazard("H01 wrong patient or record")
def test_from_a_request_to_the_report(enter, clinic, bedside):
    ask_for_a_consultation(enter(None))
    person_id = accept_the_request(enter("desk"))
    clinic.seed("mark_synthetic", person_id=person_id)
    clinic.seed("monitor", device_id=MONITOR)
    at = f"/people/{person_id}/"
    nurse, second, prescriber = enter("nurse"), enter("second"), enter("prescriber")

    before_anybody_asked(nurse, at)
    ask_and_weigh(nurse, at)
    clinic.seed("answer_rest", person_id=person_id)
    record_the_assessment(nurse, at)
    enter_questionnaire(nurse, at, "pcl-5", value=3, place="before infusion 1", total="60")
    enter_questionnaire(nurse, at, "phq-9", value=2, place="before infusion 1", total="18", leave={9: 0})

    order = prescribe(nurse, prescriber, at)
    draw_up_and_check(nurse, second, order)
    chair = take_a_chair(nurse, order)
    pass_the_time_out(nurse, chair)
    start_and_watch(nurse, chair)
    pause_and_resume(nurse)
    chart_by_keyboard(nurse)
    score_dissociation(nurse, totals="1")
    stop(nurse)
    score_recovery(nurse)
    leave_by_override(nurse, prescriber, chair)
    account_for_the_drug(nurse, chair)

    therapist = enter("therapist")
    until_the_next_minute(nurse, chair)
    enter_questionnaire(therapist, at, "pcl-5", value=1, place="after infusion 1", total="20")
    enter_questionnaire(therapist, at, "phq-9", value=1, place="after infusion 1", total="8", leave={9: 0})
    see_what_changed(therapist, at)
    read_the_report(prescriber, at)
    account = clinic.seed("account", infusion_id=chair.split("/")[-2])
    assert account["state"] == account["replayed"] == "discharged"
    assert account["broken_at"] is None
    assert account["heart_rates"]


def ask_for_a_consultation(visitor: Visitor) -> None:
    visitor.go("/request/")
    visitor.sees("988")
    visitor.looks()
    visitor.refusals.add(422)
    visitor.press("Send the request")
    visitor.sees("There is a problem", "Enter your family name.", "Tick that we may contact you")
    visitor.looks(again=True)
    visitor.refusals.clear()
    for label, text in (("Given names", "Wanda"), ("Family name", "Walker"), ("Phone", "555 0100"), ("Month", "7"),
                        ("Day", "14"), ("Year", "1985"), ("What brings you here?", "Nightmares, for ten years."),
                        ("When may we reach you?", "Mornings")):  # fmt: skip
        visitor.fill(label, text)
    visitor.page.get_by_label("How did you hear of us?").select_option(label="A clinician told me")
    visitor.page.get_by_label("You may contact me about this request").check()
    visitor.press("Send the request")
    expect(visitor.page.get_by_role("heading", name="Your request arrived")).to_be_visible()
    visitor.looks()


def accept_the_request(desk: Visitor) -> str:
    desk.go("/")
    desk.looks()
    desk.follow("Requests")
    desk.looks()
    desk.follow(re.compile("WALKER", re.IGNORECASE))
    desk.sees("Nightmares, for ten years.", "A clinician told me", "May be contacted")
    desk.looks()
    desk.page.get_by_label("Accept: open a record").check()
    desk.press("Record the decision")
    expect(desk.page).to_have_url(PAGE_OF_PERSON)
    desk.sees("WALKER, Wanda", "The request was accepted. The record is open.")
    desk.looks()
    return str(UUID(PAGE_OF_PERSON.search(desk.page.url)[1]))


def before_anybody_asked(nurse: Visitor, at: str) -> None:
    nurse.go(at)
    nurse.sees("Not yet asked", "not weighed today", "synthetic, not a patient")
    nurse.looks()
    nurse.go(f"{at}assessment/")
    nurse.sees(re.compile("needs information", re.IGNORECASE))
    nurse.looks()
    nurse.go(f"{at}plan/")
    nurse.sees("Options are computed once the assessment is clear.")


def ask_and_weigh(nurse: Visitor, at: str) -> None:
    nurse.go(f"{at}allergies/")
    nurse.looks()
    nurse.page.get_by_label("Yes, these").check()
    nurse.fill("Substances and what they did", "Penicillin, rash")
    nurse.press("Record the answer")
    expect(nurse.page.get_by_label("Patient", exact=True)).to_contain_text("Penicillin, rash")

    nurse.go(f"{at}assessment/chart/")
    nurse.looks()
    nurse.follow("Heart and vessels")
    for name, number in (("systolic", "124"), ("diastolic", "78"), ("heart_rate", "72")):
        nurse.page.locator(f'input[name="{name}"]').fill(number)
    assert nurse.choose_all("No") > 10
    nurse.looks()
    nurse.press("Save and go on")
    nurse.sees("Heart and vessels: saved.")
    assert nurse.choose_all("No") > 5
    nurse.press("Save, back to the list")
    nurse.sees("Brain and nerves: saved.")

    nurse.follow("Age, size and general health")
    nurse.refusals.add(422)
    weight = nurse.page.locator('input[name="weight"]')
    weight.fill("1550")
    nurse.press("Save, back to the list")
    nurse.sees("There is a problem", "1550 is not plausible")
    nurse.looks(again=True)
    nurse.refusals.clear()
    weight.fill("70.2")
    nurse.press("Save, back to the list")
    expect(nurse.page.get_by_label("Patient", exact=True)).to_contain_text("70.2 kg")

    nurse.go(f"{at}assessment/medicines/")
    nurse.fill("Every medicine the patient takes", "sertraline 100 mg daily\nprazosin 2 mg at night")
    nurse.press("Save the list")
    nurse.sees("The medication list was saved.", "prazosin")
    nurse.looks()


def record_the_assessment(nurse: Visitor, at: str) -> None:
    nurse.go(f"{at}assessment/")
    nurse.sees(re.compile("eligible", re.IGNORECASE))
    nurse.looks(again=True)
    nurse.press("Record this assessment")
    nurse.sees("The assessment was recorded, with everything that it was made from.")
    nurse.looks()


def enter_questionnaire(
    who: Visitor, at: str, scale: str, *, value: int, place: str, total: str, leave: dict[int, int] | None = None
) -> None:
    """Answer every item with the same value, except those of `leave`."""
    who.go(f"{at}outcomes/enter/{scale}/")
    who.looks()
    items = who.page.locator('[role="radiogroup"]').count()
    for number in range(1, items + 1):
        chosen = (leave or {}).get(number, value)
        radio = who.page.locator(f'input[name="item_{number}"][value="{chosen}"]')
        if radio.count():
            choose(radio)
    who.press("Record the answers")
    expect(who.page).not_to_have_url(re.compile("/enter/"))
    who.go(f"{at}outcomes/")
    who.sees(place, total)
    who.looks(again=scale == "phq-9")


def prescribe(nurse: Visitor, prescriber: Visitor, at: str) -> str:
    nurse.go(f"{at}plan/")
    nurse.press("Compute the options")
    nurse.sees(
        "Options were computed from the chart of today.", "studied regimen", "What the evidence does not support"
    )
    nurse.looks()
    prescriber.go(f"{at}plan/")
    prescriber.follow(re.compile("^Prescribe this"))
    prescriber.looks()
    prescriber.press("Approve for")
    expect(prescriber.page).to_have_url(re.compile("/plan/orders/"))
    prescriber.sees("35 mg", "in 40 min", "studied regimen", "Dr Petra Prescriber")
    prescriber.looks()
    return "/" + prescriber.page.url.split("/", 3)[3]


def receive_vials(nurse: Visitor) -> None:
    """Two vials come in, and are counted."""
    nurse.go("/stock/receive/")
    nurse.page.get_by_label("Vial", exact=True).select_option(label="50 mg/mL, 10 mL")
    for label, text in (("Lot", "W-2026"), ("Month", "12"), ("Day", "31"), ("Year", "2030"), ("Vials", "2"),
                        ("Supplier", "Wholesale Test"), ("Invoice or order number", "INV-1")):  # fmt: skip
        nurse.fill(label, text)
    nurse.looks()
    nurse.press("Take into the stock")
    nurse.sees(re.compile(r"Write the numbers on the vials: V-\d{4} to V-\d{4}"), "W-2026")
    nurse.looks()
    nurse.go("/stock/count/")
    nurse.page.get_by_label("Start of the day").check()
    nurse.fill("Sealed vials: 50 mg/mL, 10 mL, lot W-2026, expires 31-Dec-2030", "2")
    nurse.press("Record the count")
    nurse.sees("agrees")


def draw_up_and_check(nurse: Visitor, second: Visitor, order: str) -> None:
    receive_vials(nurse)
    nurse.go(order)
    vials = nurse.page.get_by_label("Vial", exact=True)
    vials.select_option(vials.locator("option", has_text="lot W-2026").first.get_attribute("value"))
    nurse.page.get_by_label("Bag", exact=True).select_option(label="50 mL")
    nurse.press("Compute how to draw it up")
    nurse.sees("0.7 mL", "75 mL/h", "another person")
    nurse.looks(again=True)

    second.go(order)
    second.sees("Compute it yourself before you see their figures")
    assert "0.7 mL" not in second.page.locator("main").inner_text()
    second.refusals.add(422)
    figures = (("Lot on the vial", "W-2026"), ("Drug to draw", "0.7"), ("Rate, mL/h", "75"))
    for label, text in (*figures, ("Strength on the vial", "100")):
        second.fill(label, text)
    second.press("Compare")
    second.sees("Do not use the syringe")
    second.looks()
    second.refusals.clear()
    for label, text in (*figures, ("Strength on the vial", "50")):
        second.fill(label, text)
    second.press("Compare")
    second.sees("Both found the same.", "Sven Second")


def take_a_chair(nurse: Visitor, order: str) -> str:
    nurse.go(order)
    nurse.follow("Plan the infusion")
    nurse.looks()
    nurse.fill("Chair", CHAIR)
    nurse.press("Plan at this chair")
    nurse.sees("SIMULATED, no patient is connected", "no reading yet")
    nurse.looks()
    nurse.follow("Pair a monitor")
    nurse.fill("Or its name", MONITOR)
    nurse.press("Pair")
    live_tiles(nurse)
    return "/" + nurse.page.url.split("/", 3)[3]


def live_tiles(nurse: Visitor) -> None:
    """The simulated monitor is heard through the gateway: numbers with their ages, that grow new by themselves."""
    for key in ("heart-rate", "spo2", "breaths"):
        tile = nurse.page.locator(f'[data-tile="{key}"]')
        expect(tile.locator(".value")).to_have_text(re.compile(r"^\d+"), timeout=30_000)
        expect(tile.locator(".age")).to_have_text(re.compile(r"^monitor, \d+ s ago$"), timeout=10_000)
    seen = nurse.page.locator("[data-clock]")
    expect(seen).not_to_have_text(seen.inner_text(), timeout=10_000)


def pass_the_time_out(nurse: Visitor, chair: str) -> None:
    score_dissociation(nurse, totals="0")
    nurse.follow("Time-out")
    nurse.looks()
    nurse.refusals.add(422)
    nurse.press("Record and pass the time-out")
    nurse.sees("There is a problem")
    nurse.looks(again=True)
    nurse.refusals.clear()
    assert nurse.choose_all("yes") >= 11
    nurse.fill("Vital signs now", "124/78 hr 72 spo2 98 rr 14 temp 36.8")
    nurse.page.get_by_label("MOAA/S now").select_option("5")
    nurse.page.get_by_label("Distress now").select_option("1")
    read_back(nurse, born="14-Jul-1958")  # digits swapped: another person, or a slip
    nurse.refusals.add(422)
    nurse.press("Record and pass the time-out")
    nurse.sees("is not this record. Whose chair is it?")
    nurse.refusals.clear()
    expect(nurse.page.get_by_label("Vital signs now")).to_have_value("")  # on record: it is not charted twice
    read_back(nurse, born=BORN)
    nurse.press("Record and pass the time-out")
    nurse.sees("Time-out passed: ready to start.")
    expect(nurse.page).to_have_url(re.compile(re.escape(chair)))


def read_back(nurse: Visitor, *, born: str) -> None:
    """Type what the patient says and what the pump shows: it is compared, and stands nowhere beforehand."""
    now = datetime.now(UTC)  # the clinic of the journey keeps UTC
    nurse.fill("Name, as the patient says it", NAME)
    nurse.fill("Date of birth, as the patient says it", born)
    nurse.fill("Last ate", f"{now - timedelta(hours=9):%Y-%m-%dT%H:%M}")
    nurse.pick("meal", "no")
    nurse.fill("Last drank", f"{now - timedelta(hours=3):%Y-%m-%dT%H:%M}")
    nurse.fill("Who takes the patient home", "A. Sister")
    nurse.fill("Their telephone number", "555 0100")
    nurse.fill("Rate that the pump shows", "75")
    nurse.fill("Volume to be infused that the pump shows", "50")


def score_dissociation(nurse: Visitor, *, totals: str) -> None:
    nurse.follow("Score CADSS-6")
    form = nurse.page.locator("#act form")
    expect(form).to_be_visible()
    for place, box in enumerate(form.get_by_role("combobox").all()):
        box.select_option(totals if place == 0 else "0")
    nurse.looks(again=True)
    nurse.press("Record", within=form)
    expect(nurse.page.locator("#act")).to_contain_text("recorded")
    expect(nurse.page.locator('[data-tile="mind"] .value')).to_contain_text(f"· {totals}", timeout=10_000)


def start_and_watch(nurse: Visitor, chair: str) -> None:
    nurse.follow("Start")
    act = nurse.page.locator("#act")
    expect(act).to_contain_text("75 mL/h")
    act.get_by_label("Rate that the pump shows").fill("75")
    act.get_by_label("Volume to be infused that the pump shows").fill("50")
    nurse.press("The pump runs as ordered")
    state = nurse.page.locator("#tiles .state")
    expect(state).to_contain_text("Running, minute", timeout=10_000)
    expect(state).to_contain_text("mg to go")
    live_tiles(nurse)
    expect(nurse.page.locator('[data-tile="pressure"] .value')).to_have_text(re.compile(r"\d+/\d+"), timeout=90_000)
    nurse.looks(again=True)
    nurse.go("/room/")
    nurse.sees("WALKER")
    nurse.looks()
    nurse.go(chair)


def pause_and_resume(nurse: Visitor) -> None:
    state = nurse.page.locator("#tiles .state")
    nurse.page.locator("#do-pause").click()
    nurse.page.locator("#act").get_by_label("patient asks").check()
    nurse.press("The pump is paused")
    expect(state).to_contain_text("Paused", timeout=10_000)
    nurse.page.locator("#do-resume").click()
    expect(nurse.page.locator("#act").get_by_label("Rate to run at")).to_have_value(re.compile("^75"))
    nurse.page.locator("#act").get_by_label("Rate that the pump shows").fill("75")
    nurse.press("The pump runs again")
    expect(state).to_contain_text("Running, minute", timeout=10_000)


def chart_by_keyboard(nurse: Visitor) -> None:
    """One line, typed in the order of measurement; Enter saves and the cursor is back at the start."""
    first = nurse.page.locator('#row input[name="pressure"]')
    first.focus()
    for text in ("140/85", "14", "97", "5", "1", "0", "calm, answers"):
        nurse.page.keyboard.type(text)
        nurse.page.keyboard.press("Tab")
    nurse.page.locator('#row input[name="note"]').press("Enter")
    expect(first).to_have_value("", timeout=10_000)
    expect(first).to_be_focused()
    expect(nurse.page.locator('[data-tile="mind"] .value')).to_contain_text("5 ·", timeout=10_000)


def stop(nurse: Visitor) -> None:
    nurse.page.locator("#do-stop").click()
    nurse.page.locator("#act").get_by_label("patient asks").check()
    nurse.press("The pump is stopped")
    state = nurse.page.locator("#tiles .state")
    expect(state).to_contain_text("Recovering", timeout=10_000)
    expect(state).to_contain_text("mg given")


def score_recovery(nurse: Visitor) -> None:
    nurse.follow("Aldrete and PADSS")
    form = nurse.page.locator("#act form")
    expect(form).to_be_visible()
    for box in form.get_by_role("combobox").all():
        box.select_option("2")
    nurse.press("Record", within=form)
    expect(nurse.page.locator("#act")).to_contain_text("recorded")


def leave_by_override(nurse: Visitor, prescriber: Visitor, chair: str) -> None:
    nurse.page.locator("#do-discharge").click()
    nurse.sees("May not leave yet", "Unknown is not met.", re.compile(r"1\d\d min are left"))
    nurse.looks()
    assert nurse.choose_all("yes") >= 1
    nurse.press("Record the answers")
    nurse.sees("The answers were recorded.")
    escort = (("Who takes the patient home", "Erna Escort"), ("Their telephone number", "555 0101"))
    nurse.refusals.add(422)
    for label, text in escort:
        nurse.fill(label, text)
    nurse.page.locator('button[name="leave"]').click()
    nurse.sees("There is a problem", "The prescriber can decide otherwise, with a reason.")
    nurse.fill("Prescriber's reason", "I say so")
    nurse.page.locator('button[name="leave"]').click()
    nurse.sees("Only a prescriber can decide otherwise where an item is not met.")
    nurse.looks(again=True)
    nurse.refusals.clear()

    prescriber.go(f"{chair}discharge/")
    for label, text in (*escort, ("Prescriber's reason", "Stopped after minutes; awake; the escort is a nurse.")):
        prescriber.fill(label, text)
    prescriber.page.locator('button[name="leave"]').click()
    prescriber.sees("Discharged.")
    expect(prescriber.page.locator("#tiles .state")).to_contain_text("Discharged")
    prescriber.looks()
    prescriber.follow("Journal")
    prescriber.sees("Verified now", "Stopped after minutes; awake; the escort is a nurse.", "140")
    prescriber.looks()


def account_for_the_drug(nurse: Visitor, chair: str) -> None:
    """What went in is given, the rest of bag and vial wasted before a witness: not the nurse herself, nor a guess."""
    nurse.go(chair)
    nurse.follow("Account for the drug")
    went_in = re.search(r"mg in ([\d.]+) mL", nurse.page.locator("main").inner_text())
    nurse.fill("Left in the bag or syringe, mL", f"{50 - float(went_in[1]):.1f}")
    nurse.looks()
    nurse.refusals.add(422)
    for name, password, says in (("nurse", PASSWORD, "another person"), ("second", "a guess", "do not belong")):
        nurse.fill("Witness: user name", name)
        nurse.fill("Witness: password", password)
        nurse.press("Record it, both of us")
        nurse.sees(says)
    nurse.looks(again=True)
    nurse.refusals.clear()
    nurse.fill("Witness: user name", "second")
    nurse.fill("Witness: password", PASSWORD)
    nurse.press("Record it, both of us")
    nurse.sees("accounted for, before a witness", "Nora Nurse")
    nurse.go("/stock/log/")
    nurse.sees("WALKER", "given", "wasted: rest of the vial", "Sven Second", "W-2026", "balances")
    nurse.looks()


def until_the_next_minute(nurse: Visitor, chair: str) -> None:
    """Answers carry the minute they were given in: those after the infusion need a later one than its start."""
    nurse.go(f"{chair}journal/")
    started = nurse.page.locator("tr", has_text="Started").locator("td").first.inner_text()
    minute = re.search(r"\d\d:\d\d", started)[0]
    clock = "new Date().toISOString().slice(11, 16)"
    until(lambda: nurse.page.evaluate(clock) != minute, "the minute did not end", within_s=65)


def see_what_changed(therapist: Visitor, at: str) -> None:
    therapist.go(f"{at}outcomes/")
    therapist.sees(re.compile("[-−]40"), "What a change does not say.", re.compile("reliable", re.IGNORECASE))
    therapist.looks(again=True)
    therapist.go(f"{at}course/")
    therapist.sees("The course in time", "Infusion 1", "PCL-5", "PHQ-9")
    therapist.looks()


def read_the_report(prescriber: Visitor, at: str) -> None:
    prescriber.go(f"{at}report/")
    report = prescriber.page.locator("article.report")
    for words in ("WALKER", "Penicillin, rash", "eligible", "sertraline", "prazosin", "35 mg", "studied regimen",
                  "Sven Second", "75 mL/h", "140/85", "Stopped", "60", "20"):  # fmt: skip
        expect(report).to_contain_text(words, ignore_case=True)
    for part in ("assessment", "medicines", "plan-1", "preparation-1", "infusion-1", "outcome", "known", "assumptions",
                 "sources", "versions"):  # fmt: skip
        expect(report.locator(f"#{part}")).to_have_count(1)
    assert report.locator("figure.sheet svg").count() >= 2
    assert report.locator("section[aria-labelledby=sources] li").count() > 5
    expect(report.locator("section[aria-labelledby=sources]")).to_contain_text("doi:10.1001/jamapsychiatry.2014.62")
    expect(report.locator("section[aria-labelledby=versions]")).to_contain_text("Leeward")
    expect(report.locator("section[aria-labelledby=infusion-1]")).to_contain_text(
        re.compile("simulated", re.IGNORECASE)
    )
    anchors = prescriber.page.evaluate(
        "[...document.querySelectorAll('article.report sup.marks a')].filter(a => !document.querySelector("
        "'[id=\"' + a.getAttribute('href').slice(1) + '\"]')).map(a => a.outerHTML)"
    )
    assert not anchors, "marks that lead nowhere"
    prescriber.looks()
