"""A clinic of N running infusions, each with its monitor paired, written in bulk into the folder of LEEWARD_HOME.

`seed` makes it; `sign-in` lets a nurse's pages listen; `touch` says just before a round that every monitor was heard a
moment ago, for a clinic that has been silent since it was made would begin with an alarm at each bed.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from benchmarks.load_work import NAMES, calm_of, device_of, secret_of
from leeward.cli.project import open_clinic, set_up_django

CLINIC: Final = UUID("6f6f1c1e-4a6e-5a54-8a39-3b2f4f6f1a10")
BEGAN_BEFORE: Final = timedelta(minutes=20)
BEFORE_START: Final = timedelta(minutes=2)
WRITER: Final = "load"
AT_ONCE: Final = 500
EXPECTED: Final = ("heart_rate", "spo2", "systolic", "diastolic")  # what alarms when it is missing, and its fellow
WRITTEN_PER_S: Final = 2_000  # beds that are touched in a second: the last is heard when all of it is on disk


def infusion_of(bed: int) -> UUID:
    """Return the id of a bed's infusion."""
    return uuid5(CLINIC, f"infusion {bed}")


def seed(beds: int, wire: str, *, now: datetime) -> None:
    """Write N synthetic people, each with an infusion that runs and a monitor that is registered and paired."""
    from django.db import transaction

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions.models import DevicePairing, Infusion, JournalEntry
    from leeward.clinic.infusions.models import Reading as ReadingRow
    from leeward.clinic.monitors.models import Device
    from leeward.clinic.people.models import Person

    start = now - BEGAN_BEFORE
    with transaction.atomic(), acting(WRITER):
        people = Person.objects.bulk_create((_person(bed, start) for bed in range(beds)), AT_ONCE)
        infusions = Infusion.objects.bulk_create(
            (_infusion(bed, person, start) for bed, person in enumerate(people)), AT_ONCE
        )
        for model, rows in (
            (JournalEntry, _entries),
            (DevicePairing, _pairings),
            (ReadingRow, _baselines),
            (Device, DEVICES[wire]),
        ):
            model.objects.bulk_create(
                (row for bed, infusion in enumerate(infusions) for row in rows(bed, infusion, start)), AT_ONCE
            )


def _person(bed: int, at: datetime) -> Any:
    from leeward.clinic.people.models import Person

    return Person(
        id=uuid5(CLINIC, f"person {bed}"),
        family_name="Load",
        given_names=f"Bed {bed}",
        born=date(1985, 1, 1),
        record_number=f"LOAD-{bed}",
        is_synthetic=True,
        created_at=at,
    )


def _infusion(bed: int, person: Any, at: datetime) -> Any:
    from leeward.clinic.infusions.models import Infusion
    from leeward.clinic.infusions.snapshot import OrderSnapshot

    order = OrderSnapshot(
        dose_mg=40.0,
        minutes=40.0,
        dosing_weight_kg=80.0,
        dosing_weight_kind="actual",
        concentration_mg_per_ml=1.0,
        rate_ml_per_h=60.0,
        vtbi_ml=40.0,
    )
    return Infusion(
        id=infusion_of(bed),
        person=person,
        number=1,
        order_snapshot=order.to_json(),
        chair=str(bed),
        mode=Infusion.Mode.DEMO,
        state="running",
        created_at=at,
        created_by=WRITER,
    )


def _entries(_bed: int, infusion: Any, at: datetime) -> Iterator[Any]:
    """Yield the journal of an infusion that was started, hashes and all."""
    from leeward.clinic.infusions import mapping
    from leeward.infusion.events import Started, TimeOutPassed
    from leeward.infusion.journal import append

    def stamp(what: str) -> dict[str, Any]:
        return {"event_id": uuid5(infusion.id, what), "at": at, "by": WRITER, "source": "person"}

    started = Started(
        **stamp("start"),
        rate_ml_per_h=60.0,
        concentration_mg_per_ml=1.0,
        dose_mg=40.0,
        weight_kg=80.0,
        vtbi_ml=40.0,
    )
    journal = append(append((), TimeOutPassed(**stamp("time-out"), checks=())), started)
    return (mapping.row_of(entry, infusion=infusion, recorded_at=at) for entry in journal)


def _pairings(bed: int, infusion: Any, at: datetime) -> Iterator[Any]:
    from leeward.clinic.infusions.models import DevicePairing

    # As after the first message: ten thousand monitors never say who they are on within the same second.
    yield DevicePairing(
        told_patient=f"P{bed:05d}",
        told_place=f"Ward {device_of(bed)}",
        device_id=device_of(bed),
        infusion=infusion,
        paired_at=at - 2 * BEFORE_START,
        paired_by=WRITER,
    )


def _speaks_hl7(bed: int, _infusion: Any, at: datetime) -> Iterator[Any]:
    from leeward.clinic.monitors.models import Device

    yield Device(name=device_of(bed), protocol=Device.Protocol.HL7, mode=Device.Mode.DEMO, registered_at=at)


def _speaks_json(bed: int, _infusion: Any, at: datetime) -> Iterator[Any]:
    from leeward.clinic.monitors.models import Device
    from leeward.devices.register import hashed_secret

    yield Device(
        name=device_of(bed),
        protocol=Device.Protocol.JSON,
        mode=Device.Mode.DEMO,
        registered_at=at,
        secret_hash=hashed_secret(secret_of(bed)),
        secret_at=at,
    )


DEVICES: Final = {"hl7": _speaks_hl7, "json": _speaks_json}


def _baselines(bed: int, infusion: Any, at: datetime) -> Iterator[Any]:
    """Yield the patient's own values, from before the start."""
    return _readings(bed, infusion, at - BEFORE_START)


def _readings(bed: int, infusion: Any, at: datetime) -> Iterator[Any]:
    from leeward.clinic.infusions import mapping
    from leeward.infusion.vitals import GenerationMode, Reading, VitalKind, named_reading

    calm = dict(zip(NAMES, calm_of(bed), strict=True)) | {"systolic": 121, "diastolic": 74}
    for name, value in ((name, calm[name]) for name in EXPECTED):
        kind = VitalKind(name)
        reading = Reading(
            reading_id=named_reading(f"{device_of(bed)} {kind.value} {at.isoformat()}"),
            kind=kind,
            value=float(value),
            unit=kind.unit,
            at=at,
            received_at=at,
            source="monitor: seeded",
            device=device_of(bed),
            mode=GenerationMode.DEMO,
        )
        yield mapping.reading_row(reading, infusion_id=infusion.pk)


def touch(*, now: datetime) -> None:
    """Write that every monitor was heard as this ends, and with calm values."""
    from django.db import transaction

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions.models import Infusion
    from leeward.clinic.infusions.models import Reading as ReadingRow

    infusions = sorted(Infusion.objects.filter(state="running"), key=lambda one: int(one.chair))
    now += timedelta(seconds=len(infusions) / WRITTEN_PER_S)
    with transaction.atomic(), acting(WRITER):
        ReadingRow.objects.bulk_create(
            (row for infusion in infusions for row in _readings(int(infusion.chair), infusion, now)), AT_ONCE
        )


def sign_in(beds: int, *, now: datetime) -> dict[str, Any]:
    """Let a nurse sign in, and return the session with the ids of the infusions that open pages are about."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.people.models import Role, Staff
    from leeward.clinic.people.standing import SEEN, SINCE

    with acting(WRITER):
        nurse = Staff.objects.create_user("load", name="Load", role=Role.NURSE)
        session, now_s = SessionStore(), int(now.timestamp())
        session[SESSION_KEY], session[SEEN], session[SINCE] = str(nurse.pk), now_s, now_s
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = nurse.get_session_auth_hash()
        session.save()
    return {"session": session.session_key, "infusions": [str(infusion_of(bed)) for bed in range(beds)]}


def main() -> int:
    """Seed, touch or sign in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("seed", "touch", "sign-in"))
    parser.add_argument("--beds", type=int, default=0)
    parser.add_argument("--wire", choices=DEVICES, default="hl7")
    chosen = parser.parse_args()
    if chosen.what == "seed":
        open_clinic()
        seed(chosen.beds, chosen.wire, now=datetime.now(UTC))
        return 0
    set_up_django()
    if chosen.what == "touch":
        touch(now=datetime.now(UTC))
    else:
        print(json.dumps(sign_in(chosen.beds, now=datetime.now(UTC))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
