"""The part of the report on levels: each observed series beside every model that can show its analyte."""

from collections.abc import Iterable, Sequence

import numpy as np

from leeward.cli.reference_pages.markdown import paragraph, table
from leeward.cli.validation.comparison import beside, gives, level_ng_per_ml, miss, summarized
from leeward.cli.validation.observed import Level, observed
from leeward.cli.validation.words import NOTHING, SITES, minutes, name, number, ratio, source, who
from leeward.pharmacology.model import Model, Site
from leeward.pharmacology.models import EVERY

ORDER = tuple(
    sorted(EVERY, key=lambda model: ([Site.ARTERIAL, Site.VENOUS, Site.NOT_SEEN].index(model.site), model.key))
)
"""Arterial models first, then venous, then the one whose site was not seen."""
AFTER = (40.0, 80.0, 110.0, 230.0)


def at_a_glance() -> str:
    """Return the table of ratios: what a reader wants first."""
    told = observed()
    six = {level.analyte: level for level in told.row("O6")}
    heads = (
        "model, site",
        *("O1 end of 0.5 mg/kg", "O4 S", "O4 R", "O5 peak"),
        *("O6 S", "O6 R", "O6 S-NK", "O6 R-NK", "O7 area"),
    )
    rows = []
    for model in ORDER:
        ends = [_ratio(model, told.levels[key]) for key in ("zarate-2006", "hasan-2021-s", "hasan-2021-r")]
        peaks = [_ratio(model, told.levels["simons-2022-peak-a"])]
        means = [
            ratio(miss(model, six[one]).mean_ratio) if gives(model, one) else NOTHING
            for one in ("S-ketamine", "R-ketamine", "S-norketamine", "R-norketamine")
        ]
        area = told.summaries["pmc9118341-area"]
        rows.append((name(model), *ends, *peaks, *means, ratio(summarized(model, area) / area.value)))
    return table(heads, rows)


def _ratio(model: Model, level: Level) -> str:
    return ratio(float(beside(model, level)[0] / level.values[0]))


def standard_infusion() -> str:
    """Return what every model says of the standard infusion, at its end and after it."""
    schedule = observed().schedules["standard"]
    heads = ("model, site", *(f"K {minutes(at)}" for at in AFTER), *(f"NK {minutes(at)}" for at in AFTER))
    rows = []
    for model in ORDER:
        cells = [number(level) for level in level_ng_per_ml(model, schedule, "ketamine", np.array(AFTER))]
        nk = [NOTHING] * len(AFTER)
        if gives(model, "norketamine"):
            nk = [number(level) for level in level_ng_per_ml(model, schedule, "norketamine", np.array(AFTER))]
        rows.append((name(model), *cells, *nk))
    return table(heads, rows)


def single(rows: Iterable[str]) -> str:
    """Return the series of one time each: observed, its interval, and every model's figure and ratio."""
    levels = [level for row in rows for level in observed().row(row)]
    heads = ("row", "what, where from", "observed", *(f"{model.key}" for model in ORDER))
    return table(heads, (_single(level) for level in levels))


def _single(level: Level) -> tuple[str, ...]:
    what = f"{level.analyte} at {minutes(level.times_min[0])}, {level.schedule.says}; {source(level.origin)}"
    cells = []
    for model in ORDER:
        told = float(beside(model, level)[0])
        cells.append(f"{number(told)}{_against(level, told)}")
    return (level.origin.row, what, f"{_observed(level)} {level.unit}", *cells)


def _observed(level: Level) -> str:
    if not level.values.size:
        return f"{level.low[0]:g} to {level.high[0]:g}"
    if level.sd.size:
        return f"{level.values[0]:g} (SD {level.sd[0]:g})"
    return f"{level.values[0]:g}" + (f" ({level.low[0]:g} to {level.high[0]:g})" if level.low.size else "")


def _against(level: Level, told: float) -> str:
    if level.values.size:
        return f" ({ratio(told / level.values[0])})"
    return " (inside)" if level.low[0] <= told <= level.high[0] else " (**outside**)"


def series(level: Level) -> str:
    """Return one series: observed, then each model's figure with its ratio, time by time."""
    said = [model for model in ORDER if gives(model, level.analyte)]
    head = paragraph(
        f"{level.analyte}, {SITES[Site.ARTERIAL]}, {level.unit}; {who(level.origin)}; {source(level.origin)}: "
        f"{level.origin.at}."
    )
    heads = ("", *(minutes(at) for at in level.times_min), "mean ratio", "typical factor")
    observed_row = ("observed", *(f"{value:.3f}" for value in level.values), "", "")
    return "\n\n".join((head, table(heads, [observed_row, *(_row(model, level) for model in said)])))


def _row(model: Model, level: Level) -> Sequence[str]:
    told, missed = beside(model, level), miss(model, level)
    cells = (f"{value:.3f} ({ratio(value / seen)})" for value, seen in zip(told, level.values, strict=True))
    return (name(model), *cells, ratio(missed.mean_ratio), f"{np.exp(missed.rms_log):.2f}")
