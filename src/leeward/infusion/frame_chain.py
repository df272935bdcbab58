"""The chain over what devices sent: each batch of frames sealed by a hash, which covers the batch before."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

BEGINNING: Final = hashlib.sha256(b"leeward frames").hexdigest()


class SealedBatch(NamedTuple):
    """One batch as it was stored: its place in its writer's chain, and how many frames it holds."""

    origin: str
    seq: int
    rows: int
    previous: str
    digest: str


def frame_line(*, infusion: str, device: str, message_id: str, at: str, received_at: str, mode: str, rows: str) -> str:
    """Return the one spelling of a frame that hashes are taken over; what a sender chose stands behind its length."""
    chosen = f"{len(device)}:{device} {len(message_id)}:{message_id} {rows}"
    return f"{infusion} {at} {received_at} {mode} {chosen}"


def seal(origin: str, seq: int, previous: str, lines: Iterable[str]) -> str:
    """Return the batch's SHA-256, in hexadecimal; the order in which the frames are read back does not matter."""
    ordered = sorted(lines)
    head = f"{origin}\n{seq}\n{previous}\n{len(ordered)}\n"
    return hashlib.sha256((head + "\n".join(ordered)).encode()).hexdigest()


def fault(batch: SealedBatch, before: SealedBatch | None, lines: Sequence[str]) -> str:
    """Say what of a batch is not as it was written; empty when all is. `before` is the batch before it in its chain."""
    if wrong := link_fault(batch, before):
        return wrong
    if batch.rows != len(lines):
        return f"it held {batch.rows} frames and holds {len(lines)}"
    if batch.digest != seal(batch.origin, batch.seq, batch.previous, lines):
        return "a frame is not as it was written"
    return ""


def link_fault(batch: SealedBatch, before: SealedBatch | None) -> str:
    """Say whether a batch does not follow from the one before; all that can be asked once its frames were retired."""
    expected_seq, expected_previous = (before.seq + 1, before.digest) if before else (1, BEGINNING)
    if batch.seq != expected_seq:
        return f"batch {expected_seq} is missing before it"
    return "" if batch.previous == expected_previous else "it does not follow from the batch before"
