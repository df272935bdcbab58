"""A publication, label or standard, and how well we know what it says."""

from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """How the figure came to us; every number in the product carries one."""

    READ = "read in the source"
    SECONDARY = "read on a secondary page"
    RECALLED = "recalled, to be confirmed"
    DERIVED = "derived by arithmetic"
    ASSUMED = "assumed: no published source"


class Design(Enum):
    """What kind of evidence a source is."""

    TRIAL = "randomised trial"
    COHORT = "cohort or case series"
    REVIEW = "review or meta-analysis"
    MODEL = "pharmacokinetic or dynamic model"
    LABEL = "product label"
    GUIDELINE = "guideline or consensus"
    REGULATION = "regulator or law"
    MANUAL = "device or instrument manual"
    PRACTICE = "clinic page or protocol"


class Certainty(Enum):
    """GRADE's four steps, as this project's dossier rated them; a clinical panel has yet to confirm them."""

    HIGH = "high certainty"
    MODERATE = "moderate certainty"
    LOW = "low certainty"
    VERY_LOW = "very low certainty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of the bibliography."""

    key: str
    title: str
    year: int | None
    design: Design
    population: str = ""
    n: int | None = None
    doi: str = ""
    address: str = ""

    def __str__(self) -> str:
        year = f" ({self.year})" if self.year else ""
        where = f" doi:{self.doi}" if self.doi else (f" {self.address}" if self.address else "")
        return f"{self.title}{year}.{where}"
