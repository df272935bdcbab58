"""What is on record of long-term safety: results that were entered, and what the chart and questionnaires tell."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.aftercare import standing
from leeward.clinic.assessments import charts
from leeward.clinic.courses import on_record
from leeward.clinic.courses.models import CoursePlan, SafetyResult
from leeward.clinic.infusions.models import JournalEntry
from leeward.clinic.outcomes import mapping as outcomes
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.course.watch_rules import Record
from leeward.course.watched import Decision, Domain, Taken
from leeward.infusion.next_day import BLADDER
from leeward.instruments import Score
from leeward.truth import NO, UNKNOWN, YES, Truth

DECIDED = {"go on": Decision.GO_ON, "hold": Decision.HOLD}


def record_of(person_id: UUID, *, now: datetime) -> Record:
    """Return what long-term safety looks at, as of now."""
    today, infusions = timezone.localdate(now), infusions_of(person_id)
    chart = charts.chart_of(person_id, on=today)
    course = on_record.course_of(person_id, infusions)
    began = course.began if course else min(infusions, default=None)
    return Record(
        infusions=infusions,
        taken=(*results_of(person_id), *_pregnancy(chart.truth("pregnancy_test"), today), *_asked(person_id)),
        reported=_unanswered(person_id, (*_told_after(person_id), *_told_elsewhere(person_id))),
        course_began=began,
        course_sessions=course.sessions if course else None,
        pcl5_baseline=_baseline(person_id, before=began),
        can_be_pregnant=chart.truth("could_be_pregnant"),
        hypertension=chart.hypertension,
    )


def infusions_of(person_id: UUID) -> tuple[date, ...]:
    """Return the days on which an infusion was begun."""
    rows = JournalEntry.objects.filter(infusion__person_id=person_id, kind="Started").values_list("at", flat=True)
    return tuple(sorted(timezone.localdate(at) for at in rows))


def standing_plan(person_id: UUID) -> CoursePlan | None:
    """Return the course that stands: the newest one, unless it was ended."""
    row = CoursePlan.objects.filter(person_id=person_id).select_related("end", "by").first()
    return None if row is None or hasattr(row, "end") else row


def results_of(person_id: UUID) -> Iterator[Taken]:
    """Yield the results that were entered, with what was decided of them last."""
    for row in SafetyResult.objects.filter(person_id=person_id).prefetch_related("decisions"):
        yield taken_of(row)


def taken_of(row: SafetyResult) -> Taken:
    """Return one result as the core sees it."""
    decided = [*row.decisions.all()]
    return Taken(
        domain=Domain[row.domain],
        on=row.taken_on,
        values={key: value if isinstance(value, (int, float)) else Truth(value) for key, value in row.values.items()},
        decided=DECIDED[decided[-1].kind] if decided else None,
    )


def _unanswered(person_id: UUID, told: Iterable[tuple[Domain, datetime]]) -> tuple[tuple[Domain, date], ...]:
    """Return the symptoms after which no result was taken; one of the same day counts where it was entered later."""
    results = [(Domain[row.domain], row.taken_on, row.at) for row in SafetyResult.objects.filter(person_id=person_id)]
    return tuple(
        (domain, day)
        for domain, at, day in ((domain, at, timezone.localdate(at)) for domain, at in told)
        if not any(of is domain and taken_on >= day and entered >= at for of, taken_on, entered in results)
    )


def _told_after(person_id: UUID) -> Iterator[tuple[Domain, datetime]]:
    """Yield the symptoms that the answers of the day after told, and when."""
    for known in standing.of_person(person_id):
        for row in known.check_ins:
            if any(each.key == BLADDER.key for each in standing.concerns_of(row)):
                yield Domain.BLADDER, row.at


def _told_elsewhere(person_id: UUID) -> Iterator[tuple[Domain, datetime]]:
    """Ask the apps above for the symptoms that were told them, on the patient's own pages, say."""
    for path in settings.SYMPTOMS_TOLD:
        yield from import_string(path)(person_id)


def _pregnancy(positive: Truth, today: date) -> Iterable[Taken]:
    """The test is asked for on each infusion day, and its answer stands in the chart of that day."""
    if positive is not UNKNOWN:
        yield Taken(domain=Domain.PREGNANCY, on=today, values={"positive": positive})


def _asked(person_id: UUID) -> Iterable[Taken]:
    rows = ScoreEntry.objects.filter(person_id=person_id, scale_key__in=("c-ssrs-screen", edition_of(person_id)))
    for row in rows.exclude(remarks__kind="mistake"):
        on, score = timezone.localdate(row.taken_at), outcomes.score_of(row)
        if row.scale_key == "c-ssrs-screen":
            yield Taken(domain=Domain.SUICIDALITY, on=on, values={"intent_plan_or_act": _screened(score)})
        elif score.total is not None:
            yield Taken(domain=Domain.SYMPTOMS, on=on, values={"pcl5": float(score.total)})


def screened_after_start(person_id: UUID) -> Iterator[Truth]:
    """Yield what each C-SSRS screen said that was taken after the last infusion began, in order of their instants."""
    begun = JournalEntry.objects.filter(infusion__person_id=person_id, kind="Started").order_by("at").last()
    if begun is None:
        return
    rows = ScoreEntry.objects.filter(person_id=person_id, scale_key="c-ssrs-screen", taken_at__gt=begun.at)
    for row in rows.exclude(remarks__kind="mistake").order_by("taken_at"):
        yield _screened(outcomes.score_of(row))


def _screened(score: Score) -> Truth:
    return YES if score.flags else UNKNOWN if score.total is None else NO


def edition_of(person_id: UUID) -> str:
    """Return the one edition of PCL-5 that is compared: the past month's only where the past week's was never used."""
    weekly = ScoreEntry.objects.filter(person_id=person_id, scale_key="pcl-5-week").exclude(remarks__kind="mistake")
    return "pcl-5-week" if weekly.exists() else "pcl-5"


def _baseline(person_id: UUID, *, before: date | None) -> int | None:
    """Return the last PCL-5 from before the first infusion of the course."""
    rows = ScoreEntry.objects.filter(person_id=person_id, scale_key=edition_of(person_id), total__isnull=False)
    kept = rows.exclude(remarks__kind="mistake")
    if before is not None:
        kept = kept.filter(taken_at__date__lte=before)
    last = kept.order_by("taken_at").last()
    return last.total if last else None
