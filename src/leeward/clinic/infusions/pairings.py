"""Whose readings a device's are, held in memory and brought up to date by what the audit says was changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from leeward.clinic.audit.models import Change
from leeward.clinic.infusions.models import DevicePairing, Infusion
from leeward.devices.port import DeviceMessage
from leeward.infusion.machine import State
from leeward.infusion.vitals import GenerationMode

BEFORE: Final = "The monitor {device} sent readings from before it was paired."
TOLD: Final = 200
OPEN: Final = frozenset({State.PLANNED, State.READY, State.RUNNING, State.PAUSED, State.RECOVERING})
AFRESH_FROM: Final = 2_000  # so many changes at once are cheaper to read whole
# On PostgreSQL a change with a lower number may be seen after one with a higher: so many are looked at again.
LOOKED_BACK: Final = 200
_FIELDS: Final = (
    "pk", "device_id", "told_patient", "told_place", "paired_at",
    "infusion_id", "infusion__chair", "infusion__state", "infusion__mode",
)  # fmt: skip


class Paired(NamedTuple):
    """One pairing that stands. A tuple, since it is looked at for every message of every second."""

    pairing_id: int
    device_id: str
    told_patient: str
    told_place: str
    paired_at: datetime
    infusion_id: UUID
    chair: str
    state: str
    mode: GenerationMode
    is_open: bool


def _paired(row: Sequence[Any]) -> Paired:
    *own, state, mode = row
    return Paired._make((*own, state, GenerationMode(mode), State(state) in OPEN))


class Pairings:
    """The pairings that stand, by device."""

    def __init__(self) -> None:
        self._of: dict[str, Paired] = {}
        self._changed_until: int | None = None
        self._seen: frozenset[int] = frozenset()

    def get(self, device_id: str) -> Paired | None:
        """Return the device's pairing as of the last refresh."""
        return self._of.get(device_id)

    @property
    def changed_until(self) -> int:
        """The newest change of the audit that these follow; 0 before the first look."""
        return self._changed_until or 0

    def all(self) -> Mapping[str, Paired]:
        """Return every pairing that stands, by device."""
        return self._of

    def put(self, one: Paired) -> None:
        """Hold what was just written of a pairing."""
        self._of[one.device_id] = one

    def refresh(self) -> None:
        """Read what was paired, ended or moved on since the last time; one question where nothing was.

        Ask inside the transaction that writes: on SQLite it holds the lock, and nothing changes behind it.
        """
        if self._changed_until is None:
            self._changed_until = _last_change()
            self._load(Q())
            return
        looked_back = LOOKED_BACK if connection.vendor == "postgresql" else 0
        changes = _changes(after=self._changed_until - looked_back)
        news = [change for change in changes if change[0] not in self._seen]
        if not news:
            return
        self._seen = frozenset(number for number, _, _ in changes)
        self._changed_until = max(self._changed_until, *self._seen)
        if len(news) > AFRESH_FROM:
            self._of = {}
            self._load(Q())
            return
        self._reload(news)

    def _reload(self, news: Iterable[tuple[int, str, str]]) -> None:
        pairings = {int(row) for _, table, row in news if table == DevicePairing._meta.db_table}
        infusions = {UUID(row) for _, table, row in news if table == Infusion._meta.db_table}
        if not pairings and not infusions:
            return
        self._of = {
            device: one
            for device, one in self._of.items()
            if one.pairing_id not in pairings and one.infusion_id not in infusions
        }
        self._load(Q(pk__in=pairings) | Q(infusion_id__in=infusions))

    def _load(self, which: Q) -> None:
        found = DevicePairing.objects.filter(which, ended_at=None).order_by().values_list(*_FIELDS)
        self._of.update((one.device_id, one) for one in map(_paired, found))


def _last_change() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {Change._meta.db_table}")  # noqa: S608 - a name of ours
        (last,) = cursor.fetchone()
    return last or 0


def _changes(*, after: int) -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, "table", "row" FROM {Change._meta.db_table} WHERE id > %s',  # noqa: S608 - a name of ours
            [after],
        )
        return list(cursor.fetchall())


def of_device(device_id: str) -> Paired | None:
    """Return the device's pairing as the records have it now."""
    found = DevicePairing.objects.filter(device_id=device_id, ended_at=None).order_by().values_list(*_FIELDS).first()
    return _paired(found) if found else None


def refusal(message: DeviceMessage, paired: Paired | None) -> str:
    """Return why these readings may not enter the record; empty when they may."""
    if paired is None:
        return f"No infusion is paired with the monitor {message.device_id}. Pair it at the chair."
    if not paired.is_open:
        return (
            f"The infusion at chair {paired.chair} is {paired.state}; the monitor "
            f"{message.device_id} is still paired with it. Pair it with the next one."
        )
    mode = message.mode
    if mode is not paired.mode:
        return (
            f"The monitor {message.device_id} sends {mode.value} data, the infusion at chair "
            f"{paired.chair} is {paired.mode.value}. They are never mixed."
        )
    if _says_another(paired.told_patient, message.patient_id) or _says_another(paired.told_place, message.location):
        return (
            f"The monitor {message.device_id} names another patient or place than when it was paired. "
            "Look whom it is on, then pair it again."
        )
    for row in message.rows:
        if row.mode is not mode:
            return "A reading's mode differs from its message's."
    return ""


def _says_another(first: str, now: str | None) -> bool:
    return bool(first and now and first != now) and first != (now or "")[:TOLD]


def remember(message: DeviceMessage, paired: Paired) -> Paired:
    """Keep what the device first says of whom and where it is on; silence says nothing. Return the pairing as it is."""
    patient, place = (message.patient_id or "")[:TOLD], (message.location or "")[:TOLD]
    if (not patient or paired.told_patient) and (not place or paired.told_place):
        return paired
    told = paired._replace(told_patient=paired.told_patient or patient, told_place=paired.told_place or place)
    DevicePairing.objects.filter(pk=paired.pairing_id).update(
        told_patient=told.told_patient, told_place=told.told_place
    )
    return told
