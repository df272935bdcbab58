"""The gate before going home as a record for its page: for each item what is missing, and the control that mends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import gates
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.gate_pages import TAGS, Asked
from leeward.clinic.protocols.queries import judged_by
from leeward.infusion import standing_test
from leeward.infusion.charting import checked
from leeward.infusion.discharge import earliest
from leeward.infusion.events import Completed, Discharged, Started, Stopped
from leeward.infusion.gate import GateItem
from leeward.infusion.machine import State
from leeward.protocol.discharge import DISCHARGE
from leeward.truth import NO, UNKNOWN, YES

LONGER: Final = "A reason for the longer stay: age 70 or more, sleep apnea, liver disease."
HERE: Final = "#id_readings"
CONTROLS: Final = {  # of each item: what to press, and the address; a name with # is a place on this page
    "pressure": ("Chart readings", HERE),
    "oxygen": ("Chart readings", HERE),
    "heart-rate": ("Chart readings", HERE),
    "moaa-s": ("Score MOAA/S", "infusions:scales"),
    "distress": ("Score distress", "infusions:scales"),
    "aldrete": ("Score Aldrete and PADSS", "infusions:recovery_scores"),
    "padss": ("Score Aldrete and PADSS", "infusions:recovery_scores"),
    "cadss-6": ("Score CADSS-6", "infusions:cadss6"),
    standing_test.KEY: ("Let the patient stand up, and chart it", "infusions:standing"),
    "suicidality": ("Ask the C-SSRS", "outcomes:enter"),
    "instructions": ("Hand out the instructions", "aftercare:hand_out"),
    "next-day-call": ("Agree the call", "aftercare:hand_out"),
    "escort": ("Name the escort", "#id_escort"),
    gates.RECONCILED: ("Account for the vial", ""),
    gates.WARNINGS: ("Open the crises", "crises:of_person"),
}
OF_PERSON: Final = ("outcomes:", "crises:")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeItem:
    """One item: how it stands, what is missing, and what mends it."""

    key: str
    says: str
    why: str
    tag_kind: str
    tag: str
    is_met: bool
    control: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The gate before going home."""

    asks: tuple[Asked, ...]
    stated: tuple[HomeItem, ...]
    rows: tuple[HomeItem, ...]
    helps: tuple[HomeItem, ...]
    is_open: bool
    open_items: int
    total: int
    earliest: str
    review: str | None
    left: str
    protocol: str


def home_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> HomePage:
    """Return the gate before going home; of a patient who left, as it stood then."""
    bedside = standing.as_it_ended(standing.find(person_id=person_id, infusion_id=infusion_id), now=now)
    gate = gates.home_gate(bedside)
    derived = {gates.RECONCILED} if gates.by_ledger(bedside) else set()
    stated = {item.key for item in DISCHARGE.items} - derived
    asked = tuple(item for item in gate.items if item.key in stated)
    told = tuple(_item(item, bedside) for item in asked)
    stay: Asked = (gates.LONGER_STAY, LONGER, checked(bedside.events).get(gates.LONGER_STAY, UNKNOWN))
    return HomePage(
        asks=(*((item.key, item.says, item.truth) for item in asked), stay),
        stated=told,
        helps=tuple(item for item in told if item.url),
        rows=tuple(_item(item, bedside) for item in sorted(gate.items, key=_place) if item.key not in stated),
        is_open=gate.is_open is YES,
        open_items=len(gate.blocks),
        total=len(gate.items),
        earliest=_earliest(bedside),
        review=gate.review,
        left=_left(bedside),
        protocol=judged_by(bedside.protocol.version, now=now),
    )


def _place(item: GateItem) -> bool:
    return item.truth is YES


def _item(item: GateItem, bedside: Bedside) -> HomeItem:
    kind, word = TAGS[item.truth.value]
    is_met = item.truth is YES
    control, url = ("", "") if is_met or bedside.state is not State.RECOVERING else _control(item.key, bedside)
    return HomeItem(
        key=item.key, says=item.says, why=item.why, tag_kind=kind, tag=word, is_met=is_met, control=control, url=url
    )


def _control(key: str, bedside: Bedside) -> tuple[str, str]:
    label, name = CONTROLS.get(key, ("", ""))
    if key == gates.RECONCILED:
        _, name = gates.open_account(bedside)
    if not name or name.startswith(("#", "/")):
        return (label, name) if name else ("", "")
    infusion = bedside.infusion
    args: list[object] = [infusion.person_id] if name.startswith(OF_PERSON) else [infusion.person_id, infusion.pk]
    if key == "suicidality":
        args = [infusion.person_id, "c-ssrs-screen"]
    return label, reverse(name, args=args)


def _earliest(bedside: Bedside) -> str:
    """Say from when on the minimum time is met, with and without a reason for the longer stay."""
    start = next((event for event in bedside.events if isinstance(event, Started)), None)
    end = next((event for event in bedside.events if isinstance(event, Stopped | Completed)), None)
    criteria, longer = bedside.protocol.discharge, gates.needs_longer(bedside)
    soonest = earliest(start, end, criteria, is_longer=longer is YES)
    latest = earliest(start, end, criteria, is_longer=longer is not NO)
    if soonest is None or latest is None:
        return "The infusion has not ended."
    clock = f"{timezone.localtime(soonest + timedelta(seconds=59)):%H:%M}"
    if soonest == latest:
        return f"Not before {clock}."
    return f"Not before {clock}; with a reason for the longer stay not before {timezone.localtime(latest):%H:%M}."


def _left(bedside: Bedside) -> str:
    left = next((event for event in bedside.events if isinstance(event, Discharged)), None)
    return f"Left at {timezone.localtime(left.at):%d-%b-%Y %H:%M} with {left.escort}." if left else ""
