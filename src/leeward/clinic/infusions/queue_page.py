"""What the page beside the patient carries so that charting goes on without network: forms, addresses, a key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from leeward.clinic.infusions.forms import EventForm
from leeward.clinic.infusions.late import QUEUED
from leeward.clinic.infusions.queries import ChairsidePage, current_rate
from leeward.clinic.infusions.verbs import VERBS
from leeward.clinic.people.models import Staff
from leeward.infusion import events as happened
from leeward.infusion.events import Event
from leeward.infusion.machine import CHARTING, TRANSITIONS, State

_SALT: Final = "leeward.infusions.queue"
_MEANS: Final[Mapping[str, type[Event]]] = {
    "pause": happened.Paused,
    "resume": happened.Resumed,
    "rate": happened.RateChanged,
    "stop": happened.Stopped,
    "complete": happened.Completed,
    "confirm": happened.InfusingConfirmed,
}
_LABELS: Final = {
    "confirm": "Pump runs", "stop": "Stop", "complete": "Complete", "rate": "Rate", "cadss6": "CADSS-6",
    "medicine": "Medicine",
}  # fmt: skip
_ABOUT_SOMETHING: Final = frozenset(
    {"acknowledge", "artefact", "follow"}
)  # opened from what they are about, by no button
_CLOSED: Final = frozenset({State.DISCHARGED, State.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalForm:
    """A form that needs no server: in which states it is offered, and to which it leads."""

    verb: str
    label: str
    title: str
    hint: str
    button: str
    kind: str
    url: str
    form: EventForm
    offered_in: str
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Whose entries this page keeps, about whom, and where they are sent."""

    by: str
    name: str
    key: str
    person_id: UUID
    infusion_id: UUID
    path: str
    url: str
    worker: str
    state: str
    is_open: bool
    forms: tuple[LocalForm, ...]


def queue_page(page: ChairsidePage, *, person_id: UUID, by: Staff) -> QueuePage:
    """Return it for this person of the staff and this infusion."""
    place = [person_id, page.infusion_id]
    return QueuePage(
        by=by.key,
        name=by.name,
        key=salted_hmac(_SALT, by.key, algorithm="sha256").hexdigest(),
        person_id=person_id,
        infusion_id=page.infusion_id,
        path=reverse("infusions:chairside", args=place),
        url=reverse("infusions:queued", args=place),
        worker=reverse("infusions:worker", args=place),
        state=page.live.state,
        is_open=page.live.is_open,
        forms=tuple(_forms(person_id, page.infusion_id)) if page.live.is_open else (),
    )


def _forms(person_id: UUID, infusion_id: UUID) -> Iterator[LocalForm]:
    rate = current_rate(person_id=person_id, infusion_id=infusion_id)
    for name, verb in VERBS.items():
        if name not in QUEUED:
            continue
        yield LocalForm(
            verb=name,
            label=_LABELS.get(name, verb.title),
            title=verb.title,
            hint=verb.hint,
            button=verb.button,
            kind=verb.kind if verb.kind == "stop" else "",
            url=reverse(f"infusions:{name}", args=[person_id, infusion_id]),
            form=verb.form(initial={"rate_ml_per_h": rate}),
            offered_in=" ".join(_offered_in(name)),
            leads_to=_leads_to(name),
        )


def _offered_in(name: str) -> Iterator[str]:
    means = _MEANS.get(name)
    for state in State:
        if name in _ABOUT_SOMETHING or state in _CLOSED:
            continue
        if means is None or means in TRANSITIONS[state] or means in CHARTING[state]:
            yield state.value


def _leads_to(name: str) -> str:
    """Return the one state that a move leads to; nothing for what moves nothing."""
    means = _MEANS.get(name)
    return next((moves[means].value for moves in TRANSITIONS.values() if means in moves), "") if means else ""
