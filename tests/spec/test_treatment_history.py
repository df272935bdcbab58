"""What was tried before: when a trial counts, and what stands before ketamine, in tables for a clinician to read."""

import pytest

from charts import an_empty_chart, assessed
from leeward.assessment import CannotChart
from leeward.assessment.adequacy import adequacy
from leeward.assessment.history import FIRST_LINE, FIRST_LINE_CITES, NOT_ASKED, Tried
from leeward.assessment.history_reading import history_as_plain, history_from
from leeward.assessment.treatment import CannotRecord
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth
from leeward.units import Quantity

# therapy | sessions | counts
THERAPIES = """
pe    | 8  | yes
pe    | 9  | yes
pe    | 7  | no
pe    |    | unknown
cpt   | 8  | yes
cpt   | 12 | yes
cpt   | 7  | no
emdr  | 8  | yes
emdr  | 3  | no
emdr  |    | unknown
cbt   | 8  | yes
cbt   | 0  | no
other | 40 | unknown
other |    | unknown
"""

# medicine as entered | mg a day | weeks | counts
MEDICINES = """
paroxetine       | 20   | 12 | yes
Paxil            | 40   | 12 | yes
paroxetine       | 19   | 12 | no
paroxetine       | 20   | 11 | no
paroxetine       |      | 12 | unknown
paroxetine       | 20   |    | unknown
paroxetine       |      | 4  | no
paroxetine       | 10   |    | no
paroxetine       |      |    | unknown
sertraline       | 50   | 12 | yes
Zoloft 100 mg    | 100  | 26 | yes
sertraline       | 25   | 26 | no
venlafaxine      | 75   | 12 | yes
Effexor XR       | 37.5 | 30 | no
fluoxetine       | 20   | 12 | yes
Prozac           | 10   | 12 | no
escitalopram     | 10   | 12 | yes
citalopram       | 20   | 12 | yes
duloxetine       | 60   | 12 | yes
mirtazapine      | 15   | 12 | yes
prazosin         | 10   | 52 | unknown
prazosin         | 10   | 3  | no
sertralin        | 100  | 52 | unknown
something blue   | 100  | 52 | unknown
sertraline and paroxetine | 100 | 52 | unknown
"""


def cells(table):
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def number(text):
    return float(text) if text else None


def told(*, therapies=(), medicines=(), complete="unknown"):
    """A history: therapies as (key, sessions), medicines as (name, mg, weeks); both lists complete, or not known."""
    return history_from(
        {
            "psychotherapies": {
                "complete": complete,
                "tried": [{"therapy": key, "name": "talking", "sessions": sessions} for key, sessions in therapies],
            },
            "medicines": {
                "complete": complete,
                "tried": [{"medicine": m, "dose_mg_per_day": mg, "weeks": weeks} for m, mg, weeks in medicines],
            },
        }
    )


@pytest.mark.parametrize(("therapy", "sessions", "counts"), cells(THERAPIES))
def test_a_psychotherapy_counts_from_a_number_of_sessions(therapy, sessions, counts):
    (trial,) = told(therapies=[(therapy, number(sessions))]).psychotherapies
    assert adequacy(trial).truth is Truth(counts)


@pytest.mark.parametrize(("medicine", "mg", "weeks", "counts"), cells(MEDICINES))
def test_a_medicine_counts_at_a_dose_and_for_a_time(medicine, mg, weeks, counts):
    (trial,) = told(medicines=[(medicine, number(mg), number(weeks))]).medicine_trials
    found = adequacy(trial)
    assert found.truth is Truth(counts)
    assert found.why.endswith(".")


def test_what_decided_is_said_with_its_source():
    (trial,) = told(medicines=[("Paxil", 10, 12)]).medicine_trials
    found = adequacy(trial)
    assert found.why == "10 mg a day, less than 20 mg a day does not count; 12 weeks at that dose, long enough."
    assert [each.source.key for each in found.cites] == ["marshall-2001", "shiner-2020"]


def test_a_clinic_may_ask_for_more():
    (trial,) = told(therapies=[("pe", 8)]).psychotherapies
    stricter = Thresholds(changed=(("leeward.assessment.adequacy.Sessions.pe_or_cpt", Quantity(10, "sessions")),))
    assert adequacy(trial, stricter).truth is NO


NOT_KNOWN = "First-line treatments of which it is not known whether they were tried: "
NOT_TRIED = "First-line treatments not tried yet: "
SHORT = "First-line treatments tried, but not as an adequate trial: "
PERHAPS = "First-line treatments tried; whether adequately is not known: "
PE, CPT, EMDR = (option.says for option in FIRST_LINE[:3])

VIGNETTES = {
    "nobody asked": (
        NOT_ASKED,
        (f"{NOT_KNOWN}{PE}, {CPT}, {EMDR}, paroxetine, sertraline, venlafaxine.",),
        "0, possibly more",
    ),
    "asked, and nothing was ever tried": (
        told(complete="yes"),
        (f"{NOT_TRIED}{PE}, {CPT}, {EMDR}, paroxetine, sertraline, venlafaxine.",),
        "0",
    ),
    "a veteran after a whole course of PE and two medicines; nobody said that this is all": (
        told(therapies=[("pe", 12)], medicines=[("Zoloft", 150, 20), ("prazosin", 4, 30)]),
        (f"{NOT_KNOWN}{CPT}, {EMDR}, paroxetine, venlafaxine.",),
        "2, possibly more",
    ),
    "the same, and this is all": (
        told(therapies=[("pe", 12)], medicines=[("Zoloft", 150, 20), ("prazosin", 4, 30)], complete="yes"),
        (f"{NOT_TRIED}{CPT}, {EMDR}, paroxetine, venlafaxine.",),
        "2, possibly up to 3",
    ),
    "left EMDR after three sessions, took paroxetine for some time": (
        told(therapies=[("emdr", 3)], medicines=[("paroxetine", 20, None)], complete="yes"),
        (
            f"{NOT_TRIED}{PE}, {CPT}, sertraline, venlafaxine.",
            f"{SHORT}{EMDR}.",
            f"{PERHAPS}paroxetine.",
        ),
        "0, possibly up to 1",
    ),
    "everything that the guideline puts first was tried properly": (
        told(
            therapies=[("pe", 10), ("cpt", 12), ("emdr", 8)],
            medicines=[("paroxetine", 40, 16), ("sertraline", 200, 16), ("venlafaxine", 225, 16)],
            complete="yes",
        ),
        (),
        "6",
    ),
    "a medicine that nobody understood may be one of them": (
        told(medicines=[("the small white one", None, 20)], complete="yes"),
        (f"{NOT_TRIED}{PE}, {CPT}, {EMDR}.", f"{NOT_KNOWN}paroxetine, sertraline, venlafaxine."),
        "0, possibly up to 1",
    ),
    "the same medicine twice is one treatment": (
        told(medicines=[("sertraline", 100, 20), ("Zoloft", 25, 2)]),
        (f"{NOT_KNOWN}{PE}, {CPT}, {EMDR}, paroxetine, venlafaxine.",),
        "1, possibly more",
    ),
}


@pytest.mark.parametrize("vignette", VIGNETTES)
def test_first_line_treatments_are_named_before_ketamine(vignette):
    history, sentences, count = VIGNETTES[vignette]
    chart = an_empty_chart(history=history)
    assert assessed(chart).not_yet_tried == sentences
    assert history.adequate_trials.says == count


def test_what_is_taken_now_was_tried_and_nobody_knows_how():
    chart = an_empty_chart(medicines=["sertraline 100 mg daily"], history=told(complete="yes"))
    assert assessed(chart).not_yet_tried == (
        f"{NOT_TRIED}{PE}, {CPT}, {EMDR}, paroxetine, venlafaxine.",
        f"{PERHAPS}sertraline.",
    )
    assert [option.key for option in chart.tried.first_line_not_tried] == [
        "pe",
        "cpt",
        "emdr",
        "paroxetine",
        "venlafaxine",
    ]


def test_too_short_before_and_taken_again_now_is_not_said_to_be_too_short():
    history = told(medicines=[("sertraline", 100, 2)])
    sertraline = FIRST_LINE[4]
    assert history.tried(sertraline) is Tried.NOT_ADEQUATELY
    assert an_empty_chart(medicines=["Zoloft"], history=history).tried.tried(sertraline) is Tried.PERHAPS_ADEQUATELY


def test_what_helped_is_no_failure_and_what_nobody_asked_may_be_one():
    history = history_from(
        {
            "medicines": {
                "complete": "yes",
                "tried": [
                    {"medicine": "sertraline", "dose_mg_per_day": 100, "weeks": 20, "response": "clear"},
                    {"medicine": "paroxetine", "dose_mg_per_day": 20, "weeks": 20, "response": "none"},
                    {"medicine": "venlafaxine", "dose_mg_per_day": 150, "weeks": 20},
                ],
            },
            "psychotherapies": {"complete": "yes"},
        }
    )
    assert history.adequate_trials.says == "3"
    assert history.count_failed().says == "1, possibly up to 2"
    assert history.was_asked is YES
    assert NOT_ASKED.was_asked is UNKNOWN


def test_the_guideline_stands_behind_the_list():
    assert [each.source.key for each in FIRST_LINE_CITES] == ["va-dod-2023"]


WRONG = {
    "history.psychotherapies.tried[0].therapy": {"psychotherapies": {"tried": [{"therapy": "hypnosis"}]}},
    "history.psychotherapies.tried[0].name": {"psychotherapies": {"tried": [{"therapy": "other"}]}},
    "history.psychotherapies.tried[0].sessions": {"psychotherapies": {"tried": [{"therapy": "pe", "sessions": -1}]}},
    "history.medicines.tried[0].weeks": {"medicines": {"tried": [{"medicine": "x", "weeks": "twelve"}]}},
    "history.medicines.tried[1].dose_mg_per_day": {
        "medicines": {"tried": [{"medicine": "x"}, {"medicine": "y", "dose_mg_per_day": 1e9}]}
    },
    "history.medicines.tried[0].medicine": {"medicines": {"tried": [{}]}},
    "history.medicines.tried[0].response": {"medicines": {"tried": [{"medicine": "x", "response": "fine"}]}},
    "history.medicines.tried[0].dosage": {"medicines": {"tried": [{"medicine": "x", "dosage": 1}]}},
    "history.medicines.complete": {"medicines": {"complete": "perhaps"}},
    "history.medicines.tried": {"medicines": {"tried": "sertraline"}},
    "history.surgery": {"surgery": {}},
    "history": "none",
}


@pytest.mark.parametrize("path", WRONG)
def test_what_is_not_understood_is_refused_with_its_place(path):
    with pytest.raises(CannotRecord, match=rf"^{path.replace('[', '.').replace(']', '.')}: "):
        history_from(WRONG[path])
    with pytest.raises(CannotChart):
        an_empty_chart(history=WRONG[path])


def test_sessions_are_counted_whole():
    with pytest.raises(CannotRecord, match="whole number"):
        history_from({"psychotherapies": {"tried": [{"therapy": "pe", "sessions": 7.5}]}})


@pytest.mark.parametrize("vignette", VIGNETTES)
def test_a_history_survives_being_stored(vignette):
    history = VIGNETTES[vignette][0]
    assert history_from(history_as_plain(history)) == history


def test_a_patient_is_told_the_same_in_words_of_their_own():
    history = told(therapies=[("emdr", 3), ("pe", 12)], medicines=[("paroxetine", 20, None)], complete="yes")
    assert history.for_patient() == (
        f"You have not tried these yet: {CPT}, sertraline, venlafaxine.",
        f"You tried these, but not long enough, or at too low a dose, to know whether they help: {EMDR}.",
        "You tried these; we do not know whether it was long enough: paroxetine.",
    )
    assert NOT_ASKED.for_patient()[0].startswith("We do not know whether you have tried these: ")
