"""One treatment that was tried: a psychotherapy or a medicine, and what came of it."""

import math
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from leeward.evidence import Cited, Facts, assumed
from leeward.medicines.names import How, recognize


class CannotRecord(ValueError):
    """What was told of a treatment cannot be recorded; the sentence says which entry and what was expected."""


class Therapy(Enum):
    """A psychotherapy, as a person reads it."""

    PE = "prolonged exposure (PE)"
    CPT = "cognitive processing therapy (CPT)"
    EMDR = "eye movement desensitization and reprocessing (EMDR)"
    CBT = "another trauma-focused cognitive behavioral therapy (CBT)"
    OTHER = "another psychotherapy"


class Response(Enum):
    """How it helped, as the person or the record tells."""

    CLEAR = "helped clearly"
    PARTIAL = "helped a little"
    NONE = "did not help"
    WORSE = "made it worse"
    UNKNOWN = "not known"


class Stopped(Enum):
    """Why it ended."""

    FINISHED = "finished as planned"
    NO_BENEFIT = "it did not help enough"
    SIDE_EFFECTS = "side effects, or too hard to bear"
    OTHER = "another reason"
    STILL = "not stopped: it goes on"
    UNKNOWN = "not known"


class PlausibleTrial(Facts):
    """What a treatment can have been; beyond it is a slip of the pen."""

    most_sessions = assumed("500 sessions", why="Ten years, every week.")
    most_weeks = assumed("2600 week", why="Fifty years.")
    most_mg_per_day = assumed("5000 mg/d", why="Above the daily dose of any psychiatric medicine.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Psychotherapy:
    """A course of psychotherapy; `name` says which one where it is another, None stands for not known."""

    therapy: Therapy
    name: str = ""
    sessions: int | None = None
    weeks: float | None = None
    response: Response = Response.UNKNOWN
    stopped: Stopped = Stopped.UNKNOWN
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.therapy is Therapy.OTHER and not self.name.strip():
            raise CannotRecord("name: say which psychotherapy it was; “not known” is an answer.")
        _check("sessions", self.sessions, PlausibleTrial.most_sessions)
        _check("weeks", self.weeks, PlausibleTrial.most_weeks)

    @property
    def key(self) -> str:
        """What counts as the same treatment."""
        return self.name.strip().lower() if self.therapy is Therapy.OTHER else self.therapy.name.lower()

    @property
    def label(self) -> str:
        """Its name as a person reads it."""
        return self.name.strip() or self.therapy.value


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineTrial:
    """A medicine that was taken for the condition: its highest daily dose, and the weeks at that dose."""

    medicine: str
    dose_mg_per_day: float | None = None
    weeks: float | None = None
    response: Response = Response.UNKNOWN
    stopped: Stopped = Stopped.UNKNOWN
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.medicine.strip():
            raise CannotRecord("medicine: enter the name, as the person or the box tells it.")
        _check("dose_mg_per_day", self.dose_mg_per_day, PlausibleTrial.most_mg_per_day)
        _check("weeks", self.weeks, PlausibleTrial.most_weeks)

    @property
    def generic(self) -> str:
        """The one ingredient that was surely understood; empty where it is not known which medicine it was."""
        return generic_of(self.medicine)

    @property
    def key(self) -> str:
        """What counts as the same treatment."""
        return self.generic or self.medicine.strip().lower()

    @property
    def label(self) -> str:
        """Its name as entered, with what was understood."""
        entered = self.medicine.strip()
        return entered if entered.lower() == self.key else f"{entered} ({self.generic or 'not understood'})"


@lru_cache(maxsize=1024)  # plain: so many entries are remembered; each is asked for by every first-line option
def generic_of(entered: str) -> str:
    """Return the ingredient that an entry names; empty for none, for several, or for a slip of spelling."""
    found = recognize(entered)
    sure = [match.generic for match in found.matches if match.how is not How.SPELLING]
    return sure[0] if len(found.matches) == len(sure) == 1 and not found.unplaced else ""


def _check(key: str, number: float | None, most: Cited) -> None:
    """Refuse what no treatment can have been; unknown is left alone."""
    if number is None:
        return
    if not (math.isfinite(number) and 0 <= number <= most.quantity.number):
        raise CannotRecord(
            f"{key}: {number:g} is not plausible; expected 0 to {most.quantity.number:g}. Leave it empty if not known."
        )
