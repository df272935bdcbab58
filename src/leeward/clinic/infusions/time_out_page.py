"""The time-out as a record for its page: each item met, not met or not known, with where that comes from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import time_out_gate
from leeward.clinic.infusions.gate_pages import TAGS, Asked
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import PRESCRIBERS
from leeward.clinic.protocols.queries import judged_by
from leeward.infusion.charting import checked
from leeward.infusion.gate import GateItem
from leeward.protocol.starting import BY_HAND, Answered
from leeward.truth import UNKNOWN, YES

ACCEPTS: Final = "prescriber accepts it"  # of the sentences of a value between go and no-go
# Where what is missing is mended; an item that is not here is mended on this page.
MENDED: Final = {
    "eligible": ("Assessment", "assessments:review"),
    "consent": ("Consent", "consents:consent"),
    "allergies-asked": ("Patient", "people:person"),
    "medicines": ("Medicines", "assessments:medicines"),
    "weight": ("Day's chart", "assessments:review"),
    "pregnancy": ("Day's chart", "assessments:review"),
    "long-term-safety": ("Long-term safety", "courses:safety"),
    "dose": ("Plan", "plans:plan"),
    "reconciled": ("Plan", "plans:plan"),
}
AT_CHAIR: Final = {"cadss": ("Score CADSS-6", "infusions:cadss6"), "paired": ("Pair a monitor", "infusions:pair")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item, where its answer comes from, and where it is mended."""

    key: str
    says: str
    why: str
    tag_kind: str
    tag: str
    link: str = ""
    url: str = ""
    may_accept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOutPage:
    """The time-out: what persons say, what is typed, what the record says."""

    asks: tuple[Asked, ...]
    typed: tuple[ItemRow, ...]
    record: tuple[ItemRow, ...]
    vitals: tuple[ItemRow, ...]
    blocks: tuple[ItemRow, ...]
    is_open: bool
    total: int
    state: str
    protocol: str
    order_says: str


def time_out_page(*, person_id: UUID, infusion_id: UUID, reader: Staff, now: datetime) -> TimeOutPage:
    """Return the time-out; raises Infusion.DoesNotExist for anybody else's."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    gate = time_out_gate.start_gate(bedside)
    how = {item.key: item.answered for item in bedside.protocol.starting.items}
    is_prescriber = reader.role in PRESCRIBERS
    rows = {item.key: _row(item, bedside, is_prescriber=is_prescriber) for item in gate.items}
    order = bedside.order
    return TimeOutPage(
        asks=_asks(bedside, gate.items, how),
        typed=tuple(rows[key] for key in rows if how.get(key) is Answered.TYPED),
        record=tuple(rows[key] for key in rows if how.get(key) is Answered.RECORD),
        vitals=tuple(rows[key] for key in rows if key not in how),
        blocks=tuple(rows[item.key] for item in gate.items if item.truth is not YES),
        is_open=gate.is_open is YES,
        total=len(gate.items),
        state=bedside.state.value,
        protocol=judged_by(bedside.protocol.version, now=now),
        order_says=f"{order.dose_mg:g} mg in {order.minutes:g} min; {order.concentration_mg_per_ml:.3g} mg/mL",
    )


def _asks(
    bedside: standing.Bedside, items: tuple[GateItem, ...], how: dict[str, Answered]
) -> tuple[Asked, ...]:  # fmt: skip
    asks = [(item.key, item.says, item.truth) for item in items if how.get(item.key) is Answered.PERSON]
    if not time_out_gate.devices_of(bedside) and bedside.protocol.starting.may_chart_by_hand:
        asks.append((BY_HAND.key, BY_HAND.says, checked(bedside.events).get(BY_HAND.key, UNKNOWN)))
    if bedside.infusion.order_id is None:  # no order of this clinic's stock: a person tells
        found = next(item for item in items if item.key == "reconciled")
        asks.append((found.key, found.says, found.truth))
    return tuple(asks)


def _row(item: GateItem, bedside: standing.Bedside, *, is_prescriber: bool) -> ItemRow:
    kind, word = TAGS[item.truth.value]
    link, url = ("", "") if item.truth is YES else _mended(item.key, bedside)
    may_accept = is_prescriber and item.truth is UNKNOWN and ACCEPTS in item.why
    return ItemRow(
        key=item.key, says=item.says, why=item.why, tag_kind=kind, tag=word, link=link, url=url, may_accept=may_accept
    )  # fmt: skip


def _mended(key: str, bedside: standing.Bedside) -> tuple[str, str]:
    person_id, infusion_id = bedside.infusion.person_id, bedside.infusion.pk
    if key in MENDED:
        label, name = MENDED[key]
        return label, reverse(name, args=[person_id])
    if key in AT_CHAIR:
        label, name = AT_CHAIR[key]
        return label, reverse(name, args=[person_id, infusion_id])
    return "", ""
