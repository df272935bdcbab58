"""When a treatment counts as having been tried properly: long enough, and at a dose that can work."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leeward.assessment.treatment import MedicineTrial, Psychotherapy, Therapy
from leeward.evidence import Cited, Facts, Status, assumed, cite
from leeward.evidence.sources import HALE_2019, MARSHALL_2001, SERTRALINE_LABEL, SHINER_2020, VENLAFAXINE_PTSD
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth, truth

_USUAL = "The usual lowest daily dose of an antidepressant; no trial in PTSD was read for it."


class Sessions(Facts):
    """How many sessions make an adequate course. How close together they were is not asked."""

    pe_or_cpt = cite("8 sessions", HALE_2019, at="abstract: eight sessions (there within 14 weeks) of CPT or PE")
    emdr = assumed("8 sessions", why="As for PE and CPT; no definition for EMDR was read.")
    cbt = assumed("8 sessions", why="As for PE and CPT; no definition for other trauma-focused CBT was read.")


class Duration(Facts):
    """How long a medicine must have been taken at an adequate dose."""

    weeks = cite("12 week", SHINER_2020, at="table 2, note: adequate medication trial, 12 or more weeks")


class LowestDose(Facts):
    """The lowest daily dose at which a medicine counts as tried."""

    paroxetine = cite("20 mg/d", MARSHALL_2001, at="abstract: 20 and 40 mg/day effective over 12 weeks")
    sertraline = cite("50 mg/d", SERTRALINE_LABEL, at="dosing in PTSD, after the first week", status=Status.SECONDARY)
    venlafaxine = cite("75 mg/d", VENLAFAXINE_PTSD, at="lower end of the dose range", status=Status.SECONDARY)
    fluoxetine = assumed("20 mg/d", why=_USUAL)
    citalopram = assumed("20 mg/d", why=_USUAL)
    escitalopram = assumed("10 mg/d", why=_USUAL)
    duloxetine = assumed("60 mg/d", why=_USUAL)
    mirtazapine = assumed("15 mg/d", why=_USUAL)


SESSIONS: Final[Mapping[Therapy, Cited]] = {
    Therapy.PE: Sessions.pe_or_cpt,
    Therapy.CPT: Sessions.pe_or_cpt,
    Therapy.EMDR: Sessions.emdr,
    Therapy.CBT: Sessions.cbt,
}
LOWEST_DOSE: Final[Mapping[str, Cited]] = {row.name.rpartition(".")[2]: row for row in LowestDose.rows()}
NO_MINIMUM: Final = "No minimum is kept for this treatment: whether it was adequate is not known."


@dataclass(frozen=True, slots=True, kw_only=True)
class Adequacy:
    """Was it an adequate trial, in one sentence why, and what was asked of it."""

    truth: Truth
    why: str
    cites: tuple[Cited, ...] = ()


def adequacy(trial: Psychotherapy | MedicineTrial, limits: Thresholds = SHIPPED) -> Adequacy:
    """Return whether a treatment counts as tried; what is not known never makes it adequate."""
    return _of_therapy(trial, limits) if isinstance(trial, Psychotherapy) else _of_medicine(trial, limits)


def _of_therapy(trial: Psychotherapy, limits: Thresholds) -> Adequacy:
    shipped = SESSIONS.get(trial.therapy)
    if shipped is None:
        return Adequacy(truth=UNKNOWN, why=NO_MINIMUM)
    needed = limits.of(shipped)
    least = needed.quantity.number
    found = _at_least(trial.sessions, least)
    says = {
        YES: f"{trial.sessions} sessions; {least:g} or more count.",
        NO: f"{trial.sessions} sessions; fewer than {least:g} do not count.",
        UNKNOWN: f"How many sessions is not known; {least:g} or more count.",
    }[found]
    return Adequacy(truth=found, why=says, cites=(needed,))


def _of_medicine(trial: MedicineTrial, limits: Thresholds) -> Adequacy:
    weeks, shipped = limits.of(Duration.weeks), LOWEST_DOSE.get(trial.generic)
    long_enough = _at_least(trial.weeks, weeks.quantity.number)
    if shipped is None:
        short = f" {_long(trial, long_enough, weeks).capitalize()}." if long_enough is NO else ""
        return Adequacy(truth=long_enough & UNKNOWN, why=_no_dose(trial) + short, cites=(weeks,))
    lowest = limits.of(shipped)
    enough = _at_least(trial.dose_mg_per_day, lowest.quantity.number)
    why = f"{_dose(trial, enough, lowest)}; {_long(trial, long_enough, weeks)}."
    return Adequacy(truth=enough & long_enough, why=why[0].upper() + why[1:], cites=(lowest, weeks))


def _no_dose(trial: MedicineTrial) -> str:
    if not trial.generic:
        return "Which medicine it was is not understood, so whether it was adequate is not known."
    return NO_MINIMUM


def _dose(trial: MedicineTrial, enough: Truth, lowest: Cited) -> str:
    least = f"{lowest.quantity.number:g} mg a day"
    if enough is UNKNOWN:
        return f"the daily dose is not known, {least} or more counts"
    return f"{trial.dose_mg_per_day:g} mg a day, {'enough' if enough is YES else f'less than {least} does not count'}"


def _long(trial: MedicineTrial, long_enough: Truth, weeks: Cited) -> str:
    least = f"{weeks.quantity.number:g} weeks"
    if long_enough is UNKNOWN:
        return f"how long is not known, {least} or more count"
    taken = f"{trial.weeks:g} weeks at that dose"
    return f"{taken}, {'long enough' if long_enough is YES else f'fewer than {least} do not count'}"


def _at_least(number: float | None, least: float) -> Truth:
    return UNKNOWN if number is None else truth(number >= least)
