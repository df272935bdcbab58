"""Read a whole medication list against ketamine: what was recognized, what adds up, what nobody could place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from leeward.evidence import Facts, Reference, Status, assumed
from leeward.medicines.interaction import HEAVIEST_FIRST, DayAction, Effect, Interaction, Route, Severity
from leeward.medicines.names import How, recognize
from leeward.medicines.table import BY_GENERIC


class AddingUp(Facts):
    """When several medicines of one kind weigh more than each alone."""

    from_count = assumed("2 1", why="Dossier 2.4: two CNS depressants or two pressors escalate one level.")


ASKED_TWICE: Final = (
    ("benzodiazepine", "benzodiazepine", "benzodiazepines"),
    ("Z-hypnotic", "sleeping pill", "sleeping pills of one kind"),
    ("SSRI", "SSRI", "SSRIs"),
    ("SNRI", "SNRI", "SNRIs"),
    ("TCA", "tricyclic antidepressant", "tricyclic antidepressants"),
    ("irreversible MAOI", "MAO inhibitor", "MAO inhibitors"),
    ("antipsychotic", "antipsychotic", "antipsychotics"),
    ("opioid agonist", "opioid", "opioids"),
    ("psychostimulant", "stimulant", "stimulants"),
    ("beta blocker", "beta blocker", "beta blockers"),
    ("gabapentinoid", "gabapentinoid", "gabapentinoids"),
    ("anticoagulant", "anticoagulant", "anticoagulants"),
)
"""Classes of the table (class, one, several) of which two at a time are worth a question."""

# A count alone asks for a person; it never bars. What is barred stays barred.
_ONE_UP = {
    Severity.AVOID: Severity.AVOID,
    Severity.SIGNOFF: Severity.SIGNOFF,
    Severity.MONITOR: Severity.SIGNOFF,
    Severity.NOTE: Severity.MONITOR,
    Severity.NONE: Severity.NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineFinding:
    """One recognized medicine, as entered and as understood; `also_entered` are other entries that mean it too."""

    entered: str
    how: How
    generic: str
    klass: str
    mechanism: str
    effect: str
    severity: Severity
    advice: str
    on_the_day: DayAction
    source_key: str
    status: Status
    cites: tuple[Reference, ...]
    counts_as: tuple[Effect, ...]
    escalated: str = ""
    also_entered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many different medicines add to sedation, and how many to blood pressure."""

    cns_depressants: int
    pressors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationReview:
    """The list as understood, heaviest first.

    `unreviewed` is what a pharmacist has yet to look at, `spellings` what was taken for a slip: someone confirms it.
    `duplicates` says which medicine stands twice, and which class: both may be meant, or one a slip.
    """

    matched: tuple[MedicineFinding, ...]
    unreviewed: tuple[str, ...]
    spellings: tuple[MedicineFinding, ...]
    duplicates: tuple[str, ...]
    counts: Counts
    route: Route


def review(names: Sequence[str], *, route: Route = Route.INTRAVENOUS) -> MedicationReview:
    """Review a medication list; the order of the names does not matter."""
    matched: dict[str, MedicineFinding] = {}
    unreviewed: list[str] = []
    spellings: list[MedicineFinding] = []
    told: dict[str, list[str]] = {}
    for entered in sorted(dict.fromkeys(names)):
        recognized = recognize(entered)
        for match in recognized.matches:
            finding = _finding(entered, match.how, BY_GENERIC[match.generic], route)
            told.setdefault(match.generic, []).append(entered)
            if match.how is How.SPELLING:
                spellings.append(finding)
            known = matched.get(match.generic)
            if known is None or _surer(finding, known):
                matched[match.generic] = finding
        if recognized.unplaced:
            unreviewed.append(_unplaced(entered, recognized.unplaced, alone=not recognized.matches))
    found = tuple(replace(one, also_entered=_others(one, told[one.generic])) for one in matched.values())
    duplicates = (*_twice(told), *_same_class(found))
    return _added_up(found, tuple(unreviewed), tuple(spellings), duplicates, route)


def _others(finding: MedicineFinding, entries: Sequence[str]) -> tuple[str, ...]:
    return tuple(entered for entered in entries if entered != finding.entered)


def _twice(told: dict[str, list[str]]) -> Iterator[str]:
    """Name each medicine that more than one entry means."""
    for generic, entries in sorted(told.items()):
        if len(entries) > 1:
            entered = " and ".join(f"“{one}”" for one in entries)
            name = generic[:1].upper() + generic[1:]
            yield f"{name} stands in {len(entries)} entries: {entered}. Find out what is taken in all."


def _same_class(matched: tuple[MedicineFinding, ...]) -> Iterator[str]:
    """Name each class of which two different medicines are taken, where that is worth a question."""
    for klass, one, more in ASKED_TWICE:
        found = sorted(finding.generic for finding in matched if finding.klass == klass)
        if len(found) > 1:
            yield f"{len(found)} {more}: {' and '.join(found)}. Check that more than one {one} is meant."


def _finding(entered: str, how: How, row: Interaction, route: Route) -> MedicineFinding:
    return MedicineFinding(
        entered=entered,
        how=how,
        generic=row.generic,
        klass=row.klass,
        mechanism=row.mechanism,
        effect=row.effect,
        severity=row.weighs(route),
        advice=row.advice,
        on_the_day=row.on_the_day,
        source_key=row.source_key,
        status=row.status,
        cites=row.cites,
        counts_as=row.counts_as,
    )


def _surer(one: MedicineFinding, other: MedicineFinding) -> bool:
    return tuple(How).index(one.how) < tuple(How).index(other.how)


def _unplaced(entered: str, unplaced: tuple[str, ...], *, alone: bool) -> str:
    """Name the entry, or only the words of it that stay open."""
    return entered if alone else f"{' '.join(unplaced)} (in {entered})"


def _added_up(
    matched: tuple[MedicineFinding, ...],
    unreviewed: tuple[str, ...],
    spellings: tuple[MedicineFinding, ...],
    duplicates: tuple[str, ...],
    route: Route,
) -> MedicationReview:
    tally = {effect: sum(effect in finding.counts_as for finding in matched) for effect in Effect}
    raised = tuple(_escalate(finding, tally) for finding in matched)
    return MedicationReview(
        matched=tuple(sorted(raised, key=lambda one: (HEAVIEST_FIRST.index(one.severity), one.generic))),
        unreviewed=unreviewed,
        spellings=spellings,
        duplicates=duplicates,
        counts=Counts(cns_depressants=tally[Effect.CNS_DEPRESSANT], pressors=tally[Effect.PRESSOR]),
        route=route,
    )


def _escalate(finding: MedicineFinding, tally: dict[Effect, int]) -> MedicineFinding:
    many = [effect for effect in finding.counts_as if tally[effect] >= AddingUp.from_count.to("1")]
    raised = _ONE_UP[finding.severity] if many else finding.severity
    if raised is finding.severity:
        return finding
    why = " and ".join(f"{tally[effect]} {effect.value}s" for effect in many)
    return replace(finding, severity=raised, escalated=f"Raised from '{finding.severity.value}': {why} on the list.")
