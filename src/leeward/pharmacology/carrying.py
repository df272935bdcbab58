"""One isomer's worth of drug carried through people's bodies: few or many, at once or from occasion to occasion."""

from dataclasses import dataclass, replace

import numpy as np

from leeward.pharmacology import compiled
from leeward.pharmacology.compartments import NG_PER_ML, constants, falls_apart, layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Curve, Etas, Model
from leeward.pharmacology.propagation import propagate
from leeward.pharmacology.regimen import Regimen

PLANES = ("parent", "metabolite", "effect site")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bodies:
    """People as a model sees them, and what they clear of one isomer."""

    model: Model
    people: Covariates
    etas: Etas
    clearance_factor: float
    ke0_per_min: float

    def levels(self, regimen: Regimen, times_min: Curve, *, out: Curve | None = None) -> Curve:
        """Return the levels of the whole dose in ng/mL, (3, people, times) as PLANES names; in `out` where that fits.

        The plane of a metabolite that the model does not have is zero.
        """
        if not times_min.size:
            return np.zeros((len(PLANES), self.people.people, 0))
        instants, back = np.unique(times_min, return_inverse=True)
        alike = times_min.size == instants.size and bool((back[1:] > back[:-1]).all())
        found = self._at(regimen, instants, out=out if alike else None)
        return found if alike else found[:, :, back]

    def moved(self, extra: Etas) -> "Bodies":
        """Return the same people with more added to their deviations."""
        nothing = np.zeros(self.people.people)
        now = {name: self.etas.get(name, nothing) + extra.get(name, nothing) for name in {*self.etas, *extra}}
        return replace(self, etas=now)

    def carried(self, regimen: Regimen, instants: Curve, held_mg: Curve) -> tuple[Curve, Curve]:
        """Carry on from what is held, (people, compartments) in mg; return the levels and what is held at last."""
        if compiled.wanted(self.people.people):
            held = held_mg.copy()
            steps = compiled.plan(regimen, instants)
            return compiled.by_steps(self._matrix(), steps, self._reads(), self._scale(), state=held), held
        states = propagate(self._matrix(), regimen, instants, start=held_mg)
        return self._read(states), states[:, -1].copy()

    def empty(self) -> Curve:
        """Return bodies that hold nothing, (people, compartments)."""
        return np.zeros((self.people.people, layout(self.model).effect + 1))

    def keeping_effect(self, held_mg: Curve, before: "Bodies") -> Curve:
        """Return what is held so that the effect site keeps its level, where the center has changed its size."""
        kept = held_mg.copy()
        kept[:, layout(self.model).effect] *= before._scale()[:, 2] / self._scale()[:, 2]
        return kept

    def _at(self, regimen: Regimen, instants: Curve, *, out: Curve | None) -> Curve:
        if not compiled.wanted(self.people.people):
            return self._read(propagate(self._matrix(), regimen, instants))
        steps = compiled.plan(regimen, instants)
        if not falls_apart(self.model):
            return compiled.by_steps(self._matrix(), steps, self._reads(), self._scale(), out=out)
        norketamine = self.model.metabolite is not None
        table = constants(
            self.model,
            covariates=self.people,
            etas=self.etas,
            clearance_factor=self.clearance_factor,
            ke0_per_min=self.ke0_per_min,
            metabolite=norketamine,
        )
        return compiled.by_modes(table, steps, with_metabolite=norketamine, out=out)

    def _matrix(self) -> Curve:
        return rates(
            self.model,
            covariates=self.people,
            etas=self.etas,
            clearance_factor=self.clearance_factor,
            ke0_per_min=self.ke0_per_min,
        )

    def _reads(self) -> tuple[int, int, int]:
        """Return the compartments that hold parent, metabolite (-1: none) and effect site."""
        plan = layout(self.model)
        return 0, plan.metabolite or -1, plan.effect

    def _scale(self) -> Curve:
        """Return ng/mL per mg held, (people, 3)."""
        scale = np.ones((self.people.people, len(PLANES)))
        scale[:, 0] = scale[:, 2] = NG_PER_ML / self.model.parent.central_l.of(covariates=self.people, etas=self.etas)
        if self.model.metabolite is not None:
            own = self.model.metabolite.body.central_l.of(covariates=self.people, etas=self.etas)
            scale[:, 1] = self.model.metabolite.molar_ratio * NG_PER_ML / own
        return scale

    def _read(self, states: Curve) -> Curve:
        """Return the levels (3, people, times) from what each compartment holds, (people, times, compartments)."""
        levels = np.zeros((len(PLANES), *states.shape[:2]))
        for place, (held, scale) in enumerate(zip(self._reads(), self._scale().T, strict=True)):
            if held >= 0:
                levels[place] = states[:, :, held] * scale[:, None]
        return levels


def by_occasion(bodies: Bodies, occasions: tuple[tuple[float, Etas], ...], regimen: Regimen, times_min: Curve) -> Curve:
    """Return the levels (3, people, times) where deviations change at a minute: what the body holds is handed on."""
    begins = (0.0, *(start for start, _ in occasions))
    ends = (*begins[1:], np.inf)
    before, held = bodies, bodies.empty()
    levels = np.zeros((len(PLANES), bodies.people.people, times_min.size))
    for begin, end, extra in zip(begins, ends, ({}, *(etas for _, etas in occasions)), strict=True):
        now = bodies.moved(extra)
        here = (times_min >= begin) & (times_min < end)
        asked = np.append(times_min[here] - begin, [] if np.isinf(end) else end - begin)
        if not asked.size:  # nobody asks for anything after the last change
            break
        instants, back = np.unique(asked, return_inverse=True)
        found, held = now.carried(regimen.between(begin, end), instants, now.keeping_effect(held, before))
        levels[:, :, here] = found[:, :, back[: here.sum()]]
        before = now
    return levels
