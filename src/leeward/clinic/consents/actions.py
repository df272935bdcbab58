"""Signing, withdrawing, and putting another version of the text in force."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from leeward.clinic.consents import standing, wording
from leeward.clinic.consents.mapping import HEIGHT, WIDTH, seal_of
from leeward.clinic.consents.models import ConsentSignature, ConsentVersion, ConsentWithdrawal
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CARE_TEAM, CHAIRSIDE, Role

Stroke = tuple[tuple[int, int], ...]
MOST_POINTS: Final = 6000


class CannotSign(ValueError):
    """Why nothing was signed, and what to do."""


class CannotWithdraw(ValueError):
    """Why nothing was withdrawn, and what to do."""


class CannotPublish(ValueError):
    """Why the text was left as it is, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a person put under the text: the hash of what was read, the points, the name and the drawing."""

    seen: str
    agreed: frozenset[str]
    typed_name: str
    drawing: tuple[Stroke, ...] = ()
    interpreter: str = ""
    signature_id: UUID = field(default_factory=uuid4)


@transaction.atomic
def sign(*, person_id: UUID, signed: Signed, witness: Staff, at: datetime) -> UUID:
    """Keep a signature with the exact text that was read; return its id, or raise CannotSign.

    Sent twice under one id it is kept once.
    """
    told = ConsentSignature.objects.filter(pk=signed.signature_id).first()
    if told is not None and told.person_id == person_id:
        return told.pk
    if told is not None:
        raise CannotSign("This page was used before. Load it again.")
    if witness.works_as not in CHAIRSIDE:
        raise CannotSign(f"{witness.name} cannot witness a consent: a nurse or a prescriber has to be present.")
    version = _kept(by=witness, at=at)
    text = wording.for_person(version.text, standing.about(person_id, now=at))
    _refuse(signed, text)
    row = ConsentSignature(
        id=signed.signature_id,
        person_id=person_id,
        version=version,
        text=text,
        digest=wording.digest(text),
        agreed=[point.key for point in wording.points(text)],
        typed_name=" ".join(signed.typed_name.split()),
        drawing=[[list(point) for point in stroke] for stroke in signed.drawing],
        language=version.language,
        interpreter=signed.interpreter.strip(),
        witness=witness,
        at=at,
    )
    row.seal = seal_of(row)
    row.save(force_insert=True)
    return row.pk


@transaction.atomic
def withdraw(*, person_id: UUID, says: str, by: Staff, at: datetime) -> None:
    """Record that a person took the consent back; it counts at once. Raises CannotWithdraw.

    Where the clock was set back, what was signed at the later time is taken back too: a second row says so.
    """
    if by.works_as not in CARE_TEAM:
        raise CannotWithdraw(f"{by.name} cannot record this: tell a nurse, a prescriber or a therapist at once.")
    if not says.strip():
        raise CannotWithdraw("Write how and to whom it was said, in a few words.")
    signed = ConsentSignature.objects.filter(person_id=person_id).last()
    for when in sorted({at, max(at, signed.at if signed else at)}):
        ConsentWithdrawal.objects.create(person_id=person_id, says=says.strip(), by=by, at=when)


@transaction.atomic
def publish(*, own: str, reason: str, by: Staff, at: datetime) -> int:
    """Put a version with the clinic's own paragraph in force; return its number, or raise CannotPublish."""
    if by.works_as is not Role.MEDICAL_DIRECTOR:
        raise CannotPublish(f"Only a medical director changes the text; {by.name} is not one.")
    if not reason.strip():
        raise CannotPublish("Say why the text changes: everybody who signed the old one is asked again.")
    before = standing.current()
    text = wording.with_own(own)
    if wording.digest(text) == before.digest:
        raise CannotPublish("The text would stay as it is, word for word.")
    return _version(own=own.strip(), text=text, reason=reason.strip(), by=by, at=at).number


def _kept(*, by: Staff, at: datetime) -> ConsentVersion:
    """Return the row of the current text, made now where the words that Leeward ships have changed."""
    now = standing.current()
    if now.row is not None:
        return now.row
    return _version(own=now.own, text=now.text, reason="the words that Leeward ships", by=by, at=at)


def _version(*, own: str, text: str, reason: str, by: Staff, at: datetime) -> ConsentVersion:
    latest = ConsentVersion.objects.last()
    return ConsentVersion.objects.create(
        number=latest.number + 1 if latest else 1,
        text_id=wording.shipped().id,
        language=wording.shipped().language,
        own=own,
        text=text,
        digest=wording.digest(text),
        reason=reason,
        by=by,
        at=at,
    )


def _refuse(signed: Signed, text: str) -> None:
    """Raise CannotSign where something else was read, a point is left open, or the name or drawing does not do."""
    if signed.seen != wording.digest(text):
        raise CannotSign("The text has changed since this page was opened. Read it again, then sign.")
    if open_ := {point.key for point in wording.points(text)} - signed.agreed:
        raise CannotSign(f"{len(open_)} of the points are not agreed to yet. Ask about them, or do not sign.")
    if not signed.typed_name.strip():
        raise CannotSign("Type your name: it is your signature.")
    _refuse_drawing(signed.drawing)


def _refuse_drawing(drawing: Sequence[Stroke]) -> None:
    points = [point for stroke in drawing for point in stroke]
    outside = any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points)
    if len(points) > MOST_POINTS or outside or any(not stroke for stroke in drawing):
        raise CannotSign("The drawn signature could not be read. Clear it and draw again, or sign by your typed name.")
