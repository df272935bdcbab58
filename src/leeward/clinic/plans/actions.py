"""Proposing, approving, preparing, checking: each keeps what it was made from."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from leeward import __version__
from leeward.assessment import Outcome, assess
from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.mapping import chart_as_json
from leeward.clinic.people.models import Staff
from leeward.clinic.pharmacy import actions as pharmacy
from leeward.clinic.pharmacy.mapping import formulary_vial
from leeward.clinic.plans import approving, computing, holds, lessons, mapping, standing
from leeward.clinic.plans.lessons import keep_lesson as keep_lesson
from leeward.clinic.plans.models import Disagreement, Order, Preparation, Proposal, SecondCheck, Withdrawal
from leeward.clinic.plans.standing import CannotPlan
from leeward.clinic.protocols.queries import in_force
from leeward.dosing import DILUENTS, prepare, propose
from leeward.dosing.drug_amounts import microlitres
from leeward.dosing.second_person import Found


@transaction.atomic
def propose_options(*, person_id: UUID, by: Staff, at: datetime) -> UUID:
    """Put options side by side for a person who is eligible today; keep them with what they were made from."""
    standing.refuse_second(person_id, on=timezone.localdate(at))
    protocol, chart = in_force(at), charts.chart_of(person_id, on=timezone.localdate(at))
    eligibility = assess(chart, protocol)
    if eligibility.outcome is not Outcome.ELIGIBLE:
        raise CannotPlan(f"The assessment says: {eligibility.outcome.value}. Resolve its findings first.")
    subject = mapping.subject(chart, session=standing.orders(person_id).count() + 1)
    before, learned = standing.before(person_id, at=at), lessons.to_use(person_id, at=at)
    key = uuid4()
    proposal = propose(
        subject,
        protocol,
        seed=mapping.seed_of(key),
        cautions=eligibility.cautions,
        hypertension=chart.hypertension,
        before=before,
        learned=lessons.as_kept(learned),
    )
    Proposal.objects.create(
        id=key,
        person_id=person_id,
        assessment_id=assessments.decide(person_id=person_id, by=by, at=at),
        inputs=computing.inputs(chart_as_json(chart), subject, eligibility.cautions, before, learned),
        result=mapping.proposal_as_json(proposal),
        protocol_version=protocol.version,
        engine_version=__version__,
        at=at,
        by=by,
    )
    return key


@transaction.atomic
def approve_option(
    *,
    person_id: UUID,
    proposal_id: UUID,
    option_key: str,
    reason: str,
    by: Staff,
    at: datetime,
    second: Staff | None = None,
) -> UUID:
    """Approve one option of today's proposal: it becomes the order. Raises CannotApprove or CannotPlan.

    `second` is the person who decided with the prescriber past a hard limit, as `people.witness` proved them.
    """
    stored = Proposal.objects.get(pk=proposal_id, person_id=person_id)
    if timezone.localdate(stored.at) != timezone.localdate(at):
        raise CannotPlan("These options are of another day: weight and pressure may have changed. Propose again today.")
    standing.refuse_second(person_id, on=timezone.localdate(at))
    standing.refuse_changed(stored, on=timezone.localdate(at))
    standing.refuse_other_protocol(stored, at=at)
    holds.refuse_held(person_id, at=at)
    option = computing.recomputed(stored).option(option_key)
    order = approving.approved(option, by=by, second=second, at=at, reason=reason)
    created = Order.objects.create(
        person_id=person_id,
        proposal=stored,
        option_key=option_key,
        dose_mg=order.dose_mg,
        minutes=order.minutes,
        dosing_weight_kg=order.weight_kg,
        dosing_weight_kind=order.weight_kind,
        reason=order.reason,
        second_person=order.second_person or "",
        approved_at=at,
        approved_by=by,
    )
    approving.keep(created, second=second if order.second_person else None, at=at)
    return created.pk


@transaction.atomic
def withdraw_order(*, person_id: UUID, order_id: UUID, reason: str, by: Staff, at: datetime) -> None:
    """Take an order back before it is given; raises CannotPlan where it is withdrawn already or no reason is told."""
    stored = Order.objects.select_related("withdrawal").get(pk=order_id, person_id=person_id)
    if not reason.strip():
        raise CannotPlan("Say why the order is withdrawn: the nurse who was to give it will ask.")
    if standing.is_withdrawn(stored):
        raise CannotPlan("This order is withdrawn already.")
    standing.refuse_given(stored)
    Withdrawal.objects.create(order=stored, reason=reason.strip(), at=at, by=by)


@transaction.atomic
def prepare_order(
    *,
    person_id: UUID,
    order_id: UUID,
    vial_id: UUID,
    final_volume_ml: float,
    by: Staff,
    at: datetime,
    diluent: str = DILUENTS[0],
) -> UUID:
    """Compute how the order is drawn up from this vial of the stock, and take the drug out of the vial.

    Raises CannotPrepare, CannotPlan, CannotDraw or CannotSettle with what to change.
    """
    stored = standing.order_to_give(person_id, order_id, on=timezone.localdate(at))
    vial = formulary_vial(pharmacy.stock_vial(vial_id))
    result = prepare(
        mapping.order(stored),
        vial,
        on=timezone.localdate(at),
        final_volume_ml=final_volume_ml,
        diluent=diluent,
        limits=in_force(at).dosing,
    )
    vial_and_result = {"vial": mapping.vial_as_json(vial), "result": mapping.preparation_as_json(result)}
    created = Preparation.objects.create(order=stored, at=at, by=by, **vial_and_result)
    pharmacy.draw(
        preparation_id=created.pk,
        order_id=order_id,
        person_id=person_id,
        vial_id=vial_id,
        drawn_ul=microlitres(result.drug_ml),
        bag_ul=microlitres(result.final_volume_ml),
        by=by,
        at=at,
    )
    return created.pk


def check_preparation(
    *,
    person_id: UUID,
    preparation_id: UUID,
    lot: str,
    strength_mg_per_ml: float,
    drug_ml: float,
    rate_ml_per_h: float,
    by: Staff,
    at: datetime,
) -> None:
    """A second person read the label and computed for themselves: the figures must agree, and the person differ.

    Figures that do not agree are kept, and then refused: CannotAgree.
    """
    found = Found(lot=lot, strength_mg_per_ml=strength_mg_per_ml, drug_ml=drug_ml, rate_ml_per_h=rate_ml_per_h)
    figures = {"drug_ml": drug_ml, "strength_mg_per_ml": strength_mg_per_ml, "rate_ml_per_h": rate_ml_per_h}
    with transaction.atomic():
        stored = Preparation.objects.select_related("by").get(pk=preparation_id, order__person_id=person_id)
        standing.order_to_give(person_id, stored.order_id, on=timezone.localdate(at))
        standing.refuse_check(stored, by=by)
        differ = computing.differences_of(stored, found)
        if differ:
            Disagreement.objects.create(preparation=stored, what=", ".join(differ), lot=lot, **figures, at=at, by=by)
        else:
            SecondCheck.objects.create(preparation=stored, **figures, at=at, by=by)
    if differ:
        raise computing.refusal(differ)
