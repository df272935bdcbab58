"""Read a whole medication list against ketamine: what was recognized, what adds up, what nobody could place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leeward.evidence import Facts, Reference, Status, assumed
from leeward.medicines.interaction import HEAVIEST_FIRST, Effect, Interaction, Route, Severity
from leeward.medicines.names import How, recognize
from leeward.medicines.table import BY_GENERIC


class AddingUp(Facts):
    """When several medicines of one kind weigh more than each alone."""

    from_count = assumed("2 1", why="Dossier 2.4: two CNS depressants or two pressors escalate one level.")


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
    """One recognized medicine, as entered and as understood."""

    entered: str
    how: How
    generic: str
    klass: str
    mechanism: str
    effect: str
    severity: Severity
    advice: str
    source_key: str
    status: Status
    cites: tuple[Reference, ...]
    counts_as: tuple[Effect, ...]
    escalated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many different medicines add to sedation, and how many to blood pressure."""

    cns_depressants: int
    pressors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationReview:
    """The list as understood, heaviest first.

    `unreviewed` is what a pharmacist has yet to look at, `spellings` what was taken for a slip: someone confirms it.
    """

    matched: tuple[MedicineFinding, ...]
    unreviewed: tuple[str, ...]
    spellings: tuple[MedicineFinding, ...]
    counts: Counts
    route: Route


def review(names: Sequence[str], *, route: Route = Route.INTRAVENOUS) -> MedicationReview:
    """Review a medication list; the order of the names does not matter."""
    matched: dict[str, MedicineFinding] = {}
    unreviewed: list[str] = []
    spellings: list[MedicineFinding] = []
    for entered in sorted(dict.fromkeys(names)):
        recognized = recognize(entered)
        for match in recognized.matches:
            finding = _finding(entered, match.how, BY_GENERIC[match.generic], route)
            if match.how is How.SPELLING:
                spellings.append(finding)
            known = matched.get(match.generic)
            if known is None or _surer(finding, known):
                matched[match.generic] = finding
        if recognized.unplaced:
            unreviewed.append(_unplaced(entered, recognized.unplaced, alone=not recognized.matches))
    return _added_up(tuple(matched.values()), tuple(unreviewed), tuple(spellings), route)


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
    route: Route,
) -> MedicationReview:
    tally = {effect: sum(effect in finding.counts_as for finding in matched) for effect in Effect}
    raised = tuple(_escalate(finding, tally) for finding in matched)
    return MedicationReview(
        matched=tuple(sorted(raised, key=lambda one: (HEAVIEST_FIRST.index(one.severity), one.generic))),
        unreviewed=unreviewed,
        spellings=spellings,
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
