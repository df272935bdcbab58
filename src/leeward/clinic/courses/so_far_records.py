"""What a choice after a session is made from, gathered from the records: doses, how each was borne, scores."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses import on_record, reviewing, watching
from leeward.clinic.infusions import bedside as bedsides
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.models import CourseForecast, ScoreEntry
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.ahead import infusions_ahead
from leeward.clinic.scheduling.models import Booking
from leeward.course.serious import how_serious
from leeward.course.watch_rules import Record
from leeward.course.watched import Taken
from leeward.infusion.events import AdverseEventNoted, AlarmRaised, ScaleScored, Stopped
from leeward.infusion.vitals import VitalKind, is_usable
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.truth import NO, UNKNOWN, YES, Truth

VOMITING: Final = "vomit"


def gathered(person_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return everything that the choices rest on, as it is kept beside them."""
    course = _course(person_id, [_infused(row, now=now) for row in _rows(person_id)])
    record, mine = watching.record_of(person_id, now=now), course["infusions"]
    if mine:
        serious = reviewing.since_last(person_id)
        told_at = timezone.localtime(serious.told_at).isoformat() if serious.told_at else None
        mine[-1]["borne"] |= {"serious": serious.said.value, "told_at": told_at}
    return {
        **course,
        "today": timezone.localdate(now).isoformat(),
        "scores": list(_scores(person_id)),
        "infusion_on": _next_on(person_id, record, now=now),
        "new_suicidality": _suicidality(person_id, record).value,
        "review": reviewing.as_json(reviewing.last_review(person_id, now=now)),
        "record": record_as_json(record),
        "therapy_ahead": _therapy_ahead(person_id, now=now),
        "foretold": foretold(person_id, mine[-1]["infusion_id"], now=now) if mine else None,
    }


def _course(person_id: UUID, infusions: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the infusions of this course and of those before; where none is planned every infusion is of one."""
    days = [date.fromisoformat(each["on"]) for each in infusions]
    found = on_record.course_of(person_id, days)
    began = found.began if found else min(days, default=date.max)
    mine = [each for each, day in zip(infusions, days, strict=True) if day >= began]
    before = on_record.before(person_id, days, began=began)
    return {
        "planned_sessions": found.sessions if found else len(mine),
        "is_planned": found is not None,
        "infusions": mine,
        "earlier": [day.isoformat() for each in before for day in each],
        "courses_before": [[day.isoformat() for day in each] for each in before],
    }


def foretold(person_id: UUID, infusion_id: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what was foretold after this infusion, both arms; None where nothing was, or the scores taught nothing."""
    row = CourseForecast.objects.filter(person_id=person_id, infusion_id=infusion_id, at__lte=now).first()
    if row is None or row.result["silent"] or not row.result["learned"]:
        return None
    began, result = datetime.fromisoformat(row.inputs["sessions"][0]["at"]), row.result
    return {
        "forecast": str(row.pk),
        "on": timezone.localdate(began + timedelta(days=result["end_day"])).isoformat(),
        "with_ketamine": {"chance": result["response"]["chance"], "totals": result["days"][-1]},
        "ahead": sum(not each["infusion"] for each in row.inputs["sessions"]),
        "without": {"chance": result["response"]["control"], "totals": result["control"][-1]},
    }


def record_as_json(record: Record) -> dict[str, Any]:
    """Return the record of long-term safety."""
    return {
        "infusions": [day.isoformat() for day in record.infusions],
        "taken": [_taken_as_json(each) for each in record.taken],
        "course_began": record.course_began.isoformat() if record.course_began else None,
        "course_sessions": record.course_sessions,
        "pcl5_baseline": record.pcl5_baseline,
        "can_be_pregnant": record.can_be_pregnant.value,
        "hypertension": record.hypertension.value,
        "reported": [[domain.name, on.isoformat()] for domain, on in record.reported],
    }


def _taken_as_json(taken: Taken) -> dict[str, Any]:
    return {
        "domain": taken.domain.name,
        "on": taken.on.isoformat(),
        "values": {key: v.value if isinstance(v, Truth) else v for key, v in taken.values.items()},
        "decided": taken.decided.name if taken.decided else None,
    }


def _rows(person_id: UUID) -> Iterator[Infusion]:
    yield from Infusion.objects.filter(person_id=person_id, state__in=reviewing.OVER).order_by("number")


def _infused(row: Infusion, *, now: datetime) -> dict[str, Any]:
    """Return one infusion as it was ordered and borne; what the record does not tell is left unknown.

    One that was stopped early keeps its ordered dose: what was given of it is nobody's choice of a dose.
    """
    found = bedsides.load(row, now=now, whole=True)
    given, order = found.given, found.order
    return {
        "infusion_id": str(row.pk),
        "on": timezone.localdate(given.started_at if given else row.created_at).isoformat(),
        "mg_per_kg": round(order.dose_mg / order.dosing_weight_kg, 3) if given else None,
        "minutes": order.minutes if given else None,
        "weight_kg": order.dosing_weight_kg,
        "borne": _borne(found),
    }


def _borne(found: Bedside) -> dict[str, Any]:
    events = found.events
    alarms = [e for e in events if isinstance(e, AlarmRaised) and e.kind is AlarmKind.PHYSIOLOGICAL]
    is_red = any(e.priority is Priority.HIGH for e in alarms) or any(isinstance(e, Stopped) for e in events)
    adverse = [e for e in events if isinstance(e, AdverseEventNoted)]
    told = [e.total for e in events if isinstance(e, ScaleScored) and e.scale_key == "distress" and e.total is not None]
    measured = [
        each.value for each in found.readings
        if each.kind is VitalKind.SYSTOLIC and each.value is not None
        and is_usable(each, now=found.now, mode=found.mode)
    ]  # fmt: skip
    serious = [how_serious(e) for e in adverse]
    return {
        "red_event": (YES if is_red else NO).value,
        "distress_points": max(told, default=None),
        "vomited": sum(VOMITING in e.term.lower() for e in adverse),
        "highest_systolic_mmhg": max(measured, default=None),
        "serious": (YES if YES in serious else UNKNOWN if UNKNOWN in serious else NO).value,
    }


def _scores(person_id: UUID) -> Iterator[dict[str, Any]]:
    rows = ScoreEntry.objects.filter(person_id=person_id, scale_key=watching.edition_of(person_id))
    for row in rows.exclude(remarks__kind="mistake"):
        yield {"on": timezone.localdate(row.taken_at).isoformat(), "total": row.total}


def _next_on(person_id: UUID, record: Record, *, now: datetime) -> str | None:
    """Return the day of the next booked infusion: on the day of one it is the one after it; None where none is."""
    starts = infusions_ahead(now=now, person_id=person_id).get(person_id, ())
    days = sorted(timezone.localdate(at) for at in starts)
    ahead = [day for day in days if day >= timezone.localdate(now) and day not in record.infusions]
    return ahead[0].isoformat() if ahead else None


def _suicidality(person_id: UUID, record: Record) -> Truth:
    """What the last C-SSRS screen said; unknown where none was asked since the last infusion began.

    One of its own day counts only where its instant is known to be later: the screen before it says nothing of after.
    """
    last = max(record.infusions, default=date.min)
    asked = [each for each in record.taken if each.domain.name == "SUICIDALITY" and each.on >= last]
    newest = max((each.on for each in asked), default=None)
    said = [each.truth("intent_plan_or_act") for each in asked if each.on == newest]
    if YES in said:
        return YES  # of one day a yes counts before what was said later
    if newest == last:
        said = list(watching.screened_after_start(person_id))
    return said[-1] if said else UNKNOWN


def _therapy_ahead(person_id: UUID, *, now: datetime) -> int:
    rows = standing.of_person(person_id)
    return sum(each.is_open and each.booking.kind == Booking.Kind.THERAPY and each.starts_at > now for each in rows)
