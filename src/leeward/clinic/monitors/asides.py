"""What was set aside, by sender and reason, and what of it nobody has looked at yet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, Max, Min, QuerySet

from leeward.clinic.monitors.models import Looked, Quarantine, Unreadable
from leeward.clinic.monitors.pages import AsideGroup, AsidePage
from leeward.clinic.monitors.setting_aside import ROWS_AN_HOUR
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import CHAIRSIDE, Role
from leeward.clinic.web.moments import moment

SHOWN: Final = 100
LOOKED_BACK: Final = timedelta(days=30)  # what nobody asked about for a month is in the records, and on no page
# Which column names the sender: a message names its device, and of what is no message only the address is known.
PILES: Final[Mapping[Looked.What, tuple[type[Quarantine] | type[Unreadable], str]]] = {
    Looked.What.REFUSED: (Quarantine, "device_id"),
    Looked.What.UNREADABLE: (Unreadable, "peer"),
}


class Key(NamedTuple):
    """One sender, one reason."""

    what: str
    sender: str
    why: str


class Pile(NamedTuple):
    """How much of it there is, and from when to when."""

    key: Key
    rows: int
    first: datetime
    last: datetime


def aside_page(*, role: Role, sender: str = "", only_new: bool = True, now: datetime) -> AsidePage:
    """Return what was set aside, the newest first: of one sender, or of all."""
    piles, looked = _piles(now), _looked()
    wanted = [pile for pile in piles if not sender or pile.key.sender == sender]
    if only_new:
        wanted = [pile for pile in wanted if _is_new(pile, looked)]
    groups = tuple(_group(pile, looked.get(pile.key), role=role) for pile in wanted[:SHOWN])
    kept, new = sum(pile.rows for pile in piles), sum(_is_new(pile, looked) for pile in piles)
    return AsidePage(
        groups=groups,
        more=max(len(wanted) - SHOWN, 0),
        senders=tuple(sorted({pile.key.sender for pile in piles} - {""})),
        sender=sender,
        only_new=only_new,
        counted=f"{kept} kept, {new} reason{'' if new == 1 else 's'} not looked at",
        rows_an_hour=ROWS_AN_HOUR,
        may_look=may(role, "monitors:set_aside", "POST"),
    )


def waiting_by_sender(*, now: datetime) -> Mapping[str, int]:
    """Return how many reasons of each sender nobody has looked at since they came up last."""
    looked = _looked()
    return Counter(pile.key.sender for pile in _piles(now) if _is_new(pile, looked))


def _piles(now: datetime) -> list[Pile]:
    """Return every sender and reason, the newest first."""
    found = [pile for what in PILES for pile in _piles_of(what, since=now - LOOKED_BACK)]
    return sorted(found, key=lambda pile: pile.last, reverse=True)


def _piles_of(what: Looked.What, *, since: datetime) -> Iterable[Pile]:
    model, sender = PILES[what]
    grouped: QuerySet[Any, Any] = model.objects.filter(received_at__gte=since).order_by().values_list(sender, "why")
    counted = grouped.annotate(Count("pk"), Min("received_at"), Max("received_at"))
    for name, why, rows, first, last in counted:
        yield Pile(Key(what.value, name, why), rows, first, last)


def _looked() -> Mapping[Key, Looked]:
    """Return the latest look at each sender and reason."""
    rows = Looked.objects.select_related("by").order_by("at", "pk")
    return {Key(row.what, row.sender, row.why): row for row in rows}


def _is_new(pile: Pile, looked: Mapping[Key, Looked]) -> bool:
    seen = looked.get(pile.key)
    return seen is None or seen.until < pile.last


def _group(pile: Pile, seen: Looked | None, *, role: Role) -> AsideGroup:
    what = Looked.What(pile.key.what)
    model, sender = PILES[what]
    rows = model.objects.filter(**{sender: pile.key.sender, "why": pile.key.why})
    head = rows.order_by("-received_at").values_list("head", flat=True).first() if model is Unreadable else ""
    may_read = role in CHAIRSIDE  # it may hold a patient's name
    return AsideGroup(
        what=what,
        sender=pile.key.sender,
        why=pile.key.why,
        rows=pile.rows,
        new=rows.filter(received_at__gt=seen.until).count() if seen else pile.rows,
        first=moment(pile.first),
        last=moment(pile.last),
        until=pile.last,
        head=head or "" if may_read else "",
        is_head_hidden=bool(head) and not may_read,
        looked=f"{seen.by.name}, {moment(seen.at)}" if seen else "",
        says=seen.says if seen else "",
    )
