"""Which protocol stands: in force at an instant, of a number, and the draft of the next."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from leeward.clinic.protocols import mapping
from leeward.clinic.protocols.models import DraftChange, ProtocolVersion, Signature
from leeward.protocol import STANDARD, Protocol
from leeward.protocol.adjustable import CannotAdjust, Change
from leeward.protocol.tuned import changes_from, content, differences, digest, tuned


class NoSuchVersion(LookupError):
    """No version of the protocol has this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The next version as it stands: its changes, what speaks against it, and the hash of what would be signed."""

    standing: Protocol
    number: int
    changes: tuple[Change, ...]
    protocol: Protocol | None
    refused: str
    digest: str
    rows: tuple[DraftChange, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """What it would change, in sentences."""
        return differences(self.standing, self.protocol) if self.protocol else ()

    @property
    def is_empty(self) -> bool:
        """Is every number the one in force?"""
        return {(change.name, change.quantity) for change in self.changes} == set(self.standing.thresholds.changed)


def in_force(at: datetime | date) -> Protocol:
    """Return the protocol in force at an instant, or at the end of a day; the shipped one until a director signed."""
    signature = signature_at(at)
    return STANDARD if signature is None else mapping.protocol_of(signature)


def signature_at(at: datetime | date) -> Signature | None:
    """Return the signature of the version in force; None while the shipped one stands."""
    rows = Signature.objects.select_related("version", "by").filter(at__lte=_instant(at))
    return rows.order_by("-at", "-version__number").first()


def of_version(number: int) -> Protocol:
    """Return a version by its number, as it was signed; raises NoSuchVersion."""
    if number == STANDARD.version:
        return STANDARD
    signature = Signature.objects.select_related("version", "by").filter(version__number=number).first()
    if signature is None:
        raise NoSuchVersion(f"There is no signed version {number} of the protocol.")
    return mapping.protocol_of(signature)


def draft(at: datetime | date) -> Draft:
    """Return the draft of the next version; its protocol is None where the limits do not fit together."""
    signature, standing = signature_at(at), in_force(at)
    signed = changes_from(signature.version.changes) if signature else ()
    rows = tuple(DraftChange.objects.filter(based_on=standing.version).select_related("by"))
    changes = mapping.drafted(signed, rows)
    number = next_number()
    try:
        protocol, refused = tuned(STANDARD, changes, name=mapping.NAME, version=number), ""
    except CannotAdjust as why:
        protocol, refused = None, str(why)
    return Draft(
        standing=standing,
        number=number,
        changes=changes,
        protocol=protocol,
        refused=refused,
        digest=digest(content(changes), version=number),
        rows=rows,
    )


def told(number: int, *, now: datetime) -> str:
    """Say which version judged, and that it is an older one where another is in force now."""
    standing = in_force(now)
    if number == standing.version:
        return f"protocol version {number}, in force now"
    since = f", signed {standing.signed_on:%d-%b-%Y}" if standing.signed_on else ""
    return f"protocol version {number}, an older one: version {standing.version} is in force now{since}"


def judged_by(number: int, *, now: datetime) -> str:
    """Say in full which version judged, whether it was signed, and that it is an older one where it is."""
    says, standing = of_version(number).says, in_force(now)
    return says if number == standing.version else f"{says}. An older version: version {standing.version} is in force"


def next_number() -> int:
    """Return the number that the next version will have."""
    last = ProtocolVersion.objects.order_by("-number").first()
    return max(last.number if last else 0, STANDARD.version) + 1


def _instant(at: datetime | date) -> datetime:
    """A day counts to its end, in the clinic's own time."""
    if isinstance(at, datetime):
        return at
    return timezone.make_aware(datetime.combine(at + timedelta(days=1), time.min)) - timedelta(microseconds=1)
