"""What a model may know of a person beyond the dose: weight, age, ethnicity; each model uses its own."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Reference, Status
from leeward.evidence.sources import PEREZ_RUIXO_2021, SIGTERMANS_2009, WANG_2019
from leeward.pharmacology.reach import CannotSimulate

Curve = NDArray[np.float64]

NO_SEX_EFFECT = (
    "Sex changes nothing in this model: one study found S-ketamine and S-norketamine cleared 20 % faster by women "
    "(Sigtermans 2009, n=20), two found no difference (Wang 2019, n=32; Perez-Ruixo 2021, n=820)."
)
SEX = (
    Reference(SIGTERMANS_2009, at="abstract: elimination clearance 20 % greater in women"),
    Reference(WANG_2019, at="no effect of sex on clearance"),
    Reference(PEREZ_RUIXO_2021, at="results, as quoted by nlmixr2lib: no effect of sex", status=Status.SECONDARY),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariates:
    """One number per person, arrays (people,); None is not charted, and then the model's typical person stands in."""

    weight_kg: Curve
    age_y: Curve | None = None
    asian: Curve | None = None
    """1 for a person of Asian ethnicity, 0 for another."""

    @classmethod
    def of(
        cls,
        *,
        weight_kg: ArrayLike,
        age_y: ArrayLike | None = None,
        asian: ArrayLike | None = None,
        people: int = 1,
    ) -> "Covariates":
        """Spread single numbers over `people`; arrays keep their length.

        Raises CannotSimulate where lengths differ, nobody is given, an age is below 0 or no number, or `asian` is
        neither 0 nor 1.
        """
        given = {"weights": weight_kg, "ages": age_y, "ethnicities": asian}
        columns = {name: np.asarray(one, dtype=np.float64).ravel() for name, one in given.items() if one is not None}
        people = max(people, *(column.size for column in columns.values()))
        _check(columns)
        for name, column in columns.items():
            if column.size not in (1, people):
                raise CannotSimulate(f"{column.size} {name} for {people} people: give one for all, or one for each.")
        spread = {name: np.broadcast_to(column, (people,)) for name, column in columns.items()}
        return cls(weight_kg=spread["weights"], age_y=spread.get("ages"), asian=spread.get("ethnicities"))

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.weight_kg.size


def _check(columns: Mapping[str, Curve]) -> None:
    """Refuse what would silently make every level wrong or no number."""
    if not columns["weights"].size:
        raise CannotSimulate("There is nobody to follow: give one weight or more.")
    ages, asian = columns.get("ages", np.zeros(0)), columns.get("ethnicities", np.zeros(0))
    if not (np.isfinite(ages).all() and (ages >= 0).all()):
        raise CannotSimulate("Every age must be a number of years, 0 or more; one of them is not.")
    if not np.isin(asian, (0.0, 1.0)).all():
        raise CannotSimulate("`asian` is 1 or 0 for each person; one of them is neither.")
