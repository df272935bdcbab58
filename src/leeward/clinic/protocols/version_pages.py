"""The versions of the protocol as pages: each whole, for ever, hashed again."""

from dataclasses import dataclass

from django.urls import reverse

from leeward.clinic.protocols import standing
from leeward.clinic.protocols.models import ProtocolVersion, Signature
from leeward.clinic.protocols.pages import Part, detail_of, parts_of, reasons_of
from leeward.clinic.web.moments import moment
from leeward.protocol import STANDARD, Protocol
from leeward.protocol.tuned import changes_from, content, differences, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version in the list."""

    title: str
    signed: str
    since: str
    changes: int
    tag_kind: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """One version, whole, as it was signed."""

    title: str
    says: str
    signed: str
    digest: str
    is_whole: bool
    differences: tuple[str, ...]
    before: str
    parts: tuple[Part, ...]


def versions() -> tuple[VersionLine, ...]:
    """Return every version, the newest first; the shipped one is the last."""
    rows = ProtocolVersion.objects.select_related("signature__by").order_by("-number")
    signed = [row for row in rows if hasattr(row, "signature")]
    lines = [_version_line(row, is_latest=place == 0) for place, row in enumerate(signed)]
    shipped = VersionLine(
        title=f"Version {STANDARD.version}: {STANDARD.name}",
        signed="Not signed: what Leeward ships.",
        since="",
        changes=0,
        tag_kind="quiet" if lines else "ok",
        tag="earlier" if lines else "in force",
        url=reverse("protocols:version", args=[STANDARD.version]),
    )
    return (*lines, shipped)


def version_page(number: int) -> VersionPage:
    """Return one version, whole; raises NoSuchVersion."""
    protocol = standing.of_version(number)
    signature = Signature.objects.select_related("version", "by").filter(version__number=number).first()
    before = _before(number)
    return VersionPage(
        title=f"Version {number}: {protocol.name}",
        says=protocol.says,
        signed=detail_of(signature),
        digest=signature.digest if signature else "",
        is_whole=signature is None or is_whole(signature),
        differences=differences(before, protocol) if before else (),
        before=f"version {before.version}" if before else "",
        parts=parts_of(protocol, reasons_of(signature)),
    )


def is_whole(signature: Signature) -> bool:
    """Does the hash that was signed still fit the version as it is stored?"""
    version = signature.version
    again = digest(content(changes_from(version.changes)), version=version.number)
    return again == version.digest == signature.digest


def _version_line(row: ProtocolVersion, *, is_latest: bool) -> VersionLine:
    signature = row.signature
    return VersionLine(
        title=f"Version {row.number}",
        signed=f"{signature.typed_name}, {moment(signature.at)}",
        since=moment(signature.at),
        changes=len(row.changes),
        tag_kind="ok" if is_latest else "quiet",
        tag="in force" if is_latest else "earlier",
        url=reverse("protocols:version", args=[row.number]),
    )


def _before(number: int) -> Protocol | None:
    """Return the version that stood before this one."""
    if number == STANDARD.version:
        return None
    earlier = ProtocolVersion.objects.filter(number__lt=number, signature__isnull=False).order_by("-number").first()
    return standing.of_version(earlier.number) if earlier else STANDARD
