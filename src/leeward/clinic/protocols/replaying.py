"""Versions of the protocol, hashed again: what is stored must be what was signed."""

from collections.abc import Iterator

from leeward.clinic.protocols.models import ProtocolVersion
from leeward.clinic.protocols.replayed import Replayed, differences
from leeward.protocol.tuned import changes_from, content, digest


def replays() -> Iterator[Replayed]:
    """Yield every version, hashed again."""
    for row in ProtocolVersion.objects.select_related("signature").order_by("number"):
        signed = row.signature.digest if hasattr(row, "signature") else ""
        again = digest(content(changes_from(row.changes)), version=row.number)
        yield Replayed(
            kind="protocol version",
            key=str(row.number),
            at=row.at.isoformat(),
            protocol_version=row.number,
            engine_version="",
            differences=tuple(
                differences({"digest": row.digest, "signed": signed}, {"digest": again, "signed": again})
            ),
        )
