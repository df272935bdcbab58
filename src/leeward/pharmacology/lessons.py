"""What the sessions of a course taught, one after another in time; one that cannot teach is named and left out."""

from dataclasses import dataclass, replace
from typing import Final

from leeward.pharmacology import parameters
from leeward.pharmacology.learned import RESTING, Learned
from leeward.pharmacology.parameters import LearnedParameter
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import SIGNALS, CannotLearn, Readings
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.update import update
from leeward.pharmacology.validity import CannotSimulate

SPEAKS_OF: Final = {
    "systolic": parameters.CIRCULATION[0].name,
    "heart_rate": parameters.CIRCULATION[1].name,
    "cadss": parameters.SENSITIVITY.name,
}
"""What the drug does, of which a forecast speaks once the parameter behind it was learned."""
ASIDE: Final = frozenset({*RESTING.values(), parameters.CIRCULATION[-1].name})
"""The resting level of a day, which the next day measures anew, and how readings hang together: no traits of a body."""
FROZEN: Final = (
    "The forecasts of this clinic's last infusions missed too many readings: learning rests until somebody has found "
    "out why, and the options rest on people like this person alone."
)
NO_READING: Final = "There is no usable reading of this infusion: nothing is learned from it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """One session as it was given and read; `day` counts from the first session of the course."""

    day: float
    session: int
    given: Regimen
    readings: Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A session from which nothing was learned, and why."""

    session: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lessons:
    """One person's virtual patients, and what the sessions so far made of them."""

    people: Population | None
    """None where nobody can be drawn: then nothing can be learned."""
    seed: int = 0
    learned: Learned | None = None
    """None before the first session that taught anything could be read."""
    refused: tuple[Refused, ...] = ()
    rests: str = ""
    """Why nothing is foretold with what was learned, such as FROZEN; empty where it is."""

    def then(self, taught: Taught) -> "Lessons":
        """Return what is known after one session more; where it cannot teach, what was known, and why it cannot."""
        known = self.learned or self.people
        if known is None or not has_readings(taught.readings):
            return self._refusing(taught, self.rests if known is None else NO_READING)
        last = self.learned.visits[-1].session if self.learned else 0
        try:
            learned = update(
                known,
                given=taught.given,
                readings=taught.readings,
                day=taught.day,
                session=max(taught.session, last + 1),
                seed=self.seed,
            )
        except (CannotLearn, CannotSimulate) as why:
            return self._refusing(taught, str(why))
        return replace(self, learned=learned)

    @property
    def sessions(self) -> int:
        """How many sessions were learned from."""
        return len(self.learned.visits) if self.learned else 0

    @property
    def traits(self) -> tuple[LearnedParameter, ...]:
        """What was learned of how this person takes the drug."""
        found = self.learned.parameters if self.learned else ()
        return tuple(one for one in found if one.learned and one.name not in ASIDE)

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """What may be foretold with what was learned: of SPEAKS_OF, those whose own parameter was learned."""
        if self.rests:
            return ()
        learned = {one.name for one in self.traits}
        return tuple(name for name, parameter in SPEAKS_OF.items() if parameter in learned)

    def people_today(self, subject: Subject) -> Population | None:
        """Return equally weighted virtual patients at the next session, as measured today; None if nothing is learned.

        Raises CannotSimulate outside the models' reach.
        """
        return self.learned.people(subject) if self.learned is not None and self.speaks_of else None

    def _refusing(self, taught: Taught, why: str) -> "Lessons":
        return replace(self, refused=(*self.refused, Refused(session=taught.session, why=why)))


def has_readings(readings: Readings) -> bool:
    """Was anything read after the start that could teach?"""
    return any(len(readings.of(name)[0]) for name in (*SIGNALS, "cadss")) or bool(readings.scores)
