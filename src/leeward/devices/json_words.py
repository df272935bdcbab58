"""The words of JSON lines: what a sender may say, decoded by type, and the rows that it means."""

from datetime import UTC, datetime, tzinfo
from typing import Final

import msgspec

from leeward.devices.hl7_codes import find, to_ours, unit_of
from leeward.devices.hl7_head import clock_told
from leeward.devices.hl7_quick import bounded
from leeward.devices.hl7_text import quoted
from leeward.devices.port import DeviceMessage, Known, Row
from leeward.devices.register import at_most
from leeward.devices.vocabulary import SHIPPED_ONLY, Metric, Vocabulary
from leeward.devices.wire import Refused
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

KINDS: Final = {kind.value: kind for kind in VitalKind}
PLAIN: Final = {kind.value: (kind, kind.plausible.low, kind.plausible.high) for kind in VitalKind}
NO_KIND: Final = (None, 0.0, 0.0)
_new: Final = tuple.__new__
LONGEST_NAME: Final = 200
MOST_ROWS: Final = 1000
MS_PER_S: Final = 1000
LARGEST: Final = 1e9  # plain: no device measures more in any unit, and converting it cannot overflow


class Hello(msgspec.Struct, forbid_unknown_fields=True):
    """The first line: who speaks, and what it proves that by."""

    device: str
    secret: str = ""


class Measured(msgspec.Struct, forbid_unknown_fields=True):
    """One value: its quantity by our word (`kind`) or by a code, and when it was measured if not with the message."""

    value: float | None
    unit: str
    kind: str = ""
    code: str = ""
    system: str = ""
    where: str = ""
    at: datetime | None = None
    validity: Validity = Validity.VALID


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """One message. `values` names quantities by our words, in our units, all measured at the message's own time."""

    message: str
    at: datetime | None = None
    at_ms: int | None = None
    device: str = ""
    mode: GenerationMode = GenerationMode.TEST
    patient: str | None = None
    place: str | None = None
    values: dict[str, float | None] = {}
    readings: list[Measured] = []


class Named(msgspec.Struct):
    """As much of a line as its answer needs."""

    message: str = ""


HELLO: Final = msgspec.json.Decoder(Hello)
SAID: Final = msgspec.json.Decoder(Said)
NAMED: Final = msgspec.json.Decoder(Named)


class Hearing:
    """Makes a `DeviceMessage` of what one device said; nothing in it is more real than the register allows."""

    __slots__ = ("_device", "_mode", "_own", "_peer", "_problems", "_received_at", "_said", "_zone")

    def __init__(self, said: Said, *, device: str, peer: str, known: Known | None, at: datetime, zone: tzinfo) -> None:
        self._said, self._device, self._peer, self._received_at, self._zone = said, device, peer, at, zone
        self._own: Vocabulary = known.vocabulary if known else SHIPPED_ONLY
        is_less = known is not None and said.mode is not known.mode
        self._mode = at_most(said.mode, known.mode) if known is not None and is_less else said.mode
        self._problems: list[str] = []

    def message(self) -> DeviceMessage:
        """Return the message; raises `Refused` where it is not to be read at all."""
        said = self._said
        if not said.message or len(said.message) > LONGEST_NAME:
            raise Refused(f"The message needs a name (message) of at most {LONGEST_NAME} characters.", self._device)
        if said.device not in ("", self._device):
            raise Refused(f"{quoted(said.device)} said nothing here; the line belongs to another.", self._device)
        if len(said.values) + len(said.readings) > MOST_ROWS:
            raise Refused(f"The message has more than {MOST_ROWS} values.", self._device)
        sent_at = self._sent_at()
        clock = clock_told(sent_at, self._received_at)
        rows = self._rows(sent_at or self._received_at)
        problems = [*([clock.replace(" (MSH-7)", "")] if clock else []), *self._problems]
        return DeviceMessage(
            message_id=said.message,
            device_id=self._device,
            peer=self._peer,
            mode=self._mode,
            rows=rows,
            problems=bounded(problems) if problems else (),
            sent_at=sent_at,
            received_at=self._received_at,
            patient_id=said.patient or None,
            location=said.place or None,
        )

    def _sent_at(self) -> datetime | None:
        if self._said.at is not None:
            return self._utc(self._said.at)
        if self._said.at_ms is None:
            return None
        try:
            return datetime.fromtimestamp(self._said.at_ms / MS_PER_S, UTC)
        except (ValueError, OverflowError, OSError):
            raise Refused(f"{self._said.at_ms} is no time in ms since 1970.", self._device) from None

    def _utc(self, at: datetime) -> datetime:
        try:
            return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Refused(f"{at.isoformat()} is no time that can be kept.", self._device) from None

    def _rows(self, at: datetime) -> tuple[Row, ...]:
        device, mode = self._device, self._mode
        stem, written = f"{device}\x1f{self._said.message}\x1f", at.isoformat()
        found: list[Row] = []
        for name, sent in self._said.values.items():
            kind, low, high = PLAIN.get(name, NO_KIND)
            if kind is None:
                self._problems.append(f"Not used: {quoted(name)} is no quantity that Leeward keeps.")
                continue
            value, validity = sent, Validity.VALID
            if sent is None or not low <= sent <= high:
                value, validity = self._plausible(kind, sent, kind.unit, validity)
            named = f"{stem}{name}\x1f{value}\x1f{written}"
            # Straight as the tuple that it is: this runs for every value, and a Row's own way takes twice as long.
            found.append(_new(Row, (kind, value, at, "monitor", device, validity, mode, named)))
        for number, measured in enumerate(self._said.readings, 1):
            if (row := self._row(number, measured, at)) is not None:
                found.append(row)
        return tuple(found)

    def _row(self, number: int, measured: Measured, at: datetime) -> Row | None:
        metric = self._metric(measured)
        if metric is None:
            named = quoted(measured.kind or f"{measured.code}^{measured.system}")
            self._problems.append(f"Not used: {named} (reading {number}).")
            return None
        own = self._utc(measured.at) if measured.at else None
        value, validity = self._value(metric.kind, measured)
        message = "" if own else f"{self._said.message} {number}"  # as in HL7: what carries its own time is one reading
        what = f"{measured.kind or measured.code}\x1f{measured.where}\x1f{measured.value}\x1f{measured.unit}"
        return Row(
            metric.kind,
            value,
            own or at,
            f"monitor: {metric.site} {measured.where[:40]}".rstrip(),
            self._device,
            validity,
            self._mode,
            f"{self._device}\x1f{message}\x1f{what}\x1f{(own or at).isoformat()}",
        )

    def _metric(self, measured: Measured) -> Metric | None:
        if measured.kind:
            kind = KINDS.get(measured.kind)
            return Metric(kind, measured.where or "any") if kind else None
        return find(measured.code, measured.system.upper(), self._own)

    def _value(self, kind: VitalKind, measured: Measured) -> tuple[float | None, Validity]:
        unit = unit_of(measured.unit, own=self._own.units)
        if unit is None:
            self._problems.append(f"{kind.label}: the unit {quoted(measured.unit)} is not known.")
            return None, Validity.INVALID
        sent = measured.value
        if sent is not None and abs(sent) > LARGEST:
            self._problems.append(f"{kind.label}: {sent:g} is no measurement.")
            return None, Validity.INVALID
        value = None if sent is None else to_ours(sent, unit, kind.unit)
        if value is None and sent is not None:
            self._problems.append(f"{kind.label}: it was sent in {unit}; {kind.unit} was expected.")
        return self._plausible(kind, value, unit, measured.validity)

    def _plausible(
        self, kind: VitalKind, value: float | None, unit: str, validity: Validity
    ) -> tuple[float | None, Validity]:
        if value is None:
            return None, Validity.INVALID
        if value not in kind.plausible:
            told = f"{value:g} {unit} lies outside {kind.plausible} {kind.unit}; it is no measurement."
            self._problems.append(f"{kind.label}: {told}")
            return None, Validity.INVALID
        if validity is not Validity.VALID:
            self._problems.append(f"{kind.label}: the monitor calls its value {validity.value}.")
        return value, validity
