"""Whether every frame is still what a gateway wrote: each writer's chain, from its beginning to its end."""

from collections.abc import Iterator

from django.db.models import Max

from leeward.clinic.infusions.frame_tables import sealed_batches
from leeward.clinic.infusions.models import FrameRetirement
from leeward.infusion.frame_chain import SealedBatch, fault, link_fault


def faults() -> Iterator[tuple[SealedBatch, str]]:
    """Yield each batch with what is wrong with it, or nothing; a batch without an origin holds frames of no batch."""
    before: dict[str, SealedBatch] = {}
    retired = dict(FrameRetirement.objects.values_list("origin").annotate(Max("up_to_seq")))
    for batch, lines in sealed_batches():
        if batch.origin and batch.seq <= retired.get(batch.origin, 0) and not lines:
            yield batch, link_fault(batch, before.get(batch.origin))
            before[batch.origin] = batch
        elif batch.origin:
            yield batch, fault(batch, before.get(batch.origin), lines)
            before[batch.origin] = batch
        else:
            yield batch, f"{len(lines)} frames belong to no batch"


def broken() -> tuple[str, ...]:
    """Return a sentence for each batch that is not as it was written; empty when all are."""
    return tuple(f"{batch.origin} {batch.seq}: {says}" for batch, says in faults() if says)
