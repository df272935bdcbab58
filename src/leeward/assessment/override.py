"""One exclusion set aside by two persons, each with a name, an office and a reason."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class CannotOverride(ValueError):
    """This exclusion cannot be set aside in this way; the sentence says why, and what would do."""


class Office(Enum):
    """In which office somebody signs an override."""

    PRESCRIBER = "prescriber"
    MEDICAL_DIRECTOR = "medical director"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One of the two who sign, and why."""

    name: str
    office: Office
    reason: str

    def __post_init__(self) -> None:
        if not (self.name.strip() and self.reason.strip()):
            raise CannotOverride("Whoever signs an override gives a name and a reason: neither may be empty.")

    def __str__(self) -> str:
        return f"{self.name} ({self.office.value})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What two different persons signed; one of them is the medical director, and both give a reason."""

    rule_key: str
    first: Signatory
    second: Signatory
    on: date

    def __post_init__(self) -> None:
        if not self.rule_key.strip():
            raise CannotOverride("An override names the finding that it sets aside.")
        if are_same(self.first.name, self.second.name):
            raise CannotOverride(f"{self.first.name} cannot be both persons: an override needs two different ones.")
        if Office.MEDICAL_DIRECTOR not in {self.first.office, self.second.office}:
            raise CannotOverride("One of the two has to be the medical director.")

    @property
    def says(self) -> str:
        """Who set it aside, when, and the reason of each."""
        return (
            f"overridden by {self.first} and {self.second} on {self.on:%d-%b-%Y}. "
            f"{self.first.name}: {_ended(self.first.reason)} {self.second.name}: {_ended(self.second.reason)}"
        )


def are_same(one: str, other: str) -> bool:
    """Are two names the same, but for capitals and spaces?"""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _ended(reason: str) -> str:
    told = " ".join(reason.split())
    return told if told.endswith((".", "!", "?")) else f"{told}."
