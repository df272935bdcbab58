"""The plan as a page: options side by side, what the evidence does not support, the order that stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone

from leeward.assessment import Outcome
from leeward.clinic.assessments import findings
from leeward.clinic.assessments.review import ClaimLine, Headline, case_of, claim_lines, headline
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import standing
from leeward.clinic.plans.lesson_page import LearnedPart, learned_part
from leeward.clinic.plans.models import Order, Proposal
from leeward.clinic.plans.option_card import OptionCard, option_card, scales
from leeward.clinic.protocols.queries import judged_by, told
from leeward.clinic.web.figure import plain
from leeward.clinic.web.moments import moment

NUMBERS: Final = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


class NotFound(ObjectDoesNotExist):
    """This person has no such proposal, option or order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order in the list."""

    says: str
    by: str
    when: str
    tag_kind: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightLine:
    """One weight that the dose may be based on."""

    kind: str
    weight: str
    dose: str
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPart:
    """The options of one proposal, with what they were computed from."""

    proposal_id: UUID
    options: tuple[OptionCard, ...]
    title: str
    made: str
    is_today: bool
    is_open: bool
    weights: tuple[WeightLine, ...]
    unsupported: tuple[str, ...]
    refused: tuple[str, ...]
    virtual_patients: int
    seed: str
    versions: str
    sources: tuple[str, ...]
    learned: LearnedPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """The plan of one person as of now."""

    headline: Headline
    is_eligible: bool
    proposal: ProposalPart | None
    active_order: OrderLine | None
    orders: tuple[OrderLine, ...]
    claims: tuple[ClaimLine, ...]
    protocol: str
    may_propose: bool
    may_approve: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPage:
    """One option, about to be prescribed."""

    proposal_id: UUID
    option: OptionCard
    protocol: str


def plan_page(person_id: UUID, *, role: Role, now: datetime) -> PlanPage:
    """Return the plan: the latest options, and the order of today if there is one."""
    case, today = case_of(person_id, role=role, now=now), timezone.localdate(now)
    latest = Proposal.objects.filter(person_id=person_id).select_related("by").first()
    active = standing.active_order(person_id, on=today)
    rows = Order.objects.filter(person_id=person_id).select_related("approved_by", "withdrawal")
    return PlanPage(
        headline=headline(case, findings.lines(case)),
        is_eligible=case.eligibility.outcome is Outcome.ELIGIBLE,
        proposal=_proposal(latest, now=now, has_order=active is not None) if latest else None,
        active_order=_order_line(active) if active else None,
        orders=tuple(_order_line(row) for row in rows),
        claims=claim_lines(),
        protocol=case.protocol.says,
        may_propose=may(role, "plans:propose", "POST") and active is None,
        may_approve=may(role, "plans:option", "POST") and active is None,
    )


def option_page(person_id: UUID, proposal_id: UUID, key: str, *, now: datetime) -> OptionPage:
    """Return one option of this person's proposal; raises NotFound."""
    stored = Proposal.objects.filter(pk=proposal_id, person_id=person_id).first()
    options = stored.result["options"] if stored else []
    chosen = next((option for option in options if option["key"] == key), None)
    if stored is None or chosen is None:
        raise NotFound
    return OptionPage(
        proposal_id=proposal_id,
        option=option_card(chosen, scales(options)),
        protocol=judged_by(stored.protocol_version, now=now),
    )


def _proposal(stored: Proposal, *, now: datetime, has_order: bool) -> ProposalPart:
    result = stored.result
    shared = scales(result["options"])
    cards = tuple(option_card(option, shared) for option in result["options"])
    is_today = timezone.localdate(stored.at) == timezone.localdate(now)
    return ProposalPart(
        proposal_id=stored.pk,
        options=cards,
        title=f"{NUMBERS.get(len(cards), len(cards))} ways to treat",
        made=f"{moment(stored.at)}, by {stored.by.name}",
        is_today=is_today,
        is_open=is_today and not has_order,
        weights=tuple(
            WeightLine(
                kind=each["kind"],
                weight=f"{plain(each['weight_kg'], 1)} kg",
                dose=f"{each['dose_mg']:g} mg",
                is_default=each["is_default"],
            )
            for each in result["weights"]
        ),
        unsupported=tuple(result["unsupported"]),
        refused=tuple(result["refused"]),
        virtual_patients=result["virtual_patients"],
        seed=result["seed"],
        versions=f"{told(stored.protocol_version, now=now)}; Leeward {stored.engine_version}",
        sources=tuple(result["sources"]),
        learned=learned_part(result),
    )


def _order_line(order: Order) -> OrderLine:
    withdrawn = standing.is_withdrawn(order)
    return OrderLine(
        says=str(order),
        by=order.approved_by.name,
        when=moment(order.approved_at),
        tag_kind="quiet" if withdrawn else "ok",
        tag="withdrawn" if withdrawn else "approved",
        url=reverse("plans:order", args=[order.person_id, order.pk]),
    )
