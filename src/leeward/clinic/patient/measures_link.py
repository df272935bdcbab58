"""The link in a message of questionnaires: made when it is sent, to what is due then."""

from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse

from leeward.clinic.patient import actions, answering, dues
from leeward.clinic.patient.models import Sitting
from leeward.clinic.people.models import Staff
from leeward.clinic.plans.models import Order
from leeward.clinic.portal import opening
from leeward.clinic.scheduling.standing import latest


def questionnaire_link(*, person_id: UUID, at: datetime, **_: object) -> str:
    """Make a link to what is due now; nothing where nothing is, or where questions of this time were put already."""
    found, by = dues.of_person(person_id, now=at), _responsible(person_id)
    if not found or by is None:
        return ""
    time_point = found[0].time_point
    if Sitting.objects.filter(person_id=person_id, time_point=time_point, end=None).exists():
        return ""
    try:
        token = actions.give_questions(
            person_id=person_id, link_id=uuid4(), time_point=time_point,
            scale_keys=[each.scale_key for each in found], by=by, at=at, keeps_opened=True,
        )  # fmt: skip
    except (opening.CannotInvite, answering.CannotAnswer):
        return ""
    return reverse("patient:questions_door", args=[token])


def _responsible(person_id: UUID) -> Staff | None:
    """Return in whose name the link is made: who ordered the last infusion, else who booked the next."""
    order = Order.objects.filter(person_id=person_id).select_related("approved_by").order_by("-approved_at").first()
    if order is not None:
        return order.approved_by
    booked = latest().filter(booking__person_id=person_id).order_by("-starts_at").first()
    return None if booked is None else booked.by
