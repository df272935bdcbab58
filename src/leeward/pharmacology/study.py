"""One schedule, given to virtual people of one size who differ as a model's paper says."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.pharmacology.draws import normals
from leeward.pharmacology.kinetics import together
from leeward.pharmacology.model import Curve, Drug, Model
from leeward.pharmacology.reach import CannotSimulate, sessions_of
from leeward.pharmacology.regimen import Regimen

KETAMINE: Final = "ketamine"
NORKETAMINE: Final = "norketamine"
EFFECT_SITE: Final = "effect_site"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """The schedule (mg base), the instants, and the body that everybody shares; a seed makes the people."""

    model: Model
    regimen: Regimen
    times_min: Curve
    weight_kg: float
    age_y: float | None = None
    asian: float | None = None
    drug: Drug = Drug.RACEMATE
    measured: bool = False
    """Whether an assay stands between: the model's residual error on plasma levels, none on the effect site."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """What `levels` tells of, in its order: ketamine, norketamine where the model has it, the effect site."""
        return (*((KETAMINE, NORKETAMINE) if self.model.metabolite else (KETAMINE,)), EFFECT_SITE)

    def etas(self, *, seed: int, first: int, n: int) -> dict[str, Curve]:
        """Return the `deviations` of people `first` to `first + n - 1` of a seed."""
        return deviations(self.model, self.regimen, seed=seed, first=first, n=n)

    def room(self, n: int) -> Curve:
        """Return memory that `levels` of up to `n` people can work in, again and again."""
        return np.empty((2, 3 * n * self.times_min.size))  # plain: both isomers, three planes

    def levels(self, *, seed: int, first: int, n: int, room: Curve | None = None) -> Curve:
        """Return the levels of those people, (outputs, n, times) in ng/mL; isomers together.

        With `room`, they stand there until the next call. Raises CannotSimulate where they are to be measured and the
        residual error was not obtained.
        """
        levels = together(
            self.model,
            self.regimen,
            self.times_min,
            weight_kg=np.full(n, self.weight_kg),
            age_y=self.age_y,
            asian=self.asian,
            etas=self.etas(seed=seed, first=first, n=n),
            drug=self.drug,
            room=room,
        )
        if self.model.metabolite is None:
            levels = levels[::2]
        if self.measured:
            return np.stack([self._assayed(*one, seed, first) for one in zip(self.outputs, levels, strict=True)])
        return levels

    def _assayed(self, output: str, levels: Curve, seed: int, first: int) -> Curve:
        """Return what an assay would show; the effect site is never measured."""
        if output == EFFECT_SITE:
            return levels
        model, (n, times) = self.model, levels.shape
        residual = model.residual_of(output)
        if residual is None:
            raise CannotSimulate(f"{model.key}: the residual error of {output} was not obtained. Ask for true levels.")
        z = normals(seed, stream=f"{model.key}: assay of {output}", first=first, n=n, width=times)
        return residual.drawn(levels, z)


def deviations(model: Model, regimen: Regimen, *, seed: int, first: int, n: int) -> dict[str, Curve]:
    """Return the deviations of people `first` to `first + n - 1` of a seed: the same whoever asks, and when.

    In a single session a person's own deviations and those of the occasion add up; over several sessions only the
    person's own are kept (`simulate` takes `occasions` for the rest).
    """
    own = model.etas_from(_normals(seed, f"{model.key}: person", first, n, len(model.eta_names)))
    if not model.occasion or len(sessions_of(regimen)) != 1:
        return own
    more = model.occasion_etas_from(_normals(seed, f"{model.key}: occasion", first, n, len(model.occasion_names)))
    nothing = np.zeros(n)
    return own | {name: own.get(name, nothing) + values for name, values in more.items()}


def _normals(seed: int, stream: str, first: int, n: int, width: int) -> Curve:
    """Draw, where the paper told of any spread at all."""
    return normals(seed, stream=stream, first=first, n=n, width=width) if width else np.empty((n, 0))
