"""Carriers that send nothing: onto the terminal, or into a folder, one file for each message."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from leeward.clinic.messaging.envelopes import Answer, Envelope, Verdict


def written(envelope: Envelope) -> str:
    """Return a message as somebody reads it."""
    head = f"To: {envelope.to}\nBy: {envelope.channel.label}\nKey: {envelope.key}\n"
    return f"{head}Subject: {envelope.subject}\n\n{envelope.text}\n"


def older(folder: Path, *, than: datetime) -> tuple[Path, ...]:
    """Return the files of messages that were written before a moment; raises OSError."""
    if not folder.is_dir():
        return ()
    return tuple(each for each in sorted(folder.iterdir()) if each.is_file() and _written_at(each) < than)


def _written_at(place: Path) -> datetime:
    return datetime.fromtimestamp(place.stat().st_mtime, UTC)


class Console:
    """Writes each message onto the terminal."""

    def hand_over(self, envelope: Envelope) -> Answer:
        """Write it."""
        sys.stdout.write(f"--- message\n{written(envelope)}---\n")
        sys.stdout.flush()
        return Answer(verdict=Verdict.TAKEN, reference=envelope.key)


class Outbox:
    """Keeps each message as a file; one key is one file, so that a message that is handed over twice is there once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, envelope: Envelope) -> Answer:
        """Write the file, whole or not at all."""
        place = self._folder / f"{envelope.key}.txt"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = place.with_suffix(f".part{os.getpid()}")
            part.write_text(written(envelope), encoding="utf-8")
            part.chmod(0o600)
            part.replace(place)
        except OSError as why:
            return Answer(
                verdict=Verdict.LATER, why=f"The folder of outgoing messages cannot be written: {why.strerror}."
            )
        return Answer(verdict=Verdict.TAKEN, reference=envelope.key)
