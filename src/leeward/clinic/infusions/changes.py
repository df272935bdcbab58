"""Which infusions changed: what the hub waits for, once for all who watch."""

from uuid import UUID

from django.db.models import Max

from leeward.clinic.infusions.models import JournalEntry
from leeward.clinic.web.fanout import Version
from leeward.clinic.web.wake import INFUSIONS, Ear


class Changes:
    """Waits for the word of other processes; all of it from one thread."""

    def __init__(self) -> None:
        self._ear = Ear((INFUSIONS,))
        self._known: dict[UUID, Version] = {}

    @property
    def hears(self) -> bool:
        """Would a change be heard now, as far as is known?"""
        return self._ear.hears

    def wait(self, timeout_s: float) -> dict[UUID, Version] | None:
        """Return what changed, with how far each infusion has come; {} after the time-out, None: anything may have."""
        told = self._ear.wait(timeout_s)
        if any(one.ids is None for one in told):
            return None
        touched = {each for one in told for each in one.ids or () if isinstance(each, UUID)}
        if not touched:
            return {}
        entries = JournalEntry.objects.filter(infusion_id__in=touched).order_by().values_list("infusion_id")
        last: dict[UUID, int] = dict(entries.annotate(last=Max("seq")))
        changed = {each: self._next(each, last.get(each, 0)) for each in touched}
        self._known.update(changed)
        return changed

    def _next(self, infusion_id: UUID, journal: int) -> Version:
        before = self._known.get(infusion_id, Version())
        return Version(journal=journal, readings=before.readings + (journal == before.journal))

    def close(self) -> None:
        """Stop listening."""
        self._ear.close()
