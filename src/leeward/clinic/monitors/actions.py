"""Writing the register: a device comes, is changed, proves itself, is signed off line by line, and goes."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from leeward.clinic.monitors.checklist import BY_KEY, CHECKLIST
from leeward.clinic.monitors.code_table import codes_typed, units_typed
from leeward.clinic.monitors.models import CheckLine, Device
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CHAIRSIDE, Role
from leeward.devices.register import hashed_secret, network
from leeward.infusion.vitals import GenerationMode

SETTERS: Final = (Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR)
SECRET_BYTES: Final = 32


class CannotRegister(Exception):
    """The register cannot be changed so; the sentence says why and what to do."""


@transaction.atomic
def register_device(
    *,
    name: str,
    protocol: str,
    make: str = "",
    model: str = "",
    serial: str = "",
    addresses: Sequence[str] = (),
    certificate: str = "",
    mode: GenerationMode = GenerationMode.DEMO,
    by: Staff,
    at: datetime,
) -> UUID:
    """Put a device on the register, on trial; raises CannotRegister. Returns its id."""
    _only_setters(by)
    if mode is GenerationMode.REAL:
        raise CannotRegister("A device begins on trial. It becomes real when each line of its checklist is signed.")
    try:
        with transaction.atomic():
            row = Device.objects.create(
                name=name.strip(),
                protocol=Device.Protocol(protocol),
                mode=mode.value,
                make=make.strip(),
                model=model.strip(),
                serial=serial.strip(),
                addresses=_addresses(addresses),
                certificate=_certificate(certificate),
                registered_at=at,
                registered_by=by,
            )
    except IntegrityError:
        raise CannotRegister(f"A device called {name.strip()} is on the register already.") from None
    return row.pk


@transaction.atomic
def change_device(
    *,
    device_id: UUID,
    protocol: str,
    make: str,
    model: str,
    serial: str,
    addresses: Sequence[str],
    certificate: str,
    by: Staff,
) -> None:
    """Change what is known of a device; its name stays, for its readings go by it."""
    row = _in_service(device_id, by)
    row.protocol, row.make, row.model = Device.Protocol(protocol), make.strip(), model.strip()
    row.serial, row.addresses, row.certificate = serial.strip(), _addresses(addresses), _certificate(certificate)
    row.save(update_fields=["protocol", "make", "model", "serial", "addresses", "certificate"])


@transaction.atomic
def set_table(*, device_id: UUID, codes: str, units: str, by: Staff) -> None:
    """Keep the device's own codes and units, as typed; raises CannotUseTable with the line that is wrong."""
    row = _in_service(device_id, by)
    row.codes, row.units = codes_typed(codes), units_typed(units)
    row.save(update_fields=["codes", "units"])


@transaction.atomic
def draw_secret(*, device_id: UUID, by: Staff, at: datetime) -> str:
    """Draw a new secret and return it, this once: only its digest is kept, and the one before ends."""
    row = _in_service(device_id, by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row.secret_hash, row.secret_at = hashed_secret(secret), at
    row.save(update_fields=["secret_hash", "secret_at"])
    return secret


@transaction.atomic
def set_mode(*, device_id: UUID, mode: GenerationMode, by: Staff) -> None:
    """Say how real its data may be; real only when somebody signed each line of the checklist as met."""
    row = _in_service(device_id, by)
    _not_at_a_chair(row)
    if mode is GenerationMode.REAL and (open_lines := unsigned(row)):
        raise CannotRegister(
            f"Not yet: {len(open_lines)} of {len(CHECKLIST)} lines of its checklist are not signed as met. "
            "Try them on a simulated patient, and sign them."
        )
    row.mode = mode.value
    row.save(update_fields=["mode"])


@transaction.atomic
def sign_line(*, device_id: UUID, line: str, is_met: bool, says: str, by: Staff, at: datetime) -> None:
    """Keep that somebody tried a line of the checklist; a device in use is not cut off by it, but says so."""
    if by.works_as not in (*CHAIRSIDE, *SETTERS):
        raise CannotRegister("Somebody who works at the chair, or the administrator, signs the checklist.")
    if line not in BY_KEY:
        raise CannotRegister("The checklist has no such line. Load the page again.")
    if not is_met and not says.strip():
        raise CannotRegister("Say in a few words what was seen instead.")
    row = _find(device_id)
    CheckLine.objects.create(device=row, line=line, is_met=is_met, says=says.strip(), at=at, by=by)


@transaction.atomic
def retire(*, device_id: UUID, why: str, by: Staff, at: datetime) -> None:
    """Take a device out of service, with the reason; what it sends from now on is set aside."""
    row = _in_service(device_id, by)
    _not_at_a_chair(row)
    if not why.strip():
        raise CannotRegister("Say in a few words why it goes.")
    row.retired_at, row.retired_by, row.retired_why = at, by, why.strip()
    row.save(update_fields=["retired_at", "retired_by", "retired_why"])


def unsigned(row: Device) -> tuple[str, ...]:
    """Return the lines whose latest word is not that they are met; nobody's word is none."""
    latest = {each.line: each.is_met for each in row.check_lines.order_by("at", "pk")}
    return tuple(line.key for line in CHECKLIST if not latest.get(line.key, False))


def _find(device_id: UUID) -> Device:
    row = Device.objects.select_for_update().filter(pk=device_id, retired_at=None).first()
    if row is None:
        raise CannotRegister("This device is not in service. Register it again under its name.")
    return row


def _in_service(device_id: UUID, by: Staff) -> Device:
    _only_setters(by)
    return _find(device_id)


def _only_setters(by: Staff) -> None:
    if by.works_as not in SETTERS:
        raise CannotRegister("The medical director or the administrator keeps the register of devices.")


def _not_at_a_chair(row: Device) -> None:
    """What changes whose numbers count would stop them in the middle of an infusion."""
    chair = import_string(settings.MONITORS_AT_CHAIRS)().get(row.name)
    if chair:
        raise CannotRegister(f"{row.name} serves chair {chair}. End that pairing at the chair first.")


def _addresses(typed: Sequence[str]) -> list[str]:
    return [str(network(text)) for text in typed if text.strip()]


def _certificate(typed: str) -> str:
    """Return the digest in 64 small hexadecimal digits, however it was copied."""
    digest = typed.strip().lower().removeprefix("sha256:").replace(":", "").replace(" ", "")
    if digest and (len(digest) != 64 or not set(digest) <= set("0123456789abcdef")):  # plain: SHA-256 in hexadecimal
        raise CannotRegister("The certificate's SHA-256 has 64 hexadecimal digits. Copy it from the device.")
    return digest
