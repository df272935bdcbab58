"""Gateways and simulators call here: one JSON object on each line, a hello with a secret first, an answer to each."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from leeward.devices.json_words import HELLO, NAMED, SAID, Hearing
from leeward.devices.port import DeviceMessage, Register
from leeward.devices.wire import Acquaintance, Bounds, Caller, HangUp, Refused
from leeward.devices.wire_listener import WireListener

HELLO_BYTES: Final = 4096
HEAD_BYTES: Final = 2048
WELCOME: Final = "leeward-lines-1"


class JsonSpeech:
    """One sender's stream of lines: nothing is read before it has said who it is and shown its secret."""

    truncated = 0
    garbage_bytes = 0

    def __init__(
        self, caller: Caller, bounds: Bounds, *, assumed_zone: tzinfo, register: Callable[[], Register | None]
    ) -> None:
        self._caller, self._bounds, self._assumed_zone = caller, bounds, assumed_zone
        self._acquaintance = Acquaintance(caller, register)
        self._held, self._searched = bytearray(), 0
        self._device, self._secret = "", ""

    @property
    def is_open(self) -> bool:
        """Has a line begun that has not ended?"""
        return bool(self._held)

    def push(self, piece: bytes) -> None:
        """Take in a piece of the stream."""
        self._held += piece

    def pull(self) -> bytes | None:
        """Return the next line that is not blank. Raises `HangUp` on one too long."""
        longest = self._bounds.max_frame_bytes if self._device else HELLO_BYTES
        while (end := self._held.find(b"\n", self._searched, self._searched + longest + 1)) >= 0:
            line = bytes(self._held[:end]).strip()
            del self._held[: end + 1]
            self._searched = 0
            if len(line) > longest:
                self._too_long(longest, line)
            if line:
                return line
        self._searched = len(self._held)
        if len(self._held) > longest:
            self._too_long(longest, bytes(self._held[:HEAD_BYTES]))
        return None

    def _too_long(self, longest: int, head: bytes) -> None:
        # A hello holds the secret, and is shown to nobody.
        raise HangUp(f"The line is longer than {longest} bytes.", head[:HEAD_BYTES], is_shown=bool(self._device))

    def read(self, raw: bytes, at: datetime) -> DeviceMessage | bytes:
        """Return what the line says, or the welcome to the first. Raises `Refused`, and `HangUp` on a wrong hello."""
        if not self._device:
            return self._greet(raw)
        known = self._acquaintance.who(self._device, self._secret)
        try:
            said = SAID.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
            raise Refused(f"The line is no message: {why}.", self._device) from None
        hearing = Hearing(
            said, device=self._device, peer=self._caller.address, known=known, at=at, zone=self._assumed_zone
        )
        return hearing.message()

    def _greet(self, raw: bytes) -> bytes:
        try:
            hello = HELLO.decode(raw)
            known = self._acquaintance.who(hello.device, hello.secret or None)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            why = 'The first line must be {"device": its registered name, "secret": what its page showed}.'
            raise HangUp(why, raw, is_shown=False) from None
        except Refused as why:
            raise HangUp(str(why), raw, is_shown=False) from None
        if not hello.device:
            raise HangUp("The hello names no device.", raw, is_shown=False)
        self._device, self._secret = hello.device, hello.secret
        return _line({"device": hello.device, "speaks": WELCOME, "mode": known.mode.value if known else None})

    def kept(self, raw: bytes, at: datetime) -> bytes:
        """Return that the message is on disk."""
        return _line({"message": _name(raw), "kept": True, "at": at})

    def again(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return that it is not, and is to be sent again."""
        return _line({"message": _name(raw), "kept": False, "again": True, "why": why, "at": at})

    def refused(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return that it is not, and is not to be sent like this."""
        return _line({"message": _name(raw), "kept": False, "again": False, "why": why, "at": at})


class Listener(WireListener):
    """The door for JSON lines over TCP."""

    speaks = JsonSpeech


def _line(told: dict[str, object]) -> bytes:
    return msgspec.json.encode(told) + b"\n"


def _name(raw: bytes) -> str:
    try:
        return NAMED.decode(raw).message
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
