"""What an import hands on: positive findings with where they came from, and what it saw and did not use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from leeward.assessment import Measurement, Sex
from leeward.evidence import Cited, Reference
from leeward.truth import Truth


class CannotImport(ValueError):
    """The file is not one patient's FHIR R4 bundle; the sentence says what it is and what to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """The resource that an answer was read from."""

    resource: str
    display: str
    clinical_status: str
    onset: date | None
    how: str
    recorded: date | None = None

    def __str__(self) -> str:
        since = f", since {self.onset:%Y-%m-%d}" if self.onset else ", no onset given"
        if self.recorded and not self.onset:
            since += f", recorded {self.recorded:%Y-%m-%d}"
        return f"{self.resource}: {self.display} ({self.clinical_status or 'no status'}{since}; {self.how})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One resource of which nothing was taken: its type, its id, what it is called, and why."""

    kind: str
    key: str
    called: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Where a medicine or an allergy was read, and the day that the record gives for it."""

    resource: str
    on: date | None
    detail: str = ""  # the dose and habit of a medicine, what an allergy did

    def __str__(self) -> str:
        said = f"{self.resource}, {self.on:%Y-%m-%d}" if self.on else f"{self.resource}, no date given"
        return f"{said}: {self.detail}" if self.detail else said


class ImportedAnswer(NamedTuple):
    """An answer, which is only ever YES, and the resources that say so."""

    truth: Truth
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An item that the record hints at and does not answer: a clinician has to."""

    key: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Who the record is about."""

    family: str
    given: str
    born: date | None
    sex: Sex
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One patient's record as far as it answers our questions. What is absent from it stays unknown."""

    person: PersonFacts
    answers: Mapping[str, ImportedAnswer]
    questions: tuple[Question, ...]
    measurements: Mapping[str, Measurement]
    medicines: tuple[str, ...]
    allergies: tuple[str, ...] | None
    notes: tuple[str, ...]
    left: tuple[Left, ...]
    medicines_stated: Mapping[str, Stated]
    allergies_stated: Mapping[str, Stated]
    cites: tuple[Cited | Reference, ...]

    def chart_answers(self) -> dict[str, object]:
        """Return what `chart_from` takes. A record without medicines or allergies has not asked about them."""
        facts: dict[str, object] = {"sex": self.person.sex, "born": self.person.born}
        facts |= {key: answer.truth for key, answer in self.answers.items()}
        facts |= self.measurements
        facts |= {"medicines": self.medicines or None, "allergies": self.allergies}
        return {key: value for key, value in facts.items() if value is not None}
