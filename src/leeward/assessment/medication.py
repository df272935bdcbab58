"""The medication list of a chart, reviewed once, and the kinds of medicine that rules ask for."""

import re
from functools import lru_cache
from typing import Final

from leeward.assessment.chart import Chart
from leeward.medicines import MedicationReview, MedicineFinding, review
from leeward.truth import UNKNOWN, Truth, truth

BENZODIAZEPINES: Final = frozenset({"benzodiazepine"})
INCRETINS: Final = frozenset({"incretin"})
OPIOIDS: Final = frozenset({"opioid agonist", "opioid", "opioid + NRI", "opioid + SNRI"})
THYROID_HORMONES: Final = frozenset({"thyroid hormone"})
_QT = re.compile(r"\bQT\b")


def reviewed(chart: Chart) -> MedicationReview | None:
    """Return the review of the list; None when nobody asked for the list."""
    return None if chart.medicines is None else _reviewed(chart.medicines)


@lru_cache(maxsize=1024)  # plain: so many lists are remembered
def _reviewed(names: tuple[str, ...]) -> MedicationReview:
    return review(names)


def forget() -> None:
    """Forget the lists reviewed so far: for timing."""
    _reviewed.cache_clear()


def takes(chart: Chart, classes: frozenset[str]) -> Truth:
    """Is a medicine of one of these classes on the list? Unknown when nobody asked for the list."""
    known = reviewed(chart)
    return UNKNOWN if known is None else truth(any(found.klass in classes for found in known.matched))


def takes_qt_medicine(chart: Chart) -> Truth:
    """Does a medicine on the list lengthen the QT interval? Unknown when nobody asked for the list."""
    known = reviewed(chart)
    return UNKNOWN if known is None else truth(any(map(lengthens_qt, known.matched)))


def lengthens_qt(found: MedicineFinding) -> bool:
    """Does the interaction table name the QT interval for this medicine?"""
    return bool(_QT.search(f"{found.mechanism} {found.effect}"))
