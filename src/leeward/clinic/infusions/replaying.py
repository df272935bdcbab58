"""Stored infusions: every journal's chain of hashes, the state that its events lead to, and the chains of frames."""

from collections.abc import Iterator

from leeward.clinic.infusions import frame_chain_check, mapping
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.protocols.replayed import Difference, Replayed, differences
from leeward.infusion import journal
from leeward.infusion.body import CannotRead
from leeward.infusion.late import state_after
from leeward.infusion.machine import CannotHappen


def replays() -> Iterator[Replayed]:
    """Yield every infusion, the oldest first, then what each gateway kept of devices."""
    yield from (replay(row) for row in Infusion.objects.order_by("created_at"))
    yield from frame_chains()


def frame_chains() -> Iterator[Replayed]:
    """Yield the chain of each gateway over the frames that it kept."""
    found: dict[str, list[Difference]] = {}
    for batch, says in frame_chain_check.faults():
        found.setdefault(batch.origin, [])
        if says:
            where = f"batch[{batch.seq}]" if batch.origin else "frames"
            found[batch.origin].append(Difference(path=where, stored=says, again="its seal"))
    for origin, wrong in found.items():
        yield Replayed(
            kind="frames of devices",
            key=origin or "without a batch",
            at="",
            protocol_version=None,
            engine_version="",
            differences=tuple(wrong),
        )


def _broken(at: int | None) -> tuple[Difference, ...]:
    """Say which entry is not as it was sealed."""
    return () if at is None else (Difference(path=f"journal[{at}]", stored="another content", again="its seal"),)


def replay(row: Infusion) -> Replayed:
    """Return whether the journal is whole, and the state its events lead to the one that is stored."""
    trouble = ""
    found: tuple[Difference, ...] = ()
    try:
        entries = mapping.journal_of(row.journal.all())
        broken_at = journal.verify(entries)
        state = state_after(journal.events(entries))
    except (CannotRead, CannotHappen, LookupError, TypeError, ValueError, AttributeError) as why:
        trouble = f"{type(why).__name__}: {why}"
    else:
        found = (*_broken(broken_at), *differences({"state": row.state}, {"state": state.value}))
    return Replayed(
        kind="infusion journal",
        key=str(row.pk),
        at=row.created_at.isoformat(),
        protocol_version=None,
        engine_version="",
        differences=found,
        trouble=trouble,
    )
