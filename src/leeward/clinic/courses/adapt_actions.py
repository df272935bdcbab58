"""Choosing what comes after a session: kept with everything that it was made from."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward import __version__
from leeward.clinic.courses import adapting, so_far_records, watching
from leeward.clinic.courses.models import Adaptation
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.protocols.queries import in_force
from leeward.course.choice import CannotChoose, choose
from leeward.course.so_far import CannotAdapt


class CannotAdaptHere(Exception):
    """Why nothing can be chosen, and what to do."""


@transaction.atomic
def choose_option(*, adaptation_id: UUID, person_id: UUID, chosen: str, reason: str, by: Staff, at: datetime) -> UUID:
    """Keep what a clinician chose of what is offered now; sent twice it is kept once. Raises CannotAdaptHere."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if Adaptation.objects.filter(pk=adaptation_id).exists():
        return adaptation_id
    protocol, inputs = in_force(at), so_far_records.gathered(person_id, now=at)
    try:
        offered = adapting.offered(inputs, protocol)
        told = choose(offered, chosen, by=by.name, at=at, reason=reason)
    except (CannotAdapt, CannotChoose) as why:
        raise CannotAdaptHere(str(why)) from why
    Adaptation.objects.create(
        id=adaptation_id, person=person, plan=watching.standing_plan(person_id),
        infusion_id=inputs["infusions"][-1]["infusion_id"], inputs=inputs, result=adapting.as_json(offered),
        chosen=told.key, reason=told.reason, protocol_version=protocol.version, engine_version=__version__, by=by,
        at=at,
    )  # fmt: skip
    return adaptation_id
