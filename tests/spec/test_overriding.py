"""Which exclusions two persons may set aside, as a clinician reads it; every other one stands for everybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from charts import PROTOCOL, RULES, TODAY, a_chart, assessed
from leeward.assessment import EVERY, Outcome, Weight, assess
from leeward.assessment.override import CannotOverride, Office, Override, Signatory
from leeward.assessment.overriding import allowed, may_confirm, why_never
from leeward.protocol.overriding import Overridable

MAY = """
psychotic-disorder      psychotic_disorder = yes
high-mania-score        bipolar_disorder = yes; ymrs = 6 points
low-memory-score        moca = 17 points
severe-head-injury      head_injury_severe = yes
substance-use-disorder  substance_use_disorder = yes
ketamine-misuse         ketamine_misuse = yes
porphyria               porphyria = yes
"""
NEVER = """
aneurysm arteriovenous-malformation intracerebral-hemorrhage recent-stroke severe-heart-disease blood-pressure-hazard
recent-heart-attack unstable-heart decompensated-heart-failure heart-failure-class uncontrolled-cardiovascular-disease
blood-pressure-excludes raised-intracranial-pressure dementia-or-delirium acute-eye psychotic-symptoms mania
imminent-suicide-risk no-capacity liver-failure ketamine-bladder-injury hyperthyroidism pheochromocytoma pregnancy
preeclampsia ketamine-allergy under-age life-threatening-disease critically-ill
"""
PRESCRIBER = Signatory(name="Dr. Ada North", office=Office.PRESCRIBER, reason="One episode, twenty years ago")
DIRECTOR = Signatory(name="Dr. Ben West", office=Office.MEDICAL_DIRECTOR, reason="Two psychiatrists agree")


def an_override(rule_key, on=TODAY):
    return Override(rule_key=rule_key, first=PRESCRIBER, second=DIRECTOR, on=on)


def cases():
    for line in MAY.strip().splitlines():
        key, entries = line.split(maxsplit=1)
        yield key, dict(part.strip().split(" = ") for part in entries.split(";"))


def test_every_exclusion_is_on_one_of_the_two_lists():
    listed = {key for key, _ in cases()} | set(NEVER.split())
    assert listed == {rule.key for rule in EVERY if rule.weight is Weight.BARS}


@pytest.mark.parametrize(("key", "entries"), list(cases()))
def test_two_persons_set_it_aside_and_it_is_never_silent(key, entries):
    alone = assessed(a_chart(**entries))
    assert alone.outcome is Outcome.NOT_ELIGIBLE
    assert any(says.startswith("A prescriber and the medical director") for says in alone.may_be_overridden)
    both = assessed(a_chart(**entries, overrides=[an_override(key)]))
    assert both.outcome in {Outcome.ELIGIBLE, Outcome.NEEDS_SIGNOFF}
    assert RULES[key].sentence().rstrip(".") in both.cautions[0]
    assert "overridden by Dr. Ada North (prescriber) and Dr. Ben West (medical director)" in both.cautions[0]
    assert "One episode, twenty years ago. Dr. Ben West: Two psychiatrists agree." in both.cautions[0]


@pytest.mark.parametrize("key", NEVER.split())
def test_a_hard_one_stands_whoever_signs(key):
    assert allowed(RULES[key], PROTOCOL) is None
    assert "Nobody can override this" in why_never(key, PROTOCOL)


def test_a_signed_hard_one_still_bars():
    chart = a_chart(aneurysm="yes", overrides=[an_override("aneurysm")])
    assert assessed(chart).outcome is Outcome.NOT_ELIGIBLE
    assert assessed(chart).overridden == ()


def test_a_protocol_allows_less_and_never_more():
    chart = a_chart(psychotic_disorder="yes", overrides=[an_override("psychotic-disorder")])
    strict = replace(PROTOCOL, overridable=())
    loose = replace(PROTOCOL, overridable=(Overridable(rule_key="aneurysm", why="somebody wants it"),))
    assert assess(chart, strict).outcome is Outcome.NOT_ELIGIBLE
    assert allowed(RULES["aneurysm"], loose) is None


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (90, True), (91, False)])
def test_it_stands_from_its_day_on_for_one_course(days, stands):
    override = an_override("psychotic-disorder", on=TODAY - timedelta(days=days))
    outcome = assessed(a_chart(psychotic_disorder="yes", overrides=[override])).outcome
    assert (outcome is Outcome.ELIGIBLE) is stands


@pytest.mark.parametrize(("days_before", "bars"), [(0, False), (1, False), (-1, True)])
def test_a_number_measured_after_the_signatures_is_not_covered_by_them(days_before, bars):
    signed = TODAY - timedelta(days=2)
    moca = {"value": "17 points", "at": signed - timedelta(days=days_before)}
    outcome = assessed(a_chart(moca=moca, overrides=[an_override("low-memory-score", on=signed)])).outcome
    assert (outcome is Outcome.NOT_ELIGIBLE) is bars


def test_what_only_defers_is_not_overridden():
    assert "does not bar treatment for good" in why_never("not-fasted", PROTOCOL)
    chart = a_chart(fasted="no", overrides=[an_override("not-fasted")])
    assert assessed(chart).outcome is Outcome.NOT_TODAY


@pytest.mark.parametrize(
    ("name", "office", "says"),
    [
        ("Dr. Ada North", Office.MEDICAL_DIRECTOR, "A different person"),
        (" dr. ada  NORTH", Office.MEDICAL_DIRECTOR, "A different person"),
        ("Dr. Cy East", Office.PRESCRIBER, "The medical director has to confirm it"),
    ],
)
def test_the_second_person_is_another_one_and_of_the_right_office(name, office, says):
    with pytest.raises(CannotOverride, match=says):
        may_confirm(PRESCRIBER, name, office)
    with pytest.raises(CannotOverride):
        Override(
            rule_key="porphyria",
            first=PRESCRIBER,
            second=Signatory(name=name, office=office, reason="so"),
            on=date(2026, 11, 23),
        )


def test_both_give_a_reason():
    with pytest.raises(CannotOverride, match="neither may be empty"):
        Signatory(name="Dr. Ada North", office=Office.PRESCRIBER, reason=" ")
