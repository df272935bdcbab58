"""The journal of one infusion: only ever appended to, each entry sealed by the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from leeward.infusion.events import CannotRead, Event, from_body, kind_of, to_body

BEGINNING: Final = hashlib.sha256(b"leeward infusion journal").hexdigest()


class CannotAppend(Exception):
    """The journal already holds another event under this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event in its place; `hash` covers the place, the event and the hash before."""

    seq: int
    event: Event
    previous_hash: str
    hash: str


Journal: TypeAlias = tuple[Entry, ...]


def canonical(value: object) -> bytes:
    """Return the one spelling of a JSON value that hashes are taken over: sorted keys, no spaces, UTF-8."""
    return _CANONICAL.encode(value).encode()


_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal(seq: int, event: Event, previous_hash: str) -> str:
    """Return the entry's SHA-256, in hexadecimal."""
    content = {"seq": seq, "kind": kind_of(event), "body": to_body(event), "previous_hash": previous_hash}
    return hashlib.sha256(canonical(content)).hexdigest()


def append(journal: Sequence[Entry], event: Event) -> Journal:
    """Return the journal with the event at its end; the same event sent again changes nothing."""
    for entry in journal:
        if entry.event.event_id == event.event_id:
            if type(entry.event) is type(event) and entry.event == event:
                return tuple(journal)
            raise CannotAppend(f"Entry {entry.seq} already has the id {event.event_id} with another content.")
    return continued(journal, event)


def continued(journal: Sequence[Entry], event: Event) -> Journal:
    """Return the journal with an event at its end whose id is known to be new."""
    seq, previous_hash = len(journal) + 1, head(journal)
    return (*journal, Entry(seq=seq, event=event, previous_hash=previous_hash, hash=seal(seq, event, previous_hash)))


def head(journal: Sequence[Entry]) -> str:
    """Return the last hash: kept elsewhere, it shows whether the end was cut off."""
    return journal[-1].hash if journal else BEGINNING


def verify(journal: Sequence[Entry]) -> int | None:
    """Return the place of the first entry that is not as it was written, or None when all are."""
    previous_hash = BEGINNING
    for place, entry in enumerate(journal, 1):
        whole = entry.seq == place and entry.previous_hash == previous_hash
        if not whole or entry.hash != seal(place, entry.event, previous_hash):
            return place
        previous_hash = entry.hash
    return None


def events(journal: Iterable[Entry]) -> tuple[Event, ...]:
    """Return what happened, in the order in which it was recorded."""
    return tuple(entry.event for entry in journal)


def to_line(entry: Entry) -> bytes:
    """Return the entry as one line of a journal file."""
    return canonical({
        "seq": entry.seq, "kind": kind_of(entry.event), "body": to_body(entry.event),
        "previous_hash": entry.previous_hash, "hash": entry.hash,
    })  # fmt: skip


def from_line(line: bytes) -> Entry:
    """Read a line of a journal file; refuse any spelling but the canonical one, or raise `CannotRead`."""
    try:
        raw: dict[str, Any] = json.loads(line)
        event = from_body(raw["kind"], raw["body"])
        entry = Entry(seq=raw["seq"], event=event, previous_hash=raw["previous_hash"], hash=raw["hash"])
        if to_line(entry) != line:
            raise CannotRead("The journal line is not spelled as it was written.")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise CannotRead(f"The journal line cannot be read: {why}") from why
    return entry
