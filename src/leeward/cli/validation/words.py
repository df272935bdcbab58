"""How the report writes numbers, misses and where a figure comes from."""

from leeward.cli.reference_pages.markdown import SHORT
from leeward.cli.validation.observed import Origin
from leeward.pharmacology.model import Model, Site

LOW, HIGH = 0.85, 1.15
"""A ratio outside these is printed bold: the dossier's own bounds for the arterial models."""
SITES = {Site.VENOUS: "venous", Site.ARTERIAL: "arterial", Site.NOT_SEEN: "not seen"}
NOTHING = "–"


def ratio(value: float) -> str:
    """Return simulated over observed; bold where it misses by more than 15 %."""
    told = f"{value:.2f}"
    return told if LOW <= float(told) <= HIGH else f"**{told}**"


def number(value: float) -> str:
    """Return three significant figures, no exponent."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def minutes(values: object) -> str:
    """Return a time as it stands in a head."""
    return f"{values:g} min"


def source(origin: Origin) -> str:
    """Return the link to the bibliography, with how the figure came to us."""
    return f"[{origin.source.key}](../reference/sources.md#{origin.source.key}) (*{SHORT[origin.status]}*)"


def who(origin: Origin) -> str:
    """Return in whom it was measured."""
    return f"{origin.people}, n={origin.n}" if origin.n else origin.people


def name(model: Model) -> str:
    """Return a model's name with its site, which explains most of what follows."""
    return f"`{model.key}`, {SITES[model.site]}"
