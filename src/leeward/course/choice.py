"""What `adapt` hands back: choices side by side, what may not be chosen now, and what a clinician chose."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from leeward.evidence import Certainty, Cited, Claim, Reference
from leeward.protocol.limits import Place

HUNDRED: Final = 100  # plain: natural frequencies are told out of a hundred


class CannotForetell(ValueError):
    """A forecast is not one: bands that cross, or a chance outside 0 to 100."""


class CannotChoose(ValueError):
    """This cannot be chosen, or not in this way; the sentence says why and what would do."""


class Kind(Enum):
    """What may come next; the value is how a page names it."""

    PSYCHIATRIST = "A psychiatrist the same day"
    REPEAT = "Repeat as before"
    SLOWER = "The same dose over more time"
    LOWER = "A lower dose"
    STEP_UP = "One step up, once"
    SPACE_OUT = "Space out what is left"
    THERAPY = "Add or move a therapy session"
    PAUSE = "Pause for a medical review"
    FINISH = "Finish, and follow up"
    TAPER = "Space out to the longest interval that holds"
    ANOTHER_COURSE = "Another course, after a new assessment"
    STOP_NO_RESPONSE = "Stop: no response"
    STOP_HARM = "Stop: harm"
    STOP_WISH = "Stop: the patient's wish, or the clinician's judgment"

    @property
    def key(self) -> str:
        """The kind in an address and in the record."""
        return self.name.lower().replace("_", "-")


# Each of these leads to another infusion.
GIVES_KETAMINE: Final = frozenset(
    {Kind.REPEAT, Kind.SLOWER, Kind.LOWER, Kind.STEP_UP, Kind.SPACE_OUT, Kind.TAPER, Kind.ANOTHER_COURSE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """PCL-5 foretold for one day: the median, the bands of 50 and 90 %, and how many of a hundred respond."""

    median: float
    band_50: tuple[float, float]
    band_90: tuple[float, float]
    responds_per_100: float

    def __post_init__(self) -> None:
        (low_50, high_50), (low_90, high_90) = self.band_50, self.band_90
        if not low_90 <= low_50 <= self.median <= high_50 <= high_90:
            raise CannotForetell("The bands of a forecast cross: show none.")
        if not 0 <= self.responds_per_100 <= HUNDRED:
            raise CannotForetell(f"A chance of {self.responds_per_100:g} in 100 is none.")

    @property
    def says(self) -> str:
        """The arm in words."""
        low, high = self.band_90
        return (
            f"about {self.responds_per_100:.0f} in 100 respond; PCL-5 {self.median:.0f} "
            f"(50 %: {self.band_50[0]:.0f} to {self.band_50[1]:.0f}; 90 %: {low:.0f} to {high:.0f})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What is foretold for `on` where the course goes on as it is booked, and for the same people never given the drug.

    `ahead` is how many infusions were booked, each taken to be like the last one; None where that was not kept.
    """

    on: date
    with_ketamine: Arm
    without: Arm
    ahead: int | None = None

    @property
    def says(self) -> tuple[str, str]:
        """Both arms in words, never one alone."""
        day = f"{self.on:%d-%b-%Y}"
        return (
            f"By {day}, {self._goes_on}: {self.with_ketamine.says}.",
            f"By {day}, as in a control arm, never given ketamine from infusion 1 on: {self.without.says}.",
        )

    @property
    def _goes_on(self) -> str:
        if self.ahead is None:
            return "the planned course going on"
        if not self.ahead:
            return "with no further infusion"
        infusions = "the infusion that is" if self.ahead == 1 else f"the {self.ahead} infusions that are"
        return f"with {infusions} booked, like the last one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way on: what it is, why, what is likely, what speaks against it, and what it rests on."""

    kind: Kind
    says: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    consequences: tuple[str, ...]
    evidence: str
    certainty: Certainty | None = None
    cites: tuple[Cited | Reference, ...] = ()
    mg_per_kg: float | None = None
    minutes: float | None = None
    every_days: int | None = None
    place: Place = Place.USUAL
    fences: tuple[str, ...] = ()
    """The fences of dosing that it passes, in words; those of spacing are looked at where its day is planned."""

    @property
    def key(self) -> str:
        """The choice in an address and in the record."""
        return self.kind.key

    @property
    def gives_ketamine(self) -> bool:
        """Does it lead to another infusion?"""
        return self.kind in GIVES_KETAMINE


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """What may not be chosen now, and why."""

    kind: Kind
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """At least two choices for one person after one session; a clinician chooses, and none is the answer."""

    after_infusion: int
    choices: tuple[Choice, ...]
    not_now: tuple[NotNow, ...]
    urgent: tuple[str, ...]
    """What calls a psychiatrist the same day; before that no infusion is offered."""
    says: tuple[str, ...]
    unsupported: tuple[str, ...]
    caution: Claim
    claims: tuple[Claim, ...]
    cites: tuple[Cited | Reference, ...]

    def choice(self, key: str) -> Choice:
        """Return the choice of that key; raises CannotChoose with why it is not offered."""
        for one in self.choices:
            if one.key == key:
                return one
        for refused in self.not_now:
            if refused.kind.key == key:
                raise CannotChoose(f"{refused.kind.value}: not now. {' '.join(refused.why)}")
        raise CannotChoose(f"There is no choice {key!r}; there are {', '.join(one.key for one in self.choices)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a clinician chose, when, and why."""

    key: str
    by: str
    at: datetime
    reason: str


def choose(adaptation: Adaptation, key: str, *, by: str, at: datetime, reason: str) -> Chosen:
    """Return the decision as it is recorded; raises CannotChoose where it is not offered, or lacks name or reason."""
    one = adaptation.choice(key)
    if not by.strip():
        raise CannotChoose("Sign in: a decision names who made it.")
    if not reason.strip():
        raise CannotChoose(f"Write why “{one.kind.value}” is right for this person.")
    if at.tzinfo is None:
        raise CannotChoose("The time of a decision carries its time zone.")
    return Chosen(key=key, by=by.strip(), at=at, reason=reason.strip())
