"""How many NMDA receptors may be blocked: a curve that explains, from rats; nobody has measured it in people."""

from statistics import NormalDist

import numpy as np

from leeward.evidence import Cited, Facts, Reference, assumed, cite, derived
from leeward.evidence.sources import DAYTON_1983, SHAFFER_2014, SPRAVATO_US, STONE_2006, VAN_DER_AART_2018
from leeward.pharmacology import draws
from leeward.pharmacology.model import Curve

SITE = "NMDA receptors, from unbound ketamine behind arterial plasma and from rats' brains: not measured in people"
SAYS = (
    "Occupancy comes from the level of half occupancy in rats, ex vivo, and from how much ketamine human plasma leaves "
    "unbound; norketamine's small share is left out. There is no human figure: [123I]CNS-1261 was displaced in ten "
    "volunteers without giving one, and [18F]PK-209 showed no consistent change after 0.5 mg/kg esketamine. It "
    "explains and decides nothing: no benefit, and no harm, is known to go with it."
)
ATTEMPTS = (
    Reference(STONE_2006, at="abstract: ten volunteers, binding falls in most regions"),
    Reference(VAN_DER_AART_2018, at="abstract: no consistent change after S-ketamine 0.5 mg/kg"),
)


class Occupancy(Facts):
    """Everything between a level of ketamine and the share of receptors that it blocks."""

    unbound = derived("0.57 1", SPRAVATO_US, by="esketamine 43-45 % bound, read on a secondary page: its lower end")
    unbound_low = derived("0.53 1", DAYTON_1983, by="abstract: bound as much as 47 % to human plasma")
    unbound_high = assumed("0.71 1", why="a figure of 2024 for R-ketamine, read on a page that named no paper")
    half = cite("1.42 nmol/mL", SHAFFER_2014, at="abstract: unbound in plasma, 1420 nM, rats")
    half_low = cite("0.99 nmol/mL", SHAFFER_2014, at="abstract: lower end of the 95 % interval")
    half_high = cite("2.14 nmol/mL", SHAFFER_2014, at="abstract: upper end of the 95 % interval")
    interval = assumed("95 %", why="how much lies between the bounds: stated for half occupancy, taken for unbound")
    molar_mass = assumed("237.73 g/mol", why="arithmetic, not a measurement: atomic masses of C13H16ClNO, the base")


CITES: tuple[Cited | Reference, ...] = (*Occupancy.rows(), *ATTEMPTS)
"""Everything that a share of receptors rests on."""


def occupied(ketamine_ng_per_ml: Curve, *, unbound: Curve | float, half_nmol_per_ml: Curve | float) -> Curve:
    """Return the share of receptors blocked (0 to 1) at levels of both isomers together; arrays broadcast."""
    free_nmol_per_ml = np.maximum(ketamine_ng_per_ml, 0.0) * unbound / Occupancy.molar_mass.to("g/mol")
    share: Curve = free_nmol_per_ml / (free_nmol_per_ml + half_nmol_per_ml)
    return share


def doubted(ketamine_ng_per_ml: Curve, *, seed: int, first: int = 0) -> Curve:
    """Return the share blocked (people, times), each person with an unbound share and a half occupancy drawn anew."""
    unbound, half = drawn(len(ketamine_ng_per_ml), seed=seed, first=first)
    return occupied(ketamine_ng_per_ml, unbound=unbound[:, None], half_nmol_per_ml=half[:, None])


def drawn(n: int, *, seed: int, first: int = 0) -> tuple[Curve, Curve]:
    """Return the unbound share and the unbound level of half occupancy in nmol/mL, (n,) each."""
    z = draws.normals(seed, stream="occupancy", first=first, n=n, width=2)
    facts, unit = Occupancy, "nmol/mL"
    unbound = _between(facts.unbound_low.to("1"), facts.unbound.to("1"), facts.unbound_high.to("1"), z[:, 0])
    half = _between(facts.half_low.to(unit), facts.half.to(unit), facts.half_high.to(unit), z[:, 1])
    return np.minimum(unbound, 1.0), half


def _between(low: float, median: float, high: float, z: Curve) -> Curve:
    """Return positive numbers around a median; the interval's share of them lies between the bounds, on a log scale."""
    bound = NormalDist().inv_cdf((1 + Occupancy.interval.to("1")) / 2)
    below, above = np.log(median / low) / bound, np.log(high / median) / bound
    positive: Curve = median * np.exp(below * np.minimum(z, 0.0) + above * np.maximum(z, 0.0))
    return positive
