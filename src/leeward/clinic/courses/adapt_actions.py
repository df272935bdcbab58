"""Choosing what comes after a session: kept with everything that it was made from."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from leeward import __version__
from leeward.clinic.courses import adapting, reviewing, so_far_records, watching
from leeward.clinic.courses.models import Adaptation
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.protocols.queries import in_force
from leeward.course.choice import CannotChoose, choose
from leeward.course.so_far import CannotAdapt


class CannotAdaptHere(Exception):
    """Why nothing can be chosen, and what to do."""


def choose_option(*, adaptation_id: UUID, person_id: UUID, chosen: str, reason: str, by: Staff, at: datetime) -> UUID:
    """Keep what a clinician chose of what is offered now; sent twice it is kept once. Raises CannotAdaptHere.

    Reading the infusions and computing take seconds, and nobody else writes while a transaction is open: both come
    before it, and it only looks whether anything was entered about the person meanwhile.
    """
    if Adaptation.objects.filter(pk=adaptation_id).exists():
        return adaptation_id
    before, protocol = _known(person_id, at), in_force(at)
    inputs = so_far_records.gathered(person_id, now=at)
    try:
        offered = adapting.offered(inputs, protocol)
        told = choose(offered, chosen, by=by.name, at=at, reason=reason)
    except (CannotAdapt, CannotChoose) as why:
        raise CannotAdaptHere(str(why)) from why
    made = Adaptation(
        id=adaptation_id, person_id=person_id, plan=watching.standing_plan(person_id),
        infusion_id=inputs["infusions"][-1]["infusion_id"], inputs=inputs, result=adapting.as_json(offered),
        chosen=told.key, reason=told.reason, protocol_version=protocol.version, engine_version=__version__, by=by,
        at=at,
    )  # fmt: skip
    _keep(made, before)
    return adaptation_id


@transaction.atomic
def _keep(made: Adaptation, before: object) -> None:
    Person.objects.select_for_update().get(pk=made.person_id)
    if Adaptation.objects.filter(pk=made.pk).exists():
        return
    if _known(made.person_id, made.at) != before:
        raise CannotAdaptHere("Something was entered about this patient while you chose. Look at the choices again.")
    made.save(force_insert=True)


def _known(person_id: UUID, at: datetime) -> object:
    """Return what the choices rest on, as far as it is read at once: each infusion by its last entry, no trace."""
    infusions = Infusion.objects.filter(person_id=person_id).annotate(last=Max("journal__id")).order_by("number")
    plan = watching.standing_plan(person_id)
    return (
        tuple(infusions.values_list("pk", "state", "last")),
        plan and plan.pk,
        in_force(at).version,
        watching.record_of(person_id, now=at),
        reviewing.as_json(reviewing.last_review(person_id, now=at)),
    )
