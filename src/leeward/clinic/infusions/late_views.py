"""The address to which a tablet sends what it charted without network, and the worker that keeps its page."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leeward.clinic.infusions import bedside, late
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.views import or_404
from leeward.clinic.people.models import Staff
from leeward.clinic.people.signed_in import staff_of

logger = logging.getLogger(__name__)
MOST_ENTRIES: Final = 50
ENVELOPE: Final = frozenset({"by", "person", "infusion", "sent_at", "entries"})
ENTRY: Final = frozenset({"id", "verb", "at", "fields"})
SHELL: Final = (  # what the page without network is made of: nothing of it is about a patient
    "leeward/away.html", "leeward/away.js", "leeward/queue.js", "leeward/offline.js", "leeward/theme.js",
    "leeward/tokens.css", "leeward/app.css", "leeward/chairside.css", "leeward/offline.css", "leeward/mark.svg",
)  # fmt: skip


class CannotRead(ValueError):
    """What was sent is not a batch of entries."""


@require_POST
def queued(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Take entries in their order, each in a transaction of its own, and answer each by its id."""
    by, now = staff_of(request), timezone.now()
    try:
        told = _envelope(request.body)
        sent_at, entries = _instant(told["sent_at"]), tuple(_entries(told["entries"]))
    except (CannotRead, ValueError, TypeError, KeyError, RecursionError) as why:
        return _refusal(400, f"The entries cannot be read: {why}")
    wrong = _belongs_elsewhere(told, person_id=person_id, infusion_id=infusion_id, by=by)
    if wrong:
        return _refusal(409, wrong)
    try:
        answers = [
            _take(entry, person_id=person_id, infusion_id=infusion_id, by=by, sent_at=sent_at, now=now)
            for entry in entries
        ]
    except Infusion.DoesNotExist:
        return _refusal(404, "There is no such infusion of this person.")
    said = [{"id": str(each.entry_id), "answer": each.outcome.value, "says": each.says} for each in answers]
    return JsonResponse({"received_at": now.isoformat(), "entries": said})


def _take(entry: late.Sent, **told: Any) -> late.Answered:
    """Take one entry; one that Leeward stumbles over is refused and told, so that it does not hold up the others."""
    try:
        return late.take(entry, **told)
    except (DatabaseError, Infusion.DoesNotExist):
        raise
    except Exception:
        logger.exception("An entry charted without network could not be taken: %s", entry.verb)
        says = (
            "Leeward failed over this entry: it is written nowhere else. Chart it on paper and tell who keeps Leeward."
        )
        return late.Answered(entry_id=entry.entry_id, outcome=late.Outcome.REFUSED, says=says)


def _belongs_elsewhere(told: Mapping[str, Any], *, person_id: UUID, infusion_id: UUID, by: Staff) -> str:
    """Say why these entries may not be taken here: they are somebody else's, or about somebody else (H01)."""
    if told["by"] != by.key:
        return f"These entries were charted by {told['by']}, and you are signed in as {by.key}. Nothing was taken."
    if (told["person"], told["infusion"]) != (str(person_id), str(infusion_id)):
        return "These entries are about another infusion than this page. Nothing was taken."
    return ""


def _envelope(body: bytes) -> dict[str, Any]:
    told = json.loads(body)
    if not isinstance(told, dict) or told.keys() != ENVELOPE:
        raise CannotRead(f"a batch has exactly {', '.join(sorted(ENVELOPE))}.")
    if not isinstance(told["entries"], list) or len(told["entries"]) > MOST_ENTRIES:
        raise CannotRead(f"a batch has a list of at most {MOST_ENTRIES} entries.")
    return told


def _entries(rows: list[Any]) -> Iterator[late.Sent]:
    for row in rows:
        if not isinstance(row, dict) or row.keys() != ENTRY or not isinstance(row["fields"], dict):
            raise CannotRead(f"an entry has exactly {', '.join(sorted(ENTRY))}.")
        if not all(isinstance(value, str) for value in row["fields"].values()):
            raise CannotRead("the fields of an entry are text.")
        at = _instant(row["at"])
        yield late.Sent(entry_id=UUID(row["id"]), verb=str(row["verb"]), at=at, fields=row["fields"])


def _instant(text: object) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise CannotRead(f"{text} has no time zone.")
    return at


def _refusal(status: int, says: str) -> JsonResponse:
    return JsonResponse({"says": says}, status=status)


@require_GET
def worker(_request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The service worker of one infusion's page; its address is its scope."""
    or_404(bedside.find, person_id=person_id, infusion_id=infusion_id)
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    """Return the worker with the names of what it keeps, and a version that changes with any of them."""
    found = {name: Path(str(finders.find(name))).read_bytes() for name in SHELL}
    version = sha256(b"".join(found.values())).hexdigest()[:16]
    shell = json.dumps([static(name) for name in SHELL])
    text = Path(str(finders.find("leeward/worker.js"))).read_text(encoding="utf-8")
    return f'const VERSION = "{version}";\nconst SHELL = {shell};\n{text}'
