"""The six published models written a second time, as flows between spaces: nothing here comes from leeward.

Numbers were typed again from the dossier's table 1a, in the papers' own units, so that a slip of the pen in either copy
shows. A flow is clearance times concentration; the engine works with rates instead. Doses are mg, levels ng/mL.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.integrate import solve_ivp

MW_KETAMINE, MW_NORKETAMINE, MW_HYDROXYNORKETAMINE = 237.73, 223.70, 239.70
R_CLEARANCE = 0.86
KE0_PER_MIN = math.log(2) / 6.1


@dataclass(frozen=True)
class Spaces:
    """Volumes in L, flows in L/min, times in min of one person."""

    volume: float
    clearance: float
    sides: tuple[tuple[float, float], ...] = ()
    liver: tuple[float, float, float, float] | None = None
    """Volume, flow, and the rates per min at which the liver makes norketamine and clears otherwise."""


@dataclass(frozen=True)
class Chain:
    """What one substance turns into: the share, the delay in steps, the mass ratio, and its own spaces."""

    share: float
    steps: int
    delay_min: float
    mass_ratio: float
    spaces: Spaces
    onward: "Chain | None" = None


@dataclass(frozen=True)
class Published:
    """One person's copy of a model."""

    parent: Spaces
    chain: Chain | None = None
    ke0_per_min: float = KE0_PER_MIN
    names: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.flow(np.zeros(64), 0.0))

    def flow(self, x, rate_mg_per_min):
        """Return what each space gains per minute. Order: parent, its sides, liver; for each product its steps,
        center, sides; last the effect site in mg/L. Masses are mg of the substance itself."""
        gained, at, left = _spaces(self.parent, x, 0, rate_mg_per_min)
        chain, source = self.chain, left
        while chain is not None:
            gained, at, source = _chain(chain, x, gained, at, source)
            chain = chain.onward
        plasma = x[0] / self.parent.volume
        gained.append(self.ke0_per_min * (plasma - x[at]))
        return np.array(gained)

    def matrix(self):
        """The same flows as a matrix, one column for one mg in each space."""
        size = self.size
        return np.array([self.flow(np.eye(size)[i], 0.0) for i in range(size)]).T

    def readouts(self, states):
        """Ketamine, norketamine and effect site in ng/mL from states (times, size)."""
        ketamine = 1000 * states[:, 0] / self.parent.volume
        effect = 1000 * states[:, -1]
        if self.chain is None:
            return ketamine, None, effect
        center = 1 + len(self.parent.sides) + (self.parent.liver is not None) + self.chain.steps
        return ketamine, 1000 * states[:, center] / self.chain.spaces.volume, effect


def _spaces(spaces, x, at, coming_in):
    """Gains of a center and its sides; returns them, the next place, and what left as flows that may go on."""
    level = x[at] / spaces.volume
    gains = [coming_in - spaces.clearance * level]
    for place, (volume, exchange) in enumerate(spaces.sides, start=at + 1):
        across = exchange * (level - x[place] / volume)
        gains[0] -= across
        gains.append(across)
    place = at + len(gains)
    if spaces.liver is None:
        return gains, place, spaces.clearance * level
    volume, blood, making, otherwise = spaces.liver
    through = blood * (level - x[place] / volume)
    gains[0] -= through
    gains.append(through - (making + otherwise) * x[place])
    return gains, place + 1, making * x[place]


def _chain(chain, x, gained, at, source):
    incoming = chain.share * chain.mass_ratio * source
    for place in range(at, at + chain.steps):
        onward = chain.steps / chain.delay_min * x[place]
        gained.append(incoming - onward)
        incoming = onward
    center, place, left = _spaces(chain.spaces, x, at + chain.steps, incoming)
    return gained + center, place, left


def otto(weight_kg, *, r=False, etas=None, age_y=None):
    e, size, flow = _person(etas), weight_kg / 70, (weight_kg / 70) ** 0.75
    cl = 95.2 / 60 * flow * e("cl") * (R_CLEARANCE if r else 1)
    parent = Spaces(133 * size * e("v1"), cl, ((187, 23.2 / 60), (98.8, 157 / 60)))
    norketamine = Spaces(98.6 * size * e("nk_v1"), 57.7 / 60 * flow * e("nk_cl"), ((160, 42.8 / 60),))
    return Published(parent, Chain(1.0, 0, 0.0, 1.0, norketamine))


def simons(weight_kg, *, r=False, etas=None, age_y=None, hydroxynorketamine=False):
    e, size, flow = _person(etas), weight_kg / 70, (weight_kg / 70) ** 0.75
    v1 = 11.6 * size * e("v1")
    cl = 1.48 * flow * e("cl") * (R_CLEARANCE if r else 1)
    parent = Spaces(v1, cl, ((39.0 * size, 2.43 * flow), (174 * size, 1.21 * flow * e("q3"))))
    onward = None
    if hydroxynorketamine:
        spaces = Spaces(4.4 * size, 0.933 * flow, ((87.5 * size, 1.70 * flow),))
        onward = Chain(0.70, 2, 1.12, MW_HYDROXYNORKETAMINE / MW_NORKETAMINE, spaces)
    norketamine = Spaces(v1, 1.00 * flow * e("nk_cl"), ((221 * size, 2.63 * flow),))
    return Published(parent, Chain(0.80, 2, 20.1 * e("transit"), MW_NORKETAMINE / MW_KETAMINE, norketamine, onward))


def kamp(weight_kg, *, r=False, etas=None, age_y=None):
    e, size = _person(etas), weight_kg / 70
    sides = ((56 * size, 161 / 60 * size), (157 * size, 79 / 60 * size))
    return Published(Spaces(25 * size * e("v1"), 84 / 60 * size * e("cl"), sides))


def domino(weight_kg, *, r=False, etas=None, age_y=None):
    v1 = 0.063 * weight_kg
    return Published(
        Spaces(v1, 0.4381 * v1, ((0.5921 / 0.2470 * v1, 0.5921 * v1), (0.5900 / 0.0146 * v1, 0.5900 * v1)))
    )


def clements(weight_kg, *, r=False, etas=None, age_y=None):
    v1 = 1.7522 * weight_kg
    return Published(Spaces(v1, 0.0109 * v1, ((0.0186 / 0.0137 * v1, 0.0186 * v1),)))


def perez_ruixo(weight_kg, *, r=False, etas=None, age_y=None):
    """Weight changes nothing in this model; liver blood flow falls by 2.19 L/h for each year over 60."""
    e = _person(etas)
    blood = (151 - 2.19 * max((age_y or 0) - 60, 0)) / 60 * e("liver_flow")
    slower = R_CLEARANCE if r else 1
    liver = (101 * e("liver_v"), blood, 2.77 / 60 * slower, 1.11 / 60 * slower * e("elsewhere"))
    parent = Spaces(192 * e("v1"), 0.0, ((143 * e("v2"), 84.3 / 60), (417, 37.6 / 60)), liver)
    norketamine = Spaces(70 * e("nk_v1"), 38 / 60 * e("nk_cl"), ((115, 26.1 / 60),))
    return Published(parent, Chain(1.0, 0, 0.0, 1.0, norketamine))


BY_KEY = {
    "otto_2021": otto,
    "simons_2022": simons,
    "kamp_2020": kamp,
    "domino_1982": domino,
    "clements_1981": clements,
    "perez_ruixo_2021": perez_ruixo,
}
RACEMIC = {"kamp_2020", "domino_1982", "clements_1981"}


def second_copy(model):
    """Return the second writing of one of the shipped models."""
    return BY_KEY[model.key]


def solve(person, regimen, times_min, *, method=None, dose_share=1.0, start=None):
    """Integrate the flows numerically, started anew at every change of rate; returns states (times, size).

    `regimen` needs only `segments` with rate_mg_per_min, minutes and bolus_mg. After the last one nothing runs. A level
    asked for at the moment of a push is the level just after it. Long stretches go to a solver for stiff systems.
    `start` is what the spaces hold at minute 0.
    """
    times, matrix = np.asarray(times_min, dtype=float), person.matrix()
    states = np.zeros((times.size, person.size))
    state, now = np.zeros(person.size) if start is None else start.copy(), 0.0
    for segment in [*regimen.segments, None]:
        rate = 0.0 if segment is None else dose_share * segment.rate_mg_per_min
        state[0] += 0.0 if segment is None else dose_share * segment.bolus_mg
        end = max(times.max(), now) if segment is None else now + segment.minutes
        inside = (times >= now) & (times <= end)
        if end > now:
            chosen = method or ("DOP853" if end - now <= 300 else "LSODA")
            asked = np.clip(times[inside] - now, 0.0, end - now)
            at, solved = _stretch(matrix, state, rate, end - now, asked, chosen)
            states[inside] = solved[np.searchsorted(at, asked)]
            state = solved[-1].copy()
        else:
            states[inside] = state
        now = end
    return states


def _stretch(matrix, state, rate, minutes, asked, method):
    """Return the times solved for, the end of the stretch last, and the states there."""
    entering = np.eye(state.size)[0] * rate
    solved = solve_ivp(
        lambda _, x: matrix @ x + entering,
        (0.0, minutes),
        state,
        method=method,
        t_eval=np.union1d(asked, [minutes]),
        rtol=1e-12,
        atol=1e-13,
    )
    assert solved.success, solved.message
    return solved.t, solved.y.T


def _person(etas):
    told = etas or {}
    return lambda name: math.exp(told.get(name, 0.0))
