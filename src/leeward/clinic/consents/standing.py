"""Where a person's consent stands on a day: signed, of an older text, withdrawn, or not signed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.consents import wording
from leeward.clinic.consents.models import ConsentSignature, ConsentVersion, ConsentWithdrawal
from leeward.truth import NO, UNKNOWN, YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentText:
    """The text that is to be signed now; `row` is None until somebody needs it kept."""

    number: int
    own: str
    text: str
    digest: str
    row: ConsentVersion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Signed or not, in one sentence, and since when; `at` is None where nothing was signed or withdrawn here."""

    truth: Truth
    says: str
    at: datetime | None = None
    is_withdrawn: bool = False


def current(at: datetime | None = None) -> CurrentText:
    """Return the current text: what Leeward ships now, with what the clinic last added."""
    rows = ConsentVersion.objects.filter(at__lte=at) if at else ConsentVersion.objects.all()
    latest = rows.last()
    text = wording.with_own(latest.own if latest else "")
    digest = wording.digest(text)
    row = latest if latest and latest.digest == digest else None
    number = row.number if row else (latest.number + 1 if latest else 1)
    return CurrentText(number=number, own=latest.own if latest else "", text=text, digest=digest, row=row)


def standing_on(person_id: UUID, on: date | datetime) -> Standing:
    """Return where the consent stood at the end of a day, or at an instant.

    A withdrawal ends everything that was signed before it; only another signature here goes on from there.
    """
    until = _instant(on)
    withdrawn = ConsentWithdrawal.objects.filter(person_id=person_id, at__lt=until).select_related("by").last()
    signed = (
        ConsentSignature.objects.filter(person_id=person_id, at__lt=until).select_related("version", "witness").last()
    )
    if withdrawn and (signed is None or signed.at <= withdrawn.at):
        says = f"Withdrawn on {_day(withdrawn.at)}, recorded by {withdrawn.by.name}."
        return Standing(truth=NO, says=says, at=withdrawn.at, is_withdrawn=True)
    if signed is None:
        return Standing(truth=UNKNOWN, says="Not signed here.")
    return _signed(signed, current(until))


def withdrawals(until: datetime) -> QuerySet[ConsentWithdrawal]:
    """Return everybody's withdrawals up to an instant, for a question that looks at more than consents."""
    return ConsentWithdrawal.objects.filter(at__lte=until)


def about(person_id: UUID, *, now: datetime) -> tuple[str, ...]:
    """Return what the record says of other treatments, for the text: asked of the app that knows."""
    told: tuple[str, ...] = import_string(settings.CONSENT_ALTERNATIVES)(person_id, now=now)
    return told


def _signed(signed: ConsentSignature, text: CurrentText) -> Standing:
    what = f"version {signed.version.number} on {_day(signed.at)}, with {signed.witness.name} present"
    if text.row is not None and signed.version_id == text.row.pk:
        return Standing(truth=YES, says=f"Signed {what}.", at=signed.at)
    return Standing(truth=UNKNOWN, says=f"Signed {what}; the text has changed: ask again.", at=signed.at)


def _instant(on: date | datetime) -> datetime:
    """Return the instant just after: a day counts to its end, in the clinic's own time."""
    if isinstance(on, datetime):
        return on + timedelta(microseconds=1)
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%d-%b-%Y}"
