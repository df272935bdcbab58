"""Reading outcomes: the overview, one entry, what can be entered, and what waits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions.models import JournalEntry
from leeward.clinic.outcomes import mapping, telling
from leeward.clinic.outcomes.alerts import CONFIRM, Warned, standing
from leeward.clinic.outcomes.baseline_page import BaselinePage, baseline_page
from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.outcomes.pages import (
    AnswerLine,
    EntryLine,
    EntryPage,
    OverviewPage,
    RemarkLine,
    WarningLine,
)
from leeward.clinic.outcomes.plotting import CHAIRSIDE, scores_chart
from leeward.clinic.outcomes.wordings import Shown, shown
from leeward.clinic.people.models import Person
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.web import charts
from leeward.instruments import CSSRS, EVERY, LEC5, PHQ9, Scale, ScaleItem, Score, by_key
from leeward.instruments.lec5 import exposures
from leeward.outcomes import Trajectory, trajectory
from leeward.outcomes.baseline import is_whole

NotFound = ScoreEntry.DoesNotExist


def overview_page(person_id: UUID, *, name: str) -> OverviewPage:
    """Return the overview; mistakes stand in the list of entries and count for nothing else."""
    rows = tuple(_entries(person_id))
    valid = tuple(row for row in rows if not _is_mistake(row))
    course, notes, zone = _trajectory(person_id, valid), Notebook(), timezone.get_current_timezone()
    caution, caution_marks = telling.caution(course, notes)
    told = telling.standings(course, notes=notes, zone=zone)
    return OverviewPage(
        warnings=tuple(_warning(person_id, warned) for warned in standing(map(mapping.entry_of, rows))),
        standings=told,
        plot=charts.scores(scores_chart(course, name=name, zone=zone)),
        caution=caution,
        caution_marks=caution_marks,
        baseline=_baseline(person_id, valid, course),
        entries=tuple(_line(row) for row in reversed(rows)),
        sources=notes.sources,
        assumptions=notes.assumptions,
    )


def baseline(person_id: UUID) -> BaselinePage:
    """Return which instruments were taken before the first infusion, and which are missing; mistakes count for none."""
    valid = tuple(row for row in _entries(person_id) if not _is_mistake(row))
    return _baseline(person_id, valid, _trajectory(person_id, valid))


def _baseline(person_id: UUID, valid: tuple[ScoreEntry, ...], course: Trajectory) -> BaselinePage:
    return baseline_page(person_id, mapping.dated(valid), first_infusion=next(iter(course.infusions), None))


def entry_page(*, person_id: UUID, entry_id: UUID) -> EntryPage:
    """Return one entry of this person; raises ScoreEntry.DoesNotExist for anyone else's."""
    row = _entries(person_id).get(pk=entry_id)
    scale, scored = by_key(row.scale_key), mapping.score_of(row)
    warnings = {warned.entry_id: warned for warned in standing(map(mapping.entry_of, _entries(person_id)))}
    warned = warnings.get(row.pk)
    words = None if row.wording is None else shown(row.wording)
    return EntryPage(
        entry_id=row.pk,
        name=scale.name,
        recall=scale.recall,
        total=telling.total_of(scored),
        of=f"of {scale.lowest} to {scale.highest}" if scale.is_scored else "",
        band=telling.band_of(scored),
        missing=", ".join(map(str, scored.missing)),
        when=written(row.taken_at),
        source=row.get_source_display(),
        by=f"{row.by.name}, {written(row.at)}",
        flags=tuple(scale.flag(key).says for key in scored.flags),
        warning=_warning(person_id, warned) if warned else None,
        warning_leads_on=warned is not None and warned.asks_for_cssrs,
        can_answer=warned is not None and not warned.asks_for_cssrs,
        is_mistake=_is_mistake(row),
        answers=tuple(_answer(item, scored, words) for item in scale.items),
        exposures=exposures(scored) if scale is LEC5 else (),
        wording=words.title if words else "",
        remarks=tuple(_remark(remark) for remark in row.remarks.all()),
        note=scale.note,
    )


def scale_by_key(key: str) -> Scale | None:
    """Return the questionnaire that may be entered under this key, None for any other."""
    return next((scale for scale in EVERY if scale.key == key and key not in CHAIRSIDE), None)


def course_of(person_id: UUID) -> Trajectory:
    """Return a person's scores beside the infusions that were started; mistakes are left out."""
    return _trajectory(person_id, (row for row in _entries(person_id) if not _is_mistake(row)))


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page; a standing warning is its tag."""
    rows = list(_entries(person_id))
    valid = [row for row in rows if not _is_mistake(row)]
    url = reverse("outcomes:overview", args=[person_id])
    try:
        warned = standing(map(mapping.entry_of, rows))
    except mapping.CannotRead as why:
        return Summary(
            title="Outcomes", says=str(why), url_name="outcomes:overview", url=url, tag="cannot be read",
            tag_kind="high",
        )  # fmt: skip
    if not valid and not warned:
        return Summary(title="Outcomes", says="No questionnaire yet.", url_name="outcomes:overview", url=url)
    last = valid[-1] if valid else rows[-1]
    total = telling.total_of(mapping.score_of(last))
    says = f"{len(valid)} questionnaires; the last, {by_key(last.scale_key).name} {total}, on {written(last.taken_at)}."
    return Summary(
        title="Outcomes",
        says=warned[0].says if warned else says,
        url_name="outcomes:overview",
        url=url,
        tag=_tag(warned[0]) if warned else "",
        tag_kind="high" if warned else "quiet",
    )


def _tag(warned: Warned) -> str:
    if warned.do == CONFIRM:
        return "mistake to confirm"
    return "ask about suicide" if warned.asks_for_cssrs else "suicide risk"


def gate_warnings(person_id: UUID) -> tuple[str, ...]:
    """Return what has to be acted upon before a start and before going home; what cannot be read warns too."""
    try:
        return tuple(f"{each.says} To do: {each.do}." for each in standing(map(mapping.entry_of, _entries(person_id))))
    except mapping.CannotRead as why:
        return (str(why),)


def waiting(*, now: datetime) -> tuple[Waiting, ...]:  # noqa: ARG001 - as every app is asked
    """Return the warnings that nobody has acted upon, for the home page."""
    by_person: dict[Person, list[ScoreEntry]] = defaultdict(list)
    rows = ScoreEntry.objects.filter(scale_key__in=(PHQ9.key, CSSRS.key)).select_related("person")
    for row in rows.prefetch_related("remarks"):
        by_person[row.person].append(row)
    return tuple(each for person, found in by_person.items() for each in _waits(person, found))


def _waits(person: Person, rows: list[ScoreEntry]) -> tuple[Waiting, ...]:
    """Return what waits of one person; an entry that cannot be read waits too, and takes no one else's place."""
    try:
        return tuple(_waiting(person, warned) for warned in standing(map(mapping.entry_of, rows)))
    except mapping.CannotRead as why:
        url = reverse("outcomes:overview", args=[person.pk])
        title = f"{person}: a questionnaire cannot be read"
        return (Waiting(title=title, says=str(why), url_name="outcomes:overview", url=url, tag="now", tag_kind="high"),)


def _entries(person_id: UUID) -> QuerySet[ScoreEntry]:
    rows = ScoreEntry.objects.filter(person_id=person_id)
    return rows.select_related("by", "wording").prefetch_related("remarks__by")


def _is_mistake(row: ScoreEntry) -> bool:
    return any(remark.kind == Remark.Kind.MISTAKE for remark in row.remarks.all())


def _trajectory(person_id: UUID, rows: Iterable[ScoreEntry]) -> Trajectory:
    started = JournalEntry.objects.filter(infusion__person_id=person_id, kind="Started")
    scored = (row for row in rows if by_key(row.scale_key).is_scored)
    return trajectory(mapping.dated(scored), tuple(started.values_list("at", flat=True)))


def _warning(person_id: UUID, warned: Warned) -> WarningLine:
    to_screen = reverse("outcomes:enter", args=[person_id, CSSRS.key])
    to_entry = reverse("outcomes:entry", args=[person_id, warned.entry_id])
    return WarningLine(
        says=warned.says,
        do=warned.do,
        when=written(warned.at),
        url=to_screen if warned.asks_for_cssrs else to_entry,
        is_imminent=warned.is_imminent,
    )


def _waiting(person: Person, warned: Warned) -> Waiting:
    return Waiting(
        title=f"{person}: {warned.do}",
        says=warned.says,
        url_name="outcomes:enter" if warned.asks_for_cssrs else "outcomes:entry",
        url=_warning(person.pk, warned).url,
        tag="now",
        tag_kind="high",
    )


def _line(row: ScoreEntry) -> EntryLine:
    scored, scale = mapping.score_of(row), by_key(row.scale_key)
    kind, tag = ("quiet", "mistake") if _is_mistake(row) else ("", "")
    if not tag and not is_whole(scored):
        kind, tag = "ask", "incomplete"
    if not tag and scored.flags:
        kind, tag = "high", "warned"
    url = reverse("outcomes:entry", args=[row.person_id, row.pk])
    total = telling.band_of(scored).partition(":")[0] if scale is CSSRS else telling.total_of(scored)
    return EntryLine(name=scale.name, when=written(row.taken_at), total=total, tag=tag, tag_kind=kind, url=url)


def _answer(item: ScaleItem, scored: Score, words: Shown | None) -> AnswerLine:
    answer = scored.answers[item.number - 1]
    name = f"{item.number}. {words.of(item.number).says if words else item.label}"
    if answer is None:
        return AnswerLine(item=name, step="left out" if item.number in scored.missing else "not asked", points="")
    step = words.of(item.number).step(item, answer) if words else item.says(answer)
    points = str(item.points(answer)) if by_key(scored.scale_key).is_scored else ""
    return AnswerLine(item=name, step=step, points=points)


def _remark(remark: Remark) -> RemarkLine:
    return RemarkLine(kind=remark.get_kind_display(), says=remark.says, by=remark.by.name, when=written(remark.at))


def written(at: datetime) -> str:
    """Return an instant as the clinic writes it, in its own time zone."""
    return telling.moment(at, timezone.get_current_timezone())
