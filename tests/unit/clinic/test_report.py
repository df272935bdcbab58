"""The report from core objects, without a database: golden in structure, complete in its notes, and sealed."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bedside import BASELINE, T0, a_check, a_reading, a_score, a_start, an_end, at
from charts import a_chart
from leeward.assessment import assess
from leeward.clinic.courses import sections
from leeward.clinic.courses.records import PredictedRow, Row, Who
from leeward.clinic.courses.report import render_report
from leeward.dosing import Vial, approve, prepare, propose
from leeward.infusion import journal
from leeward.infusion.discharge import discharge
from leeward.infusion.vitals import GenerationMode, VitalKind
from leeward.instruments import PCL5, score
from leeward.outcomes import DatedScore, trajectory
from leeward.pharmacology import Subject
from leeward.protocol import STANDARD
from leeward.protocol.adjustable import Change
from leeward.protocol.alarms import Pressure
from leeward.protocol.tuned import tuned
from leeward.truth import NO, YES
from leeward.units import Quantity

ADA = Subject(
    weight_kg=70.0, height_cm=175.0, age_y=41.0, sex="female", resting_systolic_mmhg=120.0,
    resting_diastolic_mmhg=75.0, resting_heart_rate_per_min=70.0,
)  # fmt: skip
MEDICINES = ("clonazepam 1 mg", "kanna powder")


@pytest.fixture(scope="module")
def course():
    chart = a_chart(medicines=MEDICINES)
    proposal = propose(ADA, STANDARD, seed=1, n=200)
    order = approve(proposal.option("studied"), by="P. One", at=T0)
    vial = Vial(strength_mg_per_ml=50.0, volume_ml=10.0, lot="L1", expires_on=T0.date())
    readings = tuple(
        a_reading(kind, value, at(minutes)) for minutes in range(-5, 60, 5) for kind, value in BASELINE.items()
    )
    events = (*a_start(), a_score("cadss-6", 4, at(20)), an_end(at(40)), a_check("escort", YES, at(50)))
    entries = ()
    for event in events:
        entries = journal.append(entries, event)
    gate = discharge(readings, events, baseline={VitalKind.SYSTOLIC: 122.0}, now=at(60), needs_longer=NO)
    scores = [
        DatedScore(score=score(PCL5, [each] * 20), at=T0 + timedelta(days=days)) for days, each in ((-1, 2), (3, 1))
    ]
    return sections.CoreCourse(
        who=Who(name="SAMPLE, Ada", born="14-Jul-1985 (41)", sex="Female", allergies="none known"),
        chart=chart,
        eligibility=assess(chart, STANDARD),
        protocol=STANDARD,
        assessed_at=T0,
        assessed_by="N. Two",
        proposal=proposal,
        order=order,
        preparation=prepare(order, vial, on=T0.date(), final_volume_ml=50.0),
        prepared="N. Two",
        checked="N. Three",
        given=sections.Given(journal=entries, readings=readings, mode=GenerationMode.REAL, gate=gate, now=at(60)),
        scores=trajectory(scores, [T0]),
        made_at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
        made_by="a test",
    )


@pytest.fixture(scope="module")
def report(course):
    return sections.from_core(course, zone=UTC)


@pytest.fixture(scope="module")
def html(report):
    return render_report(report)


def _all(thing, kind):
    """Yield every record of a kind that the thing holds, however deep."""
    if isinstance(thing, kind):
        yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from _all(getattr(thing, field.name), kind)
    if isinstance(thing, tuple):
        for each in thing:
            yield from _all(each, kind)


def test_its_parts_stand_in_order(html):
    assert re.findall(r"<h2 id=\"([a-z0-9-]+)\"", html) == [
        "assessment", "tried", "medicines", "plan-1", "preparation-1", "infusion-1", "outcome", "known", "assumptions",
        "sources", "versions",
    ]  # fmt: skip


def test_every_number_says_where_it_comes_from(report):
    rows = [*_all(report, Row), *_all(report, PredictedRow)]
    assert len(rows) > 40
    assert [row.name for row in rows if not (row.origin or getattr(row, "marks", ()))] == []


def test_the_infusion_is_drawn_with_the_limits_of_the_courses_protocol(course):
    stricter = Change(name=Pressure.systolic_rise.name, quantity=Quantity(25, "mmHg"), reason="a reason")
    other = replace(course, protocol=tuned(STANDARD, (stricter,)))
    (shipped,), (tighter,) = (sections.from_core(each, zone=UTC).treatments for each in (course, other))
    assert "= baseline + 40" in shipped.infusion.chart
    assert "= baseline + 25" in tighter.infusion.chart


def test_every_option_claim_and_word_of_change_has_its_notes(report):
    (treatment,) = report.treatments
    assert all(option.marks for option in treatment.plan.options)
    assert all(chance.marks for option in treatment.plan.options for chance in option.chances)
    assert all(claim.marks for claim in report.claims)
    assert all(word.marks for standing in report.outcome.standings for word in standing.words)
    assert all(line.marks for line in report.medicines.lines)


def test_the_bibliography_is_numbered_without_a_gap_and_every_mark_has_its_note(report, html):
    assert [source.label for source in report.notes.sources] == [
        str(n) for n in range(1, len(report.notes.sources) + 1)
    ]
    assert [each.label for each in report.notes.assumptions] == [
        f"A{n}" for n in range(1, len(report.notes.assumptions) + 1)
    ]
    anchors = set(re.findall(r'id="(note-A?[0-9]+)"', html))
    assert set(re.findall(r'href="#(note-A?[0-9]+)"', html)) <= anchors
    assert len(anchors) == len(report.notes.sources) + len(report.notes.assumptions)


def test_a_run_of_numbers_names_both_ends_that_exist(report, html):
    known = {each.label for each in (*report.notes.sources, *report.notes.assumptions)}
    for label in re.findall(r'<a href="#note-[A0-9]+">([^<]+)</a>', html):
        assert set(label.split("–")) <= known


def test_it_asks_nobody_else_for_anything(html):
    assert not re.findall(r'(?:src|href|action)="(?!#)[^"]*"', html)
    assert "url(" not in html
    assert "@import" not in html
    assert "<script" not in html
    assert not re.search(r'\sstyle="', html)


def test_it_prints(html):
    assert "@page" in html
    assert "@media print" in html


def test_it_says_who_signed_the_protocol_and_that_the_journal_is_whole(html):
    assert "not signed by a medical director" in html
    assert "Journal of 5 entries verified" in html


def test_what_nobody_reviewed_is_not_called_safe(html):
    assert "kanna powder: nobody has reviewed it; it is not said to be safe." in html


def test_the_gate_shows_unknown_as_unknown(report):
    tags = {line.says: line.tag for line in report.treatments[0].infusion.gate}
    assert "not known" in tags.values()
    assert report.treatments[0].infusion.gate_says.startswith("Not all items were met")


def test_times_are_those_of_the_zone(course):
    from zoneinfo import ZoneInfo

    told = sections.from_core(course, zone=ZoneInfo("America/New_York"))
    assert told.assessment.when == "23-Nov-2026 09:00"
    assert {row.name: row.value for row in told.treatments[0].infusion.rows}["Started"] == "23-Nov-2026 09:00"


def test_a_way_that_ended_early_is_a_report_too(course):
    from dataclasses import replace

    short = replace(
        course, proposal=None, order=None, preparation=None, given=None, scores=None, ended="Needs information."
    )
    told = sections.from_core(short, zone=UTC)
    page = render_report(told)
    assert "◇ Needs information." in page
    assert "No dose was approved, and nothing was given." in page
    assert told.claims


def test_names_are_escaped(course):
    from dataclasses import replace

    wild = replace(course, who=replace(course.who, name="<b>&Ada"))
    page = render_report(sections.from_core(wild, zone=UTC))
    assert "<b>&Ada" not in page
