"""How long each kind of session takes, recovery included, and how many chairs one nurse looks after."""

from datetime import datetime, timedelta
from typing import Final

from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling.models import Booking
from leeward.evidence import Facts, assumed
from leeward.protocol.dosing import Studied

QUARTER: Final = timedelta(minutes=15)  # the grain of the calendar


class Room(Facts):
    """What the calendar counts with; operational choices, not clinical ones."""

    before = assumed("30 min", why="Arrival, monitor, time-out: how long before the start; operational choice.")
    therapy = assumed("60 min", why="One session of psychotherapy; operational choice.")
    exposure = assumed("90 min", why="A session of exposure therapy usually takes longer; operational choice.")
    review = assumed("30 min", why="One review by the prescriber; operational choice.")
    chairs_of_a_nurse = assumed("2 1", why="How many chairs one nurse looks after at once; operational choice.")


def chairs_of_a_nurse() -> int:
    """How many infusions may run at once for each nurse on duty."""
    return int(Room.chairs_of_a_nurse.to("1"))


def length(kind: str, *, at: datetime, infusion_min: float | None = None) -> timedelta:
    """Return how long a session is planned to take, rounded up to quarters of an hour.

    An infusion: before, the infusion, and the stay that the protocol of `at` asks for after it.
    """
    minutes = {
        Booking.Kind.THERAPY: Room.therapy.to("min"),
        Booking.Kind.REVIEW: Room.review.to("min"),
    }.get(Booking.Kind(kind)) or _infusion_min(at, infusion_min)
    quarters = -(-timedelta(minutes=minutes) // QUARTER)
    return quarters * QUARTER


def _infusion_min(at: datetime, told: float | None) -> float:
    leaving = in_force(at).discharge
    runs = told if told is not None else Studied.duration.to("min")
    stay = max(leaving.after_start.to("min"), runs + leaving.after_end.to("min"))
    return Room.before.to("min") + stay
