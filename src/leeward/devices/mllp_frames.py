"""The frame around an HL7 message on the wire, <VT> message <FS><CR>: bytes in, messages out, no sockets."""

import re
from dataclasses import dataclass, field
from typing import Final

VT: Final = b"\x0b"
CHECK: Final = re.compile(rb"[0-9A-Fa-f]{4}")
END: Final = b"\x1c\r"
MAX_FRAME_BYTES: Final = 1024 * 1024
HEAD_BYTES: Final = 2048  # as much of a message that is too long as is kept to answer it


def without_check(message: bytes) -> bytes:
    """Return the message without the four hexadecimal digits that some serial senders add to it before the end mark.

    By which rule they are computed is not published; TCP checks the bytes on its way.
    """
    return message[:-4] if message[-5:-4] == b"\r" and CHECK.fullmatch(message, len(message) - 4) else message


def framed(message: bytes) -> bytes:
    """Return the message in its frame."""
    return VT + message + END


@dataclass(slots=True)
class Deframer:
    """Takes the stream in any pieces and gives whole messages; counts what was not one.

    A message that grows past `max_frame_bytes` sets `too_long` to its beginning; the stream is then to be closed,
    for nobody knows where the next message begins.
    """

    max_frame_bytes: int = MAX_FRAME_BYTES
    garbage_bytes: int = 0
    truncated: int = 0
    too_long: bytes | None = None
    is_open: bool = False
    _whole: bytes | None = None
    _held: bytearray = field(default_factory=bytearray)
    _searched: int = 0

    def push(self, piece: bytes) -> None:
        """Take in a piece of the stream; most are exactly one message."""
        if self._whole is not None:
            self._held, self._whole = bytearray(framed(self._whole)), None
        if not self._held and not self.is_open and self._is_one_frame(piece):
            self._whole = piece[1:-2]
        elif self.too_long is None:
            self._held += piece

    def _is_one_frame(self, piece: bytes) -> bool:
        size = len(piece) - len(VT) - len(END)
        return (
            0 <= size <= self.max_frame_bytes
            and piece.startswith(VT)
            and piece.find(END) == size + len(VT)
            and piece.rfind(VT) == 0
            and self.too_long is None
        )

    def pull(self) -> bytes | None:
        """Return the next whole message; None where there is none yet."""
        if self._whole is not None:
            message, self._whole = self._whole, None
            return message
        return self._close() if self.is_open or (self._held and self._open()) else None

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the messages that this piece of the stream completes, in their order."""
        self.push(piece)
        messages: list[bytes] = []
        while (message := self.pull()) is not None:
            messages.append(message)
        return messages

    def _open(self) -> bool:
        """Skip to the next start mark; line ends between frames are no garbage."""
        start = self._held.find(VT)
        between = self._held if start < 0 else self._held[:start]
        self.garbage_bytes += len(between) - between.count(b"\r") - between.count(b"\n")
        del self._held[: len(between) + (start >= 0)]
        self.is_open, self._searched = start >= 0, 0
        return self.is_open

    def _close(self) -> bytes | None:
        """Return the message up to its end mark; a start mark before that means that the end was lost."""
        end = self._held.find(END, max(self._searched - 1, 0))
        again = self._held.rfind(VT, self._searched, end if end >= 0 else len(self._held))
        if again >= 0:
            self.truncated += self._held.count(VT, self._searched, again + 1)
            del self._held[: again + 1]
            end = end - again - 1 if end >= 0 else end
        self._searched = len(self._held)
        if (end if end >= 0 else len(self._held)) > self.max_frame_bytes:
            self.too_long = bytes(self._held[:HEAD_BYTES])
            self._held.clear()
            return None
        if end < 0:
            return None
        message = bytes(self._held[:end])
        del self._held[: end + len(END)]
        self.is_open, self._searched = False, 0
        return message
