"""Making a forecast and keeping it: asked for on its page, or by the worker after a questionnaire was entered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward import __version__
from leeward.clinic.outcomes import calibrating
from leeward.clinic.outcomes.forecast_inputs import CannotForetell as CannotForetell
from leeward.clinic.outcomes.forecast_inputs import gathered, last_infusion
from leeward.clinic.outcomes.forecast_records import computed
from leeward.clinic.outcomes.models import CourseForecast
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.plans.lessons import mode_of
from leeward.clinic.protocols.queries import in_force


def keep_forecast(*, person_id: UUID, by: Staff | None, at: datetime) -> UUID:
    """Foretell the course from what is known now and keep it; from the same records it is kept once.

    It takes seconds and writes at the end only. Raises CannotForetell, Person.DoesNotExist.
    """
    person = Person.objects.get(pk=person_id)
    mode = mode_of(person)
    inputs = gathered(person_id, now=at, mode=mode, rests=calibrating.rests(mode))
    known = CourseForecast.objects.filter(person=person).first()
    if known is not None and known.inputs == inputs and known.engine_version == __version__:
        return known.pk
    result = computed(inputs)
    with transaction.atomic():
        kept = CourseForecast.objects.create(
            person=person, infusion_id=last_infusion(inputs), mode=mode, inputs=inputs, result=result,
            protocol_version=in_force(at).version, engine_version=__version__, at=at, by=by,
        )  # fmt: skip
    return kept.pk
