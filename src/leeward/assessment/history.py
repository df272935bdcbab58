"""Which treatments were tried before, which counted, and which first-line options were not tried yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.assessment.adequacy import adequacy
from leeward.assessment.treatment import MedicineTrial, Psychotherapy, Response, Therapy, generic_of
from leeward.evidence import Reference, Status
from leeward.evidence.sources import VA_DOD_2023
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of

Trial = Psychotherapy | MedicineTrial


class Tried(Enum):
    """How far a first-line option was tried."""

    ADEQUATELY = "tried adequately"
    NOT_ADEQUATELY = "tried, not as an adequate trial"
    PERHAPS_ADEQUATELY = "tried; whether adequately is not known"
    NOT_TRIED = "not tried yet"
    NOT_KNOWN = "not known whether tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLine:
    """One option that the guideline puts first: a therapy, or a medicine by its generic name."""

    key: str
    says: str
    therapy: Therapy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many are known, and how many there may be; `most` is None where nobody said that the list is complete."""

    known: int
    most: int | None

    @property
    def says(self) -> str:
        """In words, such as `2, possibly more`."""
        if self.most == self.known:
            return str(self.known)
        return f"{self.known}, possibly {'more' if self.most is None else f'up to {self.most}'}"


FIRST_LINE: Final = (
    *(FirstLine(key=one.name.lower(), says=one.value, therapy=one) for one in (Therapy.PE, Therapy.CPT, Therapy.EMDR)),
    *(FirstLine(key=generic, says=generic) for generic in ("paroxetine", "sertraline", "venlafaxine")),
)
FIRST_LINE_CITES: Final = (
    Reference(VA_DOD_2023, "synopsis; list read on a copy of the VA clinician page", Status.SECONDARY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentHistory:
    """The treatments that were tried. A list that nobody called complete says nothing of what is not on it."""

    psychotherapies: tuple[Psychotherapy, ...] = ()
    medicine_trials: tuple[MedicineTrial, ...] = ()
    psychotherapies_complete: Truth = UNKNOWN
    medicines_complete: Truth = UNKNOWN
    taking: tuple[str, ...] = ()  # the current medication list: what is on it is tried, for how long is not known

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Everything that was tried."""
        return (*self.psychotherapies, *self.medicine_trials)

    @property
    def was_asked(self) -> Truth:
        """Is anything known of what was tried: a treatment, or that the lists are complete?"""
        told = self.trials or UNKNOWN not in {self.psychotherapies_complete, self.medicines_complete}
        return YES if told else UNKNOWN

    @property
    def is_complete(self) -> Truth:
        """Did somebody say that both lists are complete?"""
        return self.psychotherapies_complete & self.medicines_complete

    @property
    def adequate_trials(self) -> Count:
        """How many different treatments were tried adequately, by the numbers that Leeward ships."""
        return self.count_adequate()

    def count_adequate(self, limits: Thresholds = SHIPPED) -> Count:
        """Count the different treatments that were tried adequately."""
        return self._count((trial.key, adequacy(trial, limits).truth) for trial in self.trials)

    def count_failed(self, limits: Thresholds = SHIPPED) -> Count:
        """Count the different treatments that were tried adequately and did not help clearly."""
        return self._count((trial.key, adequacy(trial, limits).truth & not_helped(trial)) for trial in self.trials)

    @property
    def first_line_not_tried(self) -> tuple[FirstLine, ...]:
        """The first-line options of which it is known that they were not tried."""
        return tuple(option for option in FIRST_LINE if self.tried(option) is Tried.NOT_TRIED)

    def tried(self, option: FirstLine, limits: Thresholds = SHIPPED) -> Tried:
        """Say how far an option was tried; what is not on a list is not tried only where the list is complete."""
        found = [adequacy(trial, limits).truth for trial in self._of(option)]
        if found:
            counts = any_of(found)
            return _TRIED[UNKNOWN if counts is NO and self._takes(option) else counts]
        if self._takes(option):
            return Tried.PERHAPS_ADEQUATELY
        complete = self.psychotherapies_complete if option.therapy else self.medicines_complete
        return Tried.NOT_TRIED if complete is YES and not self._may_hide(option) else Tried.NOT_KNOWN

    def not_yet_tried(self, limits: Thresholds = SHIPPED) -> tuple[str, ...]:
        """Return the sentences that stand before ketamine: what was not tried, not known, or not tried properly."""
        return self._sentences(_SENTENCES, limits)

    def for_patient(self, limits: Thresholds = SHIPPED) -> tuple[str, ...]:
        """Return the same sentences in words for the patient."""
        return self._sentences(_FOR_PATIENT, limits)

    def _sentences(self, wording: tuple[tuple[Tried, str], ...], limits: Thresholds) -> tuple[str, ...]:
        by_standing = {each: [o.says for o in FIRST_LINE if self.tried(o, limits) is each] for each in Tried}
        return tuple(
            f"{says}: {', '.join(by_standing[standing])}." for standing, says in wording if by_standing[standing]
        )

    def _of(self, option: FirstLine) -> tuple[Trial, ...]:
        if option.therapy:
            return tuple(one for one in self.psychotherapies if one.therapy is option.therapy)
        return tuple(one for one in self.medicine_trials if one.generic == option.key)

    def _takes(self, option: FirstLine) -> bool:
        return option.therapy is None and any(generic_of(name) == option.key for name in self.taking)

    def _may_hide(self, option: FirstLine) -> bool:
        """Is there an entry that nobody understood, and that may be this very medicine?"""
        return option.therapy is None and any(not one.generic for one in self.medicine_trials)

    def _count(self, told: Iterable[tuple[str, Truth]]) -> Count:
        by_key: dict[str, Truth] = {}
        for key, counts in told:
            by_key[key] = by_key.get(key, NO) | counts
        known = sum(counts is YES for counts in by_key.values())
        open_ = sum(counts is UNKNOWN for counts in by_key.values())
        return Count(known=known, most=known + open_ if self.is_complete is YES else None)


_TRIED: Final = {YES: Tried.ADEQUATELY, NO: Tried.NOT_ADEQUATELY, UNKNOWN: Tried.PERHAPS_ADEQUATELY}
_SENTENCES: Final = (
    (Tried.NOT_TRIED, "First-line treatments not tried yet"),
    (Tried.NOT_KNOWN, "First-line treatments of which it is not known whether they were tried"),
    (Tried.NOT_ADEQUATELY, "First-line treatments tried, but not as an adequate trial"),
    (Tried.PERHAPS_ADEQUATELY, "First-line treatments tried; whether adequately is not known"),
)
_FOR_PATIENT: Final = (
    (Tried.NOT_TRIED, "You have not tried these yet"),
    (Tried.NOT_KNOWN, "We do not know whether you have tried these"),
    (Tried.NOT_ADEQUATELY, "You tried these, but not long enough, or at too low a dose, to know whether they help"),
    (Tried.PERHAPS_ADEQUATELY, "You tried these; we do not know whether it was long enough"),
)
NOT_ASKED: Final = TreatmentHistory()
"""Nobody asked which treatments were tried."""


def not_helped(trial: Trial) -> Truth:
    """Did it not help clearly? Unknown where nobody says how it helped."""
    if trial.response is Response.UNKNOWN:
        return UNKNOWN
    return NO if trial.response is Response.CLEAR else YES
