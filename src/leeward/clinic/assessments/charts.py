"""The chart of a person as stored, for reading and for deciding."""

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from leeward.assessment import CannotChart, Chart, chart_from
from leeward.clinic.assessments import mapping
from leeward.clinic.assessments.consenting import with_consent
from leeward.clinic.assessments.history import history_of
from leeward.clinic.assessments.models import ChartEntry, MedicationList, SpecialistApproval
from leeward.clinic.assessments.overrides import overrides_of
from leeward.clinic.protocols.queries import in_force


def chart_of(person_id: UUID, *, on: date) -> Chart:
    """Return what is known of the person on that day."""
    latest = MedicationList.objects.filter(person_id=person_id).last()
    answered = mapping.chart(
        person_id,
        ChartEntry.objects.filter(person_id=person_id),
        medicines=None if latest is None else tuple(latest.names),
        approvals=SpecialistApproval.objects.filter(person_id=person_id),
        on=on,
    )
    consented, told = with_consent(answered, person_id), overrides_of(person_id, on=on)
    return replace(consented, history=history_of(person_id), overrides=told).under(in_force(on).thresholds)


def standing(person_id: UUID) -> dict[str, ChartEntry]:
    """Return the entry that holds for each key, with who charted it."""
    return mapping.standing(ChartEntry.objects.filter(person_id=person_id).select_related("by"))


def check(entry: ChartEntry) -> None:
    """Raise CannotChart where the entry's number or unit is not plausible, or was taken later than now."""
    measurement = mapping.measurement(entry)
    if instant(measurement.at) > entry.at:
        raise CannotChart(f"{entry.key}: it was measured later than it was charted. Check the date and the time.")
    chart_from({entry.key: measurement}, on=measurement.day)


def instant(taken: date | datetime) -> datetime:
    """Return an instant for a day: noon of the clinic's own time, which no zone moves to another day."""
    if isinstance(taken, datetime):
        return taken if timezone.is_aware(taken) else timezone.make_aware(taken)
    return timezone.make_aware(datetime.combine(taken, time(12)))
