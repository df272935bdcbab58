"""A whole list: the table it is read against, what adds up, and the route."""

import re
from pathlib import Path
from random import Random
from statistics import median

import pytest

from leeward.evidence import Status
from leeward.medicines import INTERACTIONS, Effect, Route, Severity, review
from leeward.medicines.table import BY_GENERIC


def test_the_table_has_every_row_with_its_status_and_its_source():
    assert len(INTERACTIONS) >= 200
    assert len(BY_GENERIC) == len(INTERACTIONS)
    assert {row.status for row in INTERACTIONS} == set(Status)
    for row in INTERACTIONS:
        assert row.advice, row.generic
        assert row.source_key, row.generic
        if row.status is Status.READ:
            assert row.cites, row.generic


def test_the_file_can_be_read_by_a_pharmacist():
    text = (Path(__file__).parents[3] / "src/leeward/medicines/interactions.csv").read_text(encoding="utf-8")
    assert text.startswith("generic,brands,synonyms,klass,counts_as,mechanism,effect,severity,")
    assert not re.search(r"\|", text)


ADDING_UP = """
alprazolam                      | alprazolam monitor
alprazolam + zolpidem           | alprazolam signoff, zolpidem signoff
quetiapine + trazodone          | quetiapine monitor, trazodone monitor
morphine + gabapentin           | gabapentin signoff, morphine signoff
venlafaxine + methylphenidate   | methylphenidate signoff, venlafaxine signoff
alprazolam + Xanax              | alprazolam monitor
alprazolam + venlafaxine        | alprazolam monitor, venlafaxine monitor
sertraline + lithium            | lithium none, sertraline none
theophylline + alprazolam       | theophylline avoid, alprazolam monitor
"""


@pytest.mark.parametrize("row", ADDING_UP.strip().splitlines())
def test_two_of_a_kind_weigh_one_level_more_but_a_count_alone_never_bars(row):
    names, expected = (cell.strip() for cell in row.split("|"))
    matched = review([name.strip() for name in names.split("+")]).matched
    assert ", ".join(f"{one.generic} {one.severity.name.lower()}" for one in matched) == expected


def test_the_counts_and_the_reason_are_shown():
    reviewed = review(["Xanax", "Ambien", "Effexor"])
    assert (reviewed.counts.cns_depressants, reviewed.counts.pressors) == (2, 1)
    raised = {finding.generic: finding.escalated for finding in reviewed.matched}
    assert raised["alprazolam"] == "Raised from 'watch more closely': 2 CNS depressants on the list."
    assert raised["venlafaxine"] == ""


@pytest.mark.hazard("H10 over-alerting")
@pytest.mark.parametrize("name", ["grapefruit juice", "rifampicin", "clarithromycin", "ticlopidine", "St John's wort"])
def test_what_barely_matters_by_vein_is_a_note_and_weighs_more_by_mouth(name):
    (by_vein,), (by_mouth,) = review([name]).matched, review([name], route=Route.ORAL).matched
    assert by_vein.severity in {Severity.NOTE, Severity.NONE}
    assert by_mouth.severity in {Severity.SIGNOFF, Severity.AVOID}


@pytest.mark.hazard("H10 over-alerting")
def test_each_medicine_speaks_once_however_often_it_is_entered():
    reviewed = review(["Zoloft", "sertraline 50 MG", "sertralin"])
    assert [finding.generic for finding in reviewed.matched] == ["sertraline"]
    assert [finding.entered for finding in reviewed.spellings] == ["sertralin"]


@pytest.mark.hazard("H10 over-alerting")
def test_usual_lists_raise_few_alerts():
    lists = [
        ["sertraline", "prazosin"],
        ["venlafaxine", "trazodone", "lisinopril"],
        ["escitalopram", "quetiapine", "prazosin", "atorvastatin"],
        ["fluoxetine", "gabapentin", "metoprolol", "omeprazole"],
        ["bupropion", "levothyroxine"],
        ["sertraline", "clonazepam", "zolpidem", "oxycodone"],
    ]
    alerts = [
        sum(finding.severity in {Severity.AVOID, Severity.SIGNOFF, Severity.MONITOR} for finding in review(one).matched)
        for one in lists
    ]
    assert median(alerts) <= 3


# What adults with PTSD are often given (dossier, section 2.4), and what many people take besides.
OFTEN = (
    "sertraline", "paroxetine", "fluoxetine", "venlafaxine", "escitalopram", "bupropion", "mirtazapine", "prazosin",
    "trazodone", "quetiapine", "hydroxyzine", "gabapentin", "clonazepam", "zolpidem", "lisinopril", "amlodipine",
    "metoprolol", "atorvastatin", "omeprazole", "levothyroxine", "metformin", "ibuprofen", "acetaminophen",
    "albuterol", "lamotrigine", "topiramate", "melatonin", "cetirizine", "losartan", "hydrochlorothiazide",
)  # fmt: skip


@pytest.mark.hazard("H10 over-alerting")
def test_half_of_a_thousand_random_lists_raise_three_alerts_or_fewer():
    chance = Random(20261123)  # noqa: S311 - lists, not secrets
    lists = [chance.sample(OFTEN, chance.randint(1, 8)) for _ in range(1000)]
    alerts = [
        sum(finding.severity in {Severity.AVOID, Severity.SIGNOFF, Severity.MONITOR} for finding in review(one).matched)
        for one in lists
    ]
    assert median(alerts) <= 3


def test_an_empty_list_has_nothing_to_say():
    reviewed = review([])
    assert (reviewed.matched, reviewed.unreviewed) == ((), ())


def test_what_counts_as_what():
    assert Effect.CNS_DEPRESSANT in BY_GENERIC["morphine"].counts_as
    assert Effect.PRESSOR in BY_GENERIC["tranylcypromine"].counts_as
    assert BY_GENERIC["sertraline"].counts_as == ()
