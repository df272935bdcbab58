"""Reading consents: where one stands, what is to be signed, a signed copy, the text and its versions."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.consents import wording
from leeward.clinic.consents.mapping import is_whole, paths
from leeward.clinic.consents.models import ConsentSignature, ConsentWithdrawal
from leeward.clinic.consents.standing import Standing as Standing
from leeward.clinic.consents.standing import about, current
from leeward.clinic.consents.standing import standing_on as standing_on
from leeward.clinic.consents.standing import withdrawals as withdrawals
from leeward.clinic.consents.text_pages import Happened
from leeward.clinic.consents.text_pages import NoSuchCopy as NoSuchCopy
from leeward.clinic.consents.text_pages import TextPage as TextPage
from leeward.clinic.consents.text_pages import text_page as text_page
from leeward.clinic.consents.text_pages import version_page as version_page
from leeward.clinic.consents.wording import Block
from leeward.clinic.people.access import may
from leeward.clinic.people.queries import get_person
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.web.moments import moment
from leeward.truth import NO, UNKNOWN, YES, Truth

TAGS = {YES: ("ok", "signed"), NO: ("high", "withdrawn"), UNKNOWN: ("ask", "not signed")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """Where a person's consent stands, and what happened."""

    says: str
    tag_kind: str
    tag: str
    text: str
    happened: tuple[Happened, ...]
    may_start: bool
    may_withdraw: bool
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """What is read and signed: the blocks of the text, and its hash."""

    name: str
    born: str
    version: str
    language: str  # of the text, which is kept as it is shown
    digest: str
    blocks: tuple[Block, ...]
    leave_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPage:
    """A signed consent, word for word."""

    title: str
    blocks: tuple[Block, ...]
    agreed: tuple[str, ...]
    typed_name: str
    drawing: tuple[str, ...]
    when: str
    witness: str
    interpreter: str
    language: str
    version: str
    digest: str
    seal: str
    is_whole: bool
    withdrawn: str


def standing(person_id: UUID, on: date | datetime) -> Truth:
    """Is the current text signed and not withdrawn? YES, NO (withdrawn), or UNKNOWN (not signed, or an older text)."""
    return standing_on(person_id, on).truth


def is_signed(person_id: UUID, *, now: datetime) -> bool:
    """Is the current text signed, for the page that says thank you?"""
    return standing(person_id, now) is YES


def in_words(person_id: UUID, on: date | datetime) -> str:
    """Say in one sentence where the consent stands."""
    return standing_on(person_id, on).says


def consent_page(person_id: UUID, *, role: Role, now: datetime) -> ConsentPage:
    """Return where a person's consent stands."""
    found = standing_on(person_id, now)
    kind, tag = _tag(found)
    return ConsentPage(
        says=found.says,
        tag_kind=kind,
        tag=tag,
        text=f"Version {current(now).number}",
        happened=_happened(person_id),
        may_start=may(role, "consents:start", "POST"),
        may_withdraw=may(role, "consents:withdraw", "POST") and found.at is not None and not found.is_withdrawn,
        about=about(person_id, now=now),
    )


def sign_page(person_id: UUID, *, now: datetime) -> SignPage:
    """Return the text as this person signs it; nothing of anybody else is in it."""
    person, text = get_person(person_id), current(now)
    exact = wording.for_person(text.text, about(person_id, now=now))
    return SignPage(
        name=f"{person.given_names} {person.family_name}",
        born=f"{person.born:%d-%b-%Y}" if person.born else "not known",
        version=f"Version {text.number}, {wording.shipped().language_name}",
        language=wording.shipped().language,
        digest=wording.digest(exact),
        blocks=wording.blocks(exact),
        leave_url=reverse("consents:hand_back", args=[person_id]),
    )


def copy_page(person_id: UUID, signature_id: UUID) -> CopyPage:
    """Return a signed copy; raises NoSuchCopy."""
    row = (
        ConsentSignature.objects.filter(person_id=person_id, pk=signature_id)
        .select_related("version", "witness")
        .first()
    )
    if row is None:
        raise NoSuchCopy
    withdrawn = ConsentWithdrawal.objects.filter(person_id=person_id, at__gte=row.at).first()
    title, *rest = wording.blocks(row.text)
    return CopyPage(
        title=title.says,
        blocks=tuple(rest),
        agreed=tuple(row.agreed),
        typed_name=row.typed_name,
        drawing=paths(row),
        when=moment(row.at),
        witness=str(row.witness),
        interpreter=row.interpreter,
        language=row.language,
        version=f"Version {row.version.number}",
        digest=row.digest,
        seal=row.seal,
        is_whole=is_whole(row),
        withdrawn=f"Taken back on {moment(withdrawn.at)}." if withdrawn else "",
    )


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    found = standing_on(person_id, timezone.now())
    kind, tag = _tag(found)
    return Summary(
        title="Consent",
        says=found.says,
        url_name="consents:consent",
        url=reverse("consents:consent", args=[person_id]),
        tag=tag,
        tag_kind=kind,
    )


def _tag(found: Standing) -> tuple[str, str]:
    if found.truth is UNKNOWN and found.at is not None:
        return "ask", "ask again"
    return TAGS[found.truth]


def _happened(person_id: UUID) -> tuple[Happened, ...]:
    signed = ConsentSignature.objects.filter(person_id=person_id).select_related("version", "witness")
    withdrawn = ConsentWithdrawal.objects.filter(person_id=person_id).select_related("by")
    told = [*((row.at, _signed_line(row)) for row in signed), *((row.at, _withdrawn_line(row)) for row in withdrawn)]
    return tuple(line for _, line in sorted(told, key=lambda pair: pair[0], reverse=True))


def _signed_line(row: ConsentSignature) -> Happened:
    return Happened(
        when=moment(row.at),
        says=f"Version {row.version.number} signed as “{row.typed_name}”, with {row.witness.name} present",
        tag_kind="ok" if is_whole(row) else "high",
        tag="as signed" if is_whole(row) else "altered since",
        url=reverse("consents:copy", args=[row.person_id, row.pk]),
    )


def _withdrawn_line(row: ConsentWithdrawal) -> Happened:
    says = f"Taken back, recorded by {row.by.name}: {row.says}"
    return Happened(when=moment(row.at), says=says, tag_kind="high", tag="withdrawn")
