"""The link in a message of questionnaires: made when it is sent, to what is due then."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from leeward.clinic.patient import actions, answering, dues
from leeward.clinic.patient.doors import QUESTIONS
from leeward.clinic.patient.models import Sitting
from leeward.clinic.patient.writing import questions_path
from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order
from leeward.clinic.portal import carried, opening
from leeward.clinic.scheduling.standing import latest


@transaction.atomic
def questionnaire_link(*, message_id: UUID, person_id: UUID, at: datetime, **_: object) -> str:
    """Return the message's link to what is due now; nothing where nothing is.

    Nothing either where another message or the staff put questions of this time, or where the link of an earlier try
    stands no more. One that stands is returned as it is: the first try may have arrived.
    """
    found, by = dues.of_person(person_id, now=at), _responsible(person_id)
    if not found or by is None:
        return ""
    if (own := carried.made(message_id, person_id=person_id, door=QUESTIONS)) is not None:
        is_due = own.link.sitting.time_point in {each.time_point for each in found}
        return questions_path(message_id) if is_due and carried.stands(own, message_id, at=at) else ""
    time_point = found[0].time_point
    if Sitting.objects.filter(person_id=person_id, time_point=time_point, end=None).exists():
        return ""
    try:
        actions.give_questions(
            person_id=person_id, link_id=carried.link_id(message_id), time_point=time_point,
            scale_keys=[each.scale_key for each in found if each.time_point == time_point], by=by, at=at,
            keeps_opened=True, token=carried.token(message_id),
        )  # fmt: skip
    except (opening.CannotInvite, answering.CannotAnswer):
        return ""
    return questions_path(message_id)


def _responsible(person_id: UUID) -> Staff | None:
    """Return in whose name the link is made: who ordered the last infusion, else who booked the next."""
    order = Order.objects.filter(person_id=person_id).select_related("approved_by").order_by("-approved_at").first()
    if order is not None:
        return order.approved_by
    booked = latest().filter(booking__person_id=person_id).order_by("-starts_at").first()
    return None if booked is None else booked.by
