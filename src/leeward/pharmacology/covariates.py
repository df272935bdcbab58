"""What a model may know of a person beyond the dose: weight, age, ethnicity; each model uses its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Curve = NDArray[np.float64]


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
        """Spread single numbers over `people`; arrays keep their length, which must be one or the others'."""
        given = [np.asarray(one, dtype=np.float64) for one in (weight_kg, age_y, asian) if one is not None]
        people = max(people, *(one.size for one in given))

        def each(values: ArrayLike) -> Curve:
            return np.broadcast_to(np.asarray(values, dtype=np.float64).reshape(-1), (people,))

        return cls(
            weight_kg=each(weight_kg),
            age_y=None if age_y is None else each(age_y),
            asian=None if asian is None else each(asian),
        )

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.weight_kg.size
