"""The list of devices and one device, as their pages show them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.monitors import asides, code_table, wording
from leeward.clinic.monitors.actions import unsigned
from leeward.clinic.monitors.checklist import CHECKLIST
from leeward.clinic.monitors.mapping import SHOWS_SECRET
from leeward.clinic.monitors.models import CheckLine, Device, Tally
from leeward.clinic.monitors.pages import CheckRow, CodeRow, DayRow, DeviceLine, DeviceList, DevicePage
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.web.moments import moment
from leeward.devices.heard import STRANGERS
from leeward.infusion.vitals import VitalKind

DAYS_SHOWN = 7


class NoSuchDevice(Exception):
    """There is no device of this id."""


def device_list(*, role: Role, now: datetime) -> DeviceList:
    """Return every device with how it is now."""
    rows = list(Device.objects.prefetch_related("check_lines"))
    chairs, waiting = _chairs(), asides.waiting_by_sender(now=now)
    last = _latest()
    serving = [row for row in rows if row.retired_at is None]
    names = {row.name for row in serving}
    return DeviceList(
        devices=tuple(
            device_line(row, last.get(row.name), chairs=chairs, waiting=waiting.get(row.name, 0), now=now)
            for row in serving
        ),
        retired=tuple(
            (row.name, reverse("monitors:device", args=[row.pk]), row.retired_why) for row in rows if row.retired_at
        ),
        strangers=_strangers(
            last.get(STRANGERS), sum(many for name, many in waiting.items() if name not in names), now=now
        ),
        waiting=sum(waiting.values()),
        may_set=may(role, "monitors:register", "POST"),
    )


def device_page(device_id: UUID, *, role: Role, now: datetime) -> DevicePage:
    """Return one device; raises NoSuchDevice."""
    row = _row(device_id)
    days = list(Tally.objects.filter(sender=row.name).order_by("-day")[:DAYS_SHOWN])
    last = days[0] if days else None
    waiting = asides.waiting_by_sender(now=now).get(row.name, 0)
    lines = row.check_lines.select_related("by").order_by("at", "pk")
    latest = {each.line: each for each in lines}
    return DevicePage(
        device_id=row.pk,
        line=device_line(row, last, chairs=_chairs(), waiting=waiting, now=now),
        serial=row.serial,
        addresses=tuple(row.addresses),
        certificate=row.certificate,
        needs_secret=row.protocol in SHOWS_SECRET,
        secret=f"drawn {moment(row.secret_at)}" if row.secret_at else "none yet",
        registered=_registered(row),
        retired=_retired(row),
        checklist=tuple(
            _check_row(number, line.key, line.says, latest.get(line.key)) for number, line in enumerate(CHECKLIST, 1)
        ),
        left=len(unsigned(row)),
        mode_key=row.mode,
        codes=tuple(
            CodeRow(
                code=each["code"], system=each["system"] or "any", kind=VitalKind(each["kind"]).label, site=each["site"]
            )
            for each in row.codes
        ),
        units=tuple((each["spelling"], each["unit"]) for each in row.units),
        days=tuple(_day_row(day) for day in days),
        problem=f"{last.problem} ({moment(last.problem_at)})" if last and last.problem_at else "",
        fhir=row.protocol == Device.Protocol.FHIR,
        csv=row.protocol == Device.Protocol.CSV,
        may_set=may(role, "monitors:edit", "POST") and row.retired_at is None,
        may_sign=may(role, "monitors:check", "POST") and row.retired_at is None,
    )


def as_edited(device_id: UUID) -> dict[str, str]:
    """Return what is known of a device as its form begins."""
    row = _row(device_id)
    told = {name: getattr(row, name) for name in ("protocol", "make", "model", "serial", "certificate")}
    return {**told, "addresses": "\n".join(row.addresses)}


def as_typed(device_id: UUID) -> tuple[str, str]:
    """Return a device's own codes and units as lines."""
    row = _row(device_id)
    return code_table.as_typed(row.codes, row.units)


def shipped() -> tuple[CodeRow, ...]:
    """Return the shipped table."""
    return tuple(
        CodeRow(code=code, system=system, kind=kind.label, site=site)
        for code, system, kind, site in code_table.shipped()
    )


def device_line(
    row: Device, last: Tally | None, *, chairs: Mapping[str, str], waiting: int, now: datetime
) -> DeviceLine:
    """Return a device with how it is now."""
    chair = "" if row.retired_at else chairs.get(row.name, "")
    heard_kind, heard, heard_says = wording.heard(last, chair=chair, now=now)
    clock, is_off = wording.clock(last)
    mode_kind, mode = ("quiet", "out of service") if row.retired_at else wording.MODES[Device.Mode(row.mode)]
    is_today = last is not None and last.day == timezone.localdate(now)
    left = len(unsigned(row))
    return DeviceLine(
        name=row.name,
        url=reverse("monitors:device", args=[row.pk]),
        what=" ".join(part for part in (row.make, row.model) if part),
        protocol=row.get_protocol_display(),
        mode=mode,
        mode_kind=mode_kind,
        heard=heard,
        heard_kind=heard_kind,
        heard_says=heard_says,
        chair=chair,
        clock=clock,
        is_clock_off=is_off,
        kept=last.kept if last and is_today else 0,
        refused=last.refused + last.unreadable if last and is_today else 0,
        waiting=waiting,
        checked=f"{len(CHECKLIST) - left} of {len(CHECKLIST)}",
        is_checked=left == 0,
    )


def _row(device_id: UUID) -> Device:
    row = Device.objects.select_related("registered_by", "retired_by").filter(pk=device_id).first()
    if row is None:
        raise NoSuchDevice
    return row


def _chairs() -> Mapping[str, str]:
    return import_string(settings.MONITORS_AT_CHAIRS)()


def _latest() -> dict[str, Tally]:
    """Return the newest day of each sender."""
    found: dict[str, Tally] = {}
    for row in Tally.objects.order_by("sender", "-day"):
        found.setdefault(row.sender, row)
    return found


def _strangers(last: Tally | None, waiting: int, *, now: datetime) -> str:
    """Say what came from senders that are not on the register."""
    if last is None or (not waiting and last.day != timezone.localdate(now)):
        return ""
    today = last.refused + last.unreadable if last.day == timezone.localdate(now) else 0
    where = last.peer or "an unknown address"
    return f"{today} today, the last {moment(last.last_at)} from {where}; {waiting} not looked at."


def _check_row(number: int, key: str, says: str, latest: CheckLine | None) -> CheckRow:
    kind, tag = ("ask", "not tried") if latest is None else ("ok", "met") if latest.is_met else ("high", "not met")
    return CheckRow(
        key=key,
        number=number,
        says=says,
        tag=tag,
        tag_kind=kind,
        signed=f"{latest.by.name}, {moment(latest.at)}" if latest else "",
        seen=latest.says if latest else "",
    )


def _day_row(day: Tally) -> DayRow:
    clock, _ = wording.clock(day)
    return DayRow(day=f"{day.day:%d-%b-%Y}", kept=day.kept, refused=day.refused, unreadable=day.unreadable, clock=clock)


def _registered(row: Device) -> str:
    by = row.registered_by.name if row.registered_by else "taken over from its pairing by an older version"
    return f"{moment(row.registered_at)}, {by}"


def _retired(row: Device) -> str:
    if row.retired_at is None:
        return ""
    return f"{moment(row.retired_at)}, {row.retired_by.name if row.retired_by else ''}: {row.retired_why}"
