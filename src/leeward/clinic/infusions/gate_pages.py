"""The time-out as a record for its page, and what both gates share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import gates
from leeward.clinic.protocols.queries import judged_by
from leeward.infusion.charting import checked
from leeward.infusion.gate import Gate, GateItem
from leeward.infusion.vitals import VitalKind
from leeward.protocol.starting import STARTING
from leeward.truth import UNKNOWN, YES, Truth

TAGS: Final = {"yes": ("ok", "met"), "no": ("high", "not met"), "unknown": ("ask", "not known")}
Asked = tuple[str, str, Truth]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One statement that follows from what is on record."""

    says: str
    why: str
    tag_kind: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePage:
    """A gate: what a person answers, what the record says, and what is still open."""

    title: str
    asks: tuple[Asked, ...]
    rows: tuple[GateRow, ...]
    is_open: bool
    open_items: int
    total: int
    state: str
    protocol: str


def time_out_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> GatePage:
    """Return the time-out."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    gate = gates.start_gate(bedside)
    stated = {item.key for item in STARTING.items}
    answers = checked(bedside.events)
    accept: list[Asked] = [
        (
            gates.ACCEPTED + item.key,
            f"Prescriber accepts: {VitalKind(item.key).label}. {item.why}",
            answers.get(gates.ACCEPTED + item.key, UNKNOWN),
        )
        for item in gate.items
        if item.key not in stated and ("prescriber" in item.why)
    ]
    asks = tuple((item.key, item.says, item.truth) for item in gate.items if item.key in stated)
    return _page("Time-out", gate, bedside, asks=(*asks, *accept), asked=stated)


def _page(
    title: str, gate: Gate, bedside: standing.Bedside, *, asks: tuple[Asked, ...], asked: set[str]
) -> GatePage:  # fmt: skip
    return GatePage(
        title=title,
        asks=asks,
        rows=tuple(_row(item) for item in gate.items if item.key not in asked),
        is_open=gate.is_open is YES,
        open_items=len(gate.blocks),
        total=len(gate.items),
        state=bedside.state.value,
        protocol=judged_by(bedside.protocol.version, now=bedside.now),
    )


def _row(item: GateItem) -> GateRow:
    kind, word = TAGS[item.truth.value]
    return GateRow(says=item.says, why=item.why, tag_kind=kind, tag=word)
