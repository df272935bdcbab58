"""Monitors call here: HL7 over MLLP, answered with yes only when the reading is on disk."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from leeward.devices.hl7_write import sender_of, usual_head
from leeward.devices.hl7v2 import acknowledge, parse
from leeward.devices.mllp_client import CannotSend as CannotSend
from leeward.devices.mllp_client import Client as Client
from leeward.devices.mllp_frames import Deframer, framed, without_check
from leeward.devices.port import BadReading, DeviceMessage, Known, Register
from leeward.devices.register import capped
from leeward.devices.vocabulary import SHIPPED_ONLY
from leeward.devices.wire import Acquaintance, Caller, HangUp, Refused
from leeward.devices.wire import Bounds as Bounds
from leeward.devices.wire import Counts as Counts
from leeward.devices.wire_listener import WireListener


class Hl7Speech:
    """One monitor's stream of frames. Plain HL7 shows no secret: the register goes by name, address, certificate."""

    def __init__(
        self, caller: Caller, bounds: Bounds, *, assumed_zone: tzinfo, register: Callable[[], Register | None]
    ) -> None:
        self._caller, self._bounds, self._assumed_zone = caller, bounds, assumed_zone
        self._register, self._acquaintance = register, Acquaintance(caller, register)
        self._passed_over = 0
        self._start, self._name = b"\xff", ""
        self._deframer = Deframer(max_frame_bytes=bounds.max_frame_bytes)

    @property
    def truncated(self) -> int:
        """Frames that never ended."""
        return self._deframer.truncated

    @property
    def garbage_bytes(self) -> int:
        """Bytes between the frames."""
        return self._deframer.garbage_bytes

    @property
    def is_open(self) -> bool:
        """Has a frame begun that has not ended?"""
        return self._deframer.is_open

    def push(self, piece: bytes) -> None:
        """Take in a piece of the stream."""
        self._deframer.push(piece)

    def pull(self) -> bytes | None:
        """Return the next message without its frame. Raises `HangUp` on one too long, and on noise without end."""
        message = self._deframer.pull()
        if message is not None:
            self._passed_over = self._deframer.garbage_bytes
            return without_check(message)
        if self._deframer.too_long is not None:
            raise HangUp(f"The message is longer than {self._bounds.max_frame_bytes} bytes.", self._deframer.too_long)
        if self._deframer.garbage_bytes - self._passed_over > self._bounds.garbage_bytes:
            raise HangUp(f"More than {self._bounds.garbage_bytes} bytes came that are no HL7 in MLLP frames.")
        return None

    def read(self, raw: bytes, at: datetime) -> DeviceMessage:
        """Return what the message says, by the device's own table where the register holds one."""
        known = None if self._register() is None else self._known(raw)
        vocabulary = SHIPPED_ONLY if known is None else known.vocabulary
        try:
            message = parse(
                raw,
                received_at=at,
                assumed_zone=self._assumed_zone,
                peer=self._caller.address,
                vocabulary=vocabulary,
            )
        except BadReading as why:
            raise Refused(str(why), "" if known is None else known.device_id) from None
        return message if known is None else capped(message, known.mode)

    def _known(self, raw: bytes) -> Known | None:
        """Ask the register; most lines are one monitor's, whose messages all begin with its name. Raises `Refused`."""
        if not raw.startswith(self._start):
            name = sender_of(raw)
            if name is None:
                return None
            fields = usual_head(raw).split(b"|", 4)
            self._start, self._name = (b"|".join(fields[:4]) + b"|" if len(fields) > 4 else b"\xff"), name
            return self._acquaintance.who(name)
        return self._acquaintance.who(self._name)

    def kept(self, raw: bytes, at: datetime) -> bytes:
        """Return AA."""
        return framed(acknowledge(raw, "AA", at=at))

    def again(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return AE."""
        return framed(acknowledge(raw, "AE", why, at=at))

    def refused(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return AR."""
        return framed(acknowledge(raw, "AR", why, at=at))


class Listener(WireListener):
    """The door for HL7 over MLLP."""

    speaks = Hl7Speech
