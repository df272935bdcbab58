"""Reading crises: every page's banner, the lists, and whether items may be asked from afar."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.urls import reverse

from leeward.clinic.crises import standing, wording
from leeward.clinic.crises.crisis_text import UNKNOWN, crisis_text
from leeward.clinic.crises.pages import CrisisLine, NowBanner, OnCallLine
from leeward.clinic.crises.standing import Known, NotFound
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting
from leeward.instruments import by_key
from leeward.outcomes.crisis import Deed, Stage
from leeward.outcomes.crisis_triggers import can_open
from leeward.outcomes.on_call import gaps

__all__ = [
    "LOOKED_AHEAD", "NotFound", "Remote", "banner_says", "covered", "gate_warnings", "is_closed", "now_banner",
    "of_person", "open_lines", "others_waiting", "remote_items_allowed", "remote_refusal", "summary", "waiting",
]  # fmt: skip

LOOKED_AHEAD: Final = timedelta(days=7)
SOON: Final = timedelta(hours=12)
LOWEST: Final = "No crisis. If you hear or see danger, open one by hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """May items that can open a crisis be asked from afar now? If not, `says` tells why and what to do."""

    is_allowed: bool
    says: str


def covered(now: datetime) -> bool:
    """Is somebody on call now, with a phone?"""
    return bool(standing.on_call(now=now))


def remote_items_allowed(now: datetime, *, until: datetime | None = None) -> Remote:
    """May items that can open a crisis be asked from afar, now and (where given) until an instant?"""
    end = max(until or now, now + timedelta(seconds=1))
    bare = gaps(standing.duties(since=now), start=now, end=end)
    if bare and bare[0].start <= now:
        return Remote(is_allowed=False, says="Nobody is on call now. Set cover under “On call” first.")
    if bare:
        says = f"Nobody is on call from {wording.moment(bare[0].start)}. Set cover under “On call” first."
        return Remote(is_allowed=False, says=says)
    if not crisis_text().is_known:
        return Remote(is_allowed=False, says=UNKNOWN)
    return Remote(is_allowed=True, says="Somebody is on call: these items may be asked from afar.")


def remote_refusal(scale_key: str, now: datetime, *, until: datetime | None = None) -> str:
    """Return why a questionnaire may not be filled in from afar; nothing where it may."""
    scale = by_key(scale_key)
    if not can_open(scale):
        return ""
    told = remote_items_allowed(now, until=until)
    if told.is_allowed:
        return ""
    return f"{scale.name} asks about suicide, and somebody must be there to answer. {told.says}"


def now_banner(*, role: Role, now: datetime) -> NowBanner | None:
    """Return what every page shows while a crisis waits for somebody; None while none does."""
    waiting_now = [known for known in standing.open_crises() if known.crisis.stage is Stage.WAITING]
    if not waiting_now:
        return None
    first, may_open = waiting_now[0], may(role, "crises:crisis")
    says, is_overdue = wording.clock(first.crisis, now=now)
    tell = on_call_lines(first, now=now)
    name = str(first.row.person) if may_open else ""
    since = wording.moment(first.crisis.clock_from, now=now)
    title = f"Crisis, {wording.URGENCY[first.crisis.urgency]}: nobody has acknowledged it since {since}."
    words = repr((title, name, says, [(each.name, each.phone) for each in tell], len(waiting_now)))
    return NowBanner(
        seen=sha256(words.encode()).hexdigest()[:12],
        title=title,
        name=name,
        url=_url(first) if may_open else "",
        clock=says,
        is_overdue=is_overdue,
        tell=tuple(each for each in tell if each.is_turn),
        others=len(waiting_now) - 1,
    )


def on_call_lines(known: Known, *, now: datetime) -> tuple[OnCallLine, ...]:
    """Return who is on call now, and whose turn it is in this crisis: everybody's, where that rank has gone home."""
    present, rank = standing.on_call(now=now), known.crisis.rank
    if rank is not None and not any(duty.rank <= rank for duty in present):
        rank = None
    return tuple(wording.on_call_line(duty, rank=rank, now=now) for duty in present)


def banner_says(person_id: UUID) -> str:
    """Return what the patient's banner says while a crisis of theirs is open; nothing where none is."""
    known = standing.open_crises(person_id=person_id)
    return wording.STAGES[known[0].crisis.stage][0] if known else ""


def gate_warnings(person_id: UUID) -> tuple[str, ...]:
    """Return what stands against a start and against going home: an open crisis."""
    return tuple(
        f"A crisis opened at {wording.moment(known.crisis.opened_at)} is open: "
        f"{wording.STAGES[known.crisis.stage][0].lower()}. To do: finish it on its page."
        for known in standing.open_crises(person_id=person_id)
    )


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    known, url = standing.of_person(person_id), reverse("crises:of_person", args=[person_id])
    still = [each for each in known if each.crisis.is_open]
    if not still:
        says = f"{len(known)} closed; none is open." if known else LOWEST
        return Summary(title="Crises", says=says, url_name="crises:of_person", url=url)
    stage, tag, kind = wording.STAGES[still[0].crisis.stage]
    return Summary(
        title="Crises",
        says=f"Open since {wording.moment(still[0].crisis.opened_at)}: {stage.lower()}.",
        url_name="crises:crisis",
        url=_url(still[0]),
        tag=tag,
        tag_kind="high" if kind == "high" else "warn",
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return the open crises, and gaps in the cover, for the home page."""
    lines = tuple(_waits(known, now=now) for known in standing.open_crises())
    return (*lines, *_gap_waits(now))


def open_lines(*, now: datetime) -> tuple[CrisisLine, ...]:
    """Return every open crisis, the most urgent first."""
    return tuple(_line(known, now=now) for known in standing.open_crises())


def of_person(person_id: UUID, *, now: datetime) -> tuple[CrisisLine, ...]:
    """Return every crisis of one person, the newest first, named by when it opened."""
    lines = (_line(known, now=now) for known in standing.of_person(person_id))
    return tuple(replace(line, name=line.opened) for line in lines)


def others_waiting(crisis_id: UUID) -> int:
    """Return how many other crises nobody has acknowledged."""
    known = (each for each in standing.open_crises() if each.row.pk != crisis_id)
    return sum(each.crisis.stage is Stage.WAITING for each in known)


def is_closed(source: str) -> bool:
    """Was the crisis that a record opened closed by a person?"""
    told = standing.by_source(source)
    return told is not None and told.crisis.steps.filter(deed=Deed.CLOSED.value).exists()


def _gap_waits(now: datetime) -> tuple[Waiting, ...]:
    """Name the next gap: at once when it has begun, and half a day ahead."""
    bare = gaps(standing.duties(since=now), start=now, end=now + LOOKED_AHEAD)
    if not bare or bare[0].start > now + SOON:
        return ()
    gap, is_now = bare[0], bare[0].start <= now
    title = "Nobody is on call now" if is_now else f"Nobody is on call from {wording.moment(gap.start, now=now)}"
    end = "for at least a week" if gap.end >= now + LOOKED_AHEAD else f"until {wording.moment(gap.end, now=now)}"
    says = f"No cover {end}: questionnaires that ask about suicide are not sent to patients meanwhile."
    return (
        Waiting(
            title=title, says=says, url_name="crises:rota", url=reverse("crises:rota"), tag="cover",
            tag_kind="warn" if is_now else "ask",
        ),
    )  # fmt: skip


def _waits(known: Known, *, now: datetime) -> Waiting:
    line = _line(known, now=now)
    return Waiting(
        title=f"{line.name}: crisis",
        says=line.says,
        url_name="crises:crisis",
        url=line.url,
        tag=line.tag,
        tag_kind=line.tag_kind,
    )


def _line(known: Known, *, now: datetime) -> CrisisLine:
    stage, tag, kind = wording.STAGES[known.crisis.stage]
    due, is_overdue = wording.clock(known.crisis, now=now)
    return CrisisLine(
        name=str(known.row.person),
        url=_url(known),
        opened=wording.moment(known.crisis.opened_at),
        says=f"{wording.URGENCY[known.crisis.urgency].capitalize()}. {stage}. {due}".rstrip(". ") + ".",
        tag=tag,
        tag_kind="high" if is_overdue or kind == "high" else kind,
    )


def _url(known: Known) -> str:
    return reverse("crises:crisis", args=[known.row.person_id, known.row.pk])
