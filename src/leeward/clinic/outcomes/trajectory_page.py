"""The trajectory as a page: what stands by whose definition, what else may explain it, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from leeward.clinic.outcomes import beside, queries, telling
from leeward.clinic.outcomes.notes import AssumptionLine, Notebook, SourceLine
from leeward.clinic.outcomes.notes import Mark as NoteMark
from leeward.clinic.outcomes.trajectory_plot import account_chart, others_chart
from leeward.clinic.web import charts
from leeward.evidence import Cited, Reference
from leeward.outcomes import Account, Held, PartSeries, Point, Standing, accounts, bounds, marks
from leeward.outcomes.definitions import LOSS_OF_RESPONSE, RELAPSE
from leeward.outcomes.marks import also
from leeward.outcomes.parts import CAUTION as OF_PARTS
from leeward.truth import NO, UNKNOWN, YES

TAGS: Final = {
    Standing.CONFIRMED: ("ok", "confirmed"),
    Standing.NOT_CONFIRMED: ("ask", "not confirmed yet"),
    Standing.NOT_MET: ("quiet", "not met"),
    Standing.UNKNOWN: ("tech", "not known"),
}
BARS: Final = (
    "Bars: the midazolam arm of one trial (Duek 2023), which had exposure therapy too, laid to this baseline: its "
    "mean, and where four in five of it lay, on"
)
NOT_FORETOLD: Final = "The control arm of a forecast is another one: virtual people without the drug."
ONE_COURSE: Final = (
    "Every infusion counts as one course here, and each change from the score before the first of them. The course "
    "from {began} on counts from its own baseline in its forecast and under “What next?”."
)
WORSE: Final = "reliable worsening"
LOSSES: Final = {YES: ("warn", "lost"), NO: ("quiet", "not lost"), UNKNOWN: ("tech", "not known")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence with its sources; the tag says how surely it stands."""

    says: str
    marks: tuple[NoteMark, ...] = ()
    tag: str = ""
    tag_kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One score: what it was, or between what it must lie."""

    when: str
    place: str
    total: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPart:
    """One edition of PCL-5; editions are never mixed."""

    key: str
    name: str
    plot: SafeString
    arm: str
    stands: tuple[Sentence, ...]
    otherwise: tuple[Sentence, ...]
    without: tuple[Sentence, ...]
    parts: tuple[tuple[str, ...], ...]
    scores: tuple[ScoreLine, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryPage:
    """Every edition by itself, then the other scales."""

    editions: tuple[EditionPart, ...]
    others: SafeString | str
    of_parts: str
    caution: Sentence
    sources: tuple[SourceLine, ...]
    assumptions: tuple[AssumptionLine, ...]


def trajectory_page(person_id: UUID, *, name: str, now: datetime) -> TrajectoryPage:
    """Return the page of one person; raises CannotRead where a stored score cannot be read."""
    course, zone, notes = queries.course_of(person_id), timezone.get_current_timezone(), Notebook()
    found, later = beside.marks_of(person_id), _later_course(person_id, course.infusions, zone)
    told = tuple(
        _edition(each, account_chart(each, course, name=name, zone=zone), notes, zone, later)
        for each in accounts(course, now=now, others=found)
    )
    rest = others_chart(course, marks(course.infusions, found), name=name, zone=zone)
    return TrajectoryPage(
        editions=told,
        others=charts.scores(rest) if rest.series else "",
        of_parts=OF_PARTS,
        caution=_cited(course.caution.says, course.caution.cites, notes),
        sources=notes.sources,
        assumptions=notes.assumptions,
    )


def _later_course(person_id: UUID, infusions: Sequence[datetime], zone: tzinfo) -> tuple[Sentence, ...]:
    """Say that every infusion counts as one course here, where a later one is on record."""
    days = [at.astimezone(zone).date() for at in infusions]
    began: date | None = import_string(settings.COURSE_BEGAN)(person_id, days)
    if began is None or not days or days[0] >= began:
        return ()
    return (Sentence(says=ONE_COURSE.format(began=f"{began:%d-%b-%Y}")),)


def _edition(
    account: Account, chart: charts.ScoresChart, notes: Notebook, zone: tzinfo, later: tuple[Sentence, ...]
) -> EditionPart:
    series = account.series
    return EditionPart(
        key=series.scale_key,
        name=series.name,
        plot=charts.scores(chart),
        arm=_arm(account),
        stands=(*(_held(each, notes) for each in account.standings), *_times(account, notes)),
        otherwise=(*later, *_otherwise(account, notes)),
        without=tuple(_without(account, notes)),
        parts=tuple(_part(each) for each in account.parts),
        scores=tuple(_score(account, point, zone) for point in series.points),
        gaps=series.gaps,
    )


def _arm(account: Account) -> str:
    """Say whose the bars beside the scores are; the forecast's are another arm."""
    if account.without is None:
        return ""
    days = " and ".join(f"day {each.on_day:.0f} ({each.people} people)" for each in account.without.points)
    return f"{BARS} {days}. {NOT_FORETOLD}"


def _held(each: Held, notes: Notebook) -> Sentence:
    kind, tag = TAGS[each.standing]
    is_worse = each.definition.name == WORSE and each.since is not None
    said = f"{each.says} " if each.since is not None else ""
    return Sentence(
        name=each.definition.name,
        says=f"{said}{each.definition.says}",
        marks=notes.marks(each.definition.cites),
        tag=tag,
        tag_kind="warn" if is_worse else kind,
    )


def _times(account: Account, notes: Notebook) -> Iterable[Sentence]:
    if account.reached is not None:
        kind, tag = TAGS[account.reached.standing]
        yield Sentence(name="time to response", says=account.reached.says, tag=tag, tag_kind=kind)
    if account.loss is not None:
        kind, tag = LOSSES[account.loss.lost]
        cites = (*LOSS_OF_RESPONSE.cites, *RELAPSE.cites)
        yield Sentence(
            name="loss of response, relapse", says=" ".join(account.loss.says), marks=notes.marks(cites), tag=tag,
            tag_kind=kind,
        )  # fmt: skip


def _otherwise(account: Account, notes: Notebook) -> Iterable[Sentence]:
    """Say what else may have moved the scores: chance, other treatment; and that nothing is known any more."""
    points, first = account.series.points, account.series.baseline
    if account.untreated is not None:
        total = points[-1].total
        where = "" if total is None or points[-1] is first else (
            f" The newest score, {total}, lies {'inside' if account.untreated.explains(total) else 'outside'} it."
        )  # fmt: skip
        yield _cited(f"{account.untreated.says}{where}", account.untreated.cites, notes)
    besides = also(account.marks, since=first.at, until=points[-1].at) if first else ""
    if besides:
        yield Sentence(says=besides)
    if account.silence is not None and account.silence.says:
        yield Sentence(says=account.silence.says)


def _without(account: Account, notes: Notebook) -> Iterable[Sentence]:
    if account.without is None:
        return
    for point in account.without.points:
        yield _cited(point.says, account.without.cites, notes)
    for says in account.without.says:
        yield Sentence(says=says)


def _part(each: PartSeries) -> tuple[str, ...]:
    change = "not known" if each.change is None else telling.signed(each.change)
    values = ("not known" if value is None else str(value) for value in (each.baseline, each.latest))
    return (each.name, f"of {each.highest}", *values, change)


def _score(account: Account, point: Point, zone: tzinfo) -> ScoreLine:
    held = bounds(point.score)
    total = str(point.total) if point.total is not None else f"unknown, {held}" if held else "unknown"
    change = next((step.says for at, step in account.series.steps if at is point), "")
    return ScoreLine(when=telling.moment(point.at, zone), place=point.label, total=total, change=change)


def _cited(says: str, cites: Iterable[Cited | Reference], notes: Notebook) -> Sentence:
    return Sentence(says=says, marks=notes.marks(cites))
