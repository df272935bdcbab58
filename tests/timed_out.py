"""A time-out at which everything is met: the chart, what is typed, what persons saw, what is scored."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from cleared import clear
from leeward.clinic.infusions import charting, time_out_actions
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.time_out_actions import Told
from leeward.clinic.people.models import Person
from leeward.protocol.starting import BY_HAND, STARTING, Answered
from leeward.truth import NO, YES

READINGS = "124/80 hr 72 spo2 98 rr 14 temp 36.8"
SEEN = {item.key: YES for item in STARTING.items if item.answered is Answered.PERSON}


def everything(person_id, order, at, **changes):
    """Return what one tells at a time-out of this order; `answers` are added to those of yes."""
    person = Person.objects.get(pk=person_id)
    answers = SEEN | {BY_HAND.key: YES} | changes.pop("answers", {})
    told = {
        "answers": {key: truth for key, truth in answers.items() if truth is not None}, "readings": READINGS,
        "name": f"{person.given_names} {person.family_name}", "born": person.born or date(1985, 7, 14),
        "last_food_at": at - timedelta(hours=9), "was_heavy": NO, "last_fluid_at": at - timedelta(hours=3),
        "escort": "Test Sister", "escort_phone": "555 0100", "shown_ml_per_h": order["rate_ml_per_h"],
        "shown_vtbi_ml": order["vtbi_ml"], "moaas": 5, "distress": 1,
    } | changes  # fmt: skip
    return Told(**told)


def told(deed, **changes):
    """Tell everything but for the changes, and score CADSS-6; the chart is not touched."""
    infusion = Infusion.objects.get(pk=deed.infusion_id)
    if infusion.order_id is None:
        changes["answers"] = {"reconciled": YES} | changes.get("answers", {})
    time_out_actions.tell(
        replace(deed, event_id=uuid4()), everything(deed.person_id, infusion.order_snapshot, deed.at, **changes)
    )
    charting.score_scale(replace(deed, event_id=uuid4()), scale_key="cadss-6", answers=(0,) * 6, total=0)


def passed(deed, **changes):
    """Tell everything and pass the time-out."""
    told(deed, **changes)
    time_out_actions.pass_time_out(replace(deed, event_id=uuid4()))


def cleared_and_passed(deed, **changes):
    """Chart everything, tell everything and pass the time-out."""
    clear(Person.objects.get(pk=deed.person_id), by=deed.by, at=deed.at)
    passed(deed, **changes)


def typed(infusion, at=None, **changes):
    """Return the fields of the time-out's page, as typed when everything is met."""
    at = timezone.localtime(at or timezone.now())
    person, order = infusion.person, infusion.order_snapshot
    answers = SEEN | {BY_HAND.key: YES} | ({"reconciled": YES} if infusion.order_id is None else {})
    return {
        **{f"item-{key}": truth.value for key, truth in answers.items()}, "readings": READINGS,
        "name_told": f"{person.given_names} {person.family_name}", "born_told": f"{person.born:%d-%b-%Y}",
        "last_food_at": f"{at - timedelta(hours=9):%Y-%m-%dT%H:%M}", "meal": "no",
        "last_fluid_at": f"{at - timedelta(hours=3):%Y-%m-%dT%H:%M}", "escort": "Test Sister",
        "escort_phone": "555 0100", "shown_ml_per_h": f"{order['rate_ml_per_h']:g}",
        "shown_vtbi_ml": f"{order['vtbi_ml']:g}", "moaas": "5", "distress": "1",
    } | changes  # fmt: skip
