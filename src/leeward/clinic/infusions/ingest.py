"""What devices report: whose it is was said by a person, twice is once, and what cannot be used is kept aside."""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction

from leeward.clinic.infusions import bedside, journaling, mapping, pairings, watchdog
from leeward.clinic.infusions.models import DevicePairing, Infusion
from leeward.clinic.infusions.models import Reading as ReadingRow
from leeward.clinic.infusions.pairings import BEFORE, OPEN
from leeward.clinic.monitors.queries import hears, may_pair
from leeward.clinic.monitors.setting_aside import refuse, set_aside
from leeward.clinic.people.models import Staff
from leeward.devices.port import DeviceMessage, Receipt
from leeward.devices.register import capped
from leeward.infusion.alarms import as_events, changes
from leeward.infusion.machine import State
from leeward.infusion.signals import Reach, signals
from leeward.infusion.vitals import GenerationMode, Reading

logger = logging.getLogger(__name__)


class CannotPair(Exception):
    """The device cannot be paired with this infusion."""


@transaction.atomic
def pair_device(*, person_id: UUID, infusion_id: UUID, device_id: str, by: Staff, at: datetime) -> None:
    """Say that a device's readings are this infusion's from now on; it serves one infusion at a time."""
    infusion = journaling.locked(person_id=person_id, infusion_id=infusion_id)
    if State(infusion.state) not in OPEN:
        raise CannotPair(f"The infusion is {infusion.state}: no device can be paired with it any more.")
    serving = DevicePairing.objects.filter(device_id=device_id, ended_at=None).select_related("infusion").first()
    if serving is not None and serving.infusion_id == infusion.pk:
        serving.told_patient = serving.told_place = ""  # somebody looked: what it says from now on is what it says
        serving.save(update_fields=["told_patient", "told_place"])
        return
    if serving is not None and State(serving.infusion.state) in OPEN:
        raise CannotPair(
            f"The monitor {device_id} serves chair {serving.infusion.chair}. End that pairing at that chair first."
        )
    why_not = may_pair(device_id, mode=GenerationMode(infusion.mode))
    if why_not:
        raise CannotPair(why_not)
    if serving is not None:
        _end(serving, by=by.key, at=at)
    DevicePairing.objects.create(device_id=device_id, infusion=infusion, paired_at=at, paired_by=by.key)


@transaction.atomic
def end_pairing(*, person_id: UUID, infusion_id: UUID, device_id: str, by: Staff, at: datetime) -> None:
    """Say that a device's readings are no longer this infusion's."""
    standing = DevicePairing.objects.filter(device_id=device_id, infusion_id=infusion_id, ended_at=None)
    found = list(standing.filter(infusion__person_id=person_id))
    if not found:
        raise CannotPair(f"The monitor {device_id} is not paired with this infusion.")
    for pairing in found:
        _end(pairing, by=by.key, at=at)


def _end(pairing: DevicePairing, *, by: str, at: datetime) -> None:
    pairing.ended_at, pairing.ended_by = at, by
    pairing.save(update_fields=["ended_at", "ended_by"])


@transaction.atomic
def record_readings(message: DeviceMessage, *, now: datetime) -> Receipt:
    """Keep a device's readings, each once; what has no owner or the wrong mode goes to quarantine with the reason.

    Demonstration and test readings never enter a real record, and real ones never a simulated one.
    """
    known = hears(message.device_id, message.peer)
    if isinstance(known, str):
        refuse(message, why=known, now=now)
        return Receipt(message_id=message.message_id, new=0)
    message = capped(message, known.mode)
    paired = pairings.of_device(message.device_id)
    why_not = pairings.refusal(message, paired)
    if why_not or paired is None:
        refuse(message, why=why_not, now=now)
        return Receipt(message_id=message.message_id, new=0)
    if message.problems:
        set_aside(message, why=" ".join(message.problems), now=now)
    pairings.remember(message, paired)
    # A monitor repeats its last cuff reading, or sends what it kept: from before the pairing it is somebody else's.
    own = tuple(reading for reading in message.readings if reading.at >= paired.paired_at)
    if len(own) < len(message.readings):
        set_aside(message, why=BEFORE.format(device=message.device_id), now=now)
    new = _keep(own, infusion_id=paired.infusion_id)
    return Receipt(message_id=message.message_id, new=new, repeated=len(own) - new)


def _keep(readings: Iterable[Reading], *, infusion_id: UUID) -> int:
    rows = {reading.reading_id: mapping.reading_row(reading, infusion_id=infusion_id) for reading in readings}
    known = set(ReadingRow.objects.filter(reading_id__in=rows).values_list("reading_id", flat=True))
    fresh = [row for reading_id, row in rows.items() if reading_id not in known]
    ReadingRow.objects.bulk_create(fresh)
    return len(fresh)


def refresh_alarms(*, now: datetime) -> int:
    """Compare what is wrong now with what the journals say, and write what began and what ended; return how many.

    The ids of the entries follow from the facts, so that two watchers write one entry.
    """
    written, failed, calls = 0, [], []
    for infusion in Infusion.objects.filter(state__in=[state.value for state in bedside.WATCHED]):
        try:
            new, waiting = _refresh(infusion, now=now)
        except DatabaseError:
            raise
        except Exception:
            # One record that cannot be read must not leave the other chairs without alarms.
            logger.exception("The alarms of chair %s could not be decided", infusion.chair)
            failed.append(infusion.chair)
        else:
            written += new
            calls += [waiting] if waiting else []
    watchdog.beat(now=now, failed=failed)
    watchdog.call(calls, now=now)
    return written


@transaction.atomic
def _refresh(infusion: Infusion, *, now: datetime) -> tuple[int, watchdog.ChairCall | None]:
    """Write what began and ended at one chair; return how many entries, and whether it calls beyond the bedside."""
    standing = bedside.load(infusion, now=now)
    conditions = bedside.conditions(standing)
    changed = changes(bedside.active_keys(standing.events), conditions)
    events = as_events(changed, infusion_id=infusion.pk, at=now)
    if events:
        journaling.record(infusion, events, now=now)
    told = signals(conditions, (*standing.events, *events), now=now)
    beyond = [one for one in told if one.reach is not Reach.BEDSIDE]
    if not beyond:
        return len(events), None
    return len(events), watchdog.ChairCall(
        chair=infusion.chair,
        since=min(one.since for one in beyond),
        reaches_everyone=any(one.reach is Reach.EVERYONE for one in beyond),
    )
