"""The report's parts on single figures: clearance and volume, spread, blood pressure, accuracy, people, origins."""

import numpy as np

from leeward.cli.reference_pages.markdown import bullets, paragraph, table
from leeward.cli.validation import circulation
from leeward.cli.validation.accuracy import measured
from leeward.cli.validation.comparison import level_ng_per_ml, ng_per_ml_per, summarized
from leeward.cli.validation.levels import ORDER
from leeward.cli.validation.observed import Summary, observed
from leeward.cli.validation.spread import knows_spread, scatter
from leeward.cli.validation.words import name, number, ratio, source, who
from leeward.evidence import Cited
from leeward.pharmacology.effects import Circulation, Dissociation
from leeward.pharmacology.model import Curve
from leeward.pharmacology.symptoms import Symptoms, kernel

CURVES = {"systolic_peak": "systolic", "diastolic_peak": "diastolic", "heart_rate_peak": "heart rate"}
MAXIMA = {
    "vankawala-2021-maxima": "systolic",
    "vankawala-2021-diastolic": "diastolic",
    "vankawala-2021-heart-rate": "heart rate",
}
HALF_HOUR = {"riva-posse-2018-systolic": "systolic", "riva-posse-2018-diastolic": "diastolic"}


def dispositions() -> str:
    """Return clearance, volume and half-life of every model beside what each study found."""
    told = [one for one in (*observed().summary_row("O8"), *observed().summary_row("O10")) if _comparable(one)]
    heads = ("row", "what, where from", "observed", *(model.key for model in ORDER))
    return table(heads, (_disposition(one) for one in told))


def _comparable(one: Summary) -> bool:
    return one.what in {"clearance", "volume at steady state", "terminal half-life"}


def _disposition(one: Summary) -> tuple[str, ...]:
    isomer = {"S": " of S", "R": " of R", "both": " of the racemate"}[one.isomer]
    cells = []
    for model in ORDER:
        value = summarized(model, one)
        cells.append(f"{number(value)} ({ratio(value / one.value)})")
    detail = one.origin.at.partition(": ")[2]
    what = f"{one.what}{isomer}{f', {detail}' if detail else ''}; {source(one.origin)}"
    return (one.origin.row, what, f"{interval(one)} {one.unit}", *cells)


def interval(one: Summary) -> str:
    """Return the observed figure with its SD or interval."""
    if one.sd is not None:
        return f"{one.value:g} (SD {one.sd:g})"
    return f"{one.value:g}" + (f" ({one.low:g} to {one.high:g})" if one.low is not None else "")


def anaesthesia() -> str:
    """Return what Idvall's two levels are beside the standard infusion."""
    steady, waking = (observed().summaries[f"idvall-1979-{one}"] for one in ("steady", "waking"))
    unit = ng_per_ml_per("umol/L", "ketamine")
    ends = [
        level_ng_per_ml(model, observed().schedules["standard"], "ketamine", np.array([40.0]))[0] for model in ORDER
    ]
    return paragraph(
        f"O10 ({source(steady.origin)}): anaesthesia was held at {steady.value:g} (SD {steady.sd:g}) umol/L = "
        f"{number(steady.value * unit)} ng/mL and people woke at {waking.value:g} (SD {waking.sd:g}) umol/L = "
        f"{number(waking.value * unit)} ng/mL. The dose was not seen, so no course is followed. The standard infusion "
        f"ends at {number(min(ends))} to {number(max(ends))} ng/mL: below half of the level on waking in every model."
    )


def scatters() -> str:
    """Return the spread of an assay in many people, beside the SDs that studies gave."""
    told = observed()
    five = told.schedules["five-mg"]
    rows = []
    for model in ORDER:
        if not knows_spread(model, "ketamine"):
            rows.append((name(model), *["spread or error not obtained"] * 2, ""))
            continue
        standard = told.schedules["standard"].regimen
        (end,) = scatter(model, standard, [40.0], analyte="ketamine", weight_kg=70)
        (nk,) = scatter(model, standard, [110.0], analyte="norketamine", weight_kg=70)
        (small,) = scatter(model, five.regimen, [30.0], analyte="ketamine", weight_kg=70)
        rows.append(
            (
                name(model),
                f"{number(end.mean)} (SD {number(end.sd)}), {number(end.low)} to {number(end.high)}",
                f"{number(nk.mean)} (SD {number(nk.sd)})",
                f"{100 * small.cv:.0f} %",
            )
        )
    seen = told.levels["hasan-2021-s"]
    rows.append(("observed", NO_SD, "not found", f"{100 * seen.sd[0] / seen.values[0]:.0f} % (O4, S)"))
    heads = ("model, site", "K at 40 min, ng/mL, and 5 to 95 %", "NK at 110 min, ng/mL", "CV after 5 mg over 30 min")
    return table(heads, rows)


NO_SD = "185, no SD given (O1); 100 to 250 (O2)"


def pressure() -> str:
    """Return blood pressure and heart rate: the mean curve and the mean of maxima, from one set of parameters."""
    curves, highest = circulation.mean_rises(), circulation.maxima()
    rows = [_peak(getattr(Circulation, row), curves[sign]) for row, sign in CURVES.items()]
    for key, sign in MAXIMA.items():
        one = observed().summaries[key]
        told = float(highest[sign].mean())
        rows.append(_pressure(one, told, f" (SD between people {highest[sign].std():.1f})"))
    for key, sign in HALF_HOUR.items():
        rows.append(_pressure(observed().summaries[key], float(curves[sign][30]), ""))
    return table(("what", "where from", "observed", "simulated", "ratio"), rows)


def _peak(fact: Cited, curve: Curve) -> tuple[str, ...]:
    key = fact.source.key if fact.source else ""
    where = f"[{key}](../reference/sources.md#{key}), {fact.at}; the slopes were fitted to it"
    sign = fact.name.rsplit(".", 1)[-1].removesuffix("_peak").replace("_", " ")
    told = f"{curve.max():.1f} at {int(curve.argmax())} min"
    seen = fact.quantity.number
    return (f"peak of the mean curve, {sign}", where, str(fact.quantity), told, ratio(float(curve.max()) / seen))


def _pressure(one: Summary, told: float, more: str) -> tuple[str, ...]:
    where = f"{source(one.origin)}, {one.origin.at}"
    return (one.what, where, f"{interval(one)} {one.unit}", f"{told:.1f}{more}", ratio(told / one.value))


def relief() -> str:
    """Return when the two-stage kernel peaks and what it keeps, which is a prior and not an observation."""
    on_h, off_d = Symptoms.onset_half_life.to("h"), Symptoms.offset_half_life.to("d")
    hours = np.arange(0, 96, 0.01)
    peak = float(hours[kernel(hours / 24, on_h=on_h, off_d=off_d).argmax()])
    days = np.array([3.0, 7.0, 14.0, 28.0])
    kept = ", ".join(
        f"{100 * share:.0f} % at {day:g} days"
        for day, share in zip(days, kernel(days, on_h=on_h, off_d=off_d), strict=True)
    )
    return paragraph(
        f"With half-lives of {on_h:g} h and {off_d:g} d the kernel g peaks {peak:.1f} h after an infusion and keeps "
        f"{kept}. Depression trials saw their largest effect at 24 h; for PTSD no time course by dose is published. "
        "This is a prior that nobody has tested for PTSD."
    )


def dissociation() -> str:
    """Return the mean CADSS of the two cohorts that the assumed scale stands between."""
    rows = []
    for says, fact, told in (
        (
            "0.4 mg/kg in 10 min, then 0.4 mg/kg/h; at 20 min",
            Dissociation.healthy_mean,
            circulation.cadss_after_bolus(),
        ),
        ("0.5 mg/kg over 40 min; at 40 min", Dissociation.clinic_mean, circulation.cadss_at_end()),
    ):
        key, seen = (fact.source.key if fact.source else ""), fact.to("points")
        where = f"[{key}](../reference/sources.md#{key}), {fact.at}"
        rows.append((says, where, f"{seen:g}", f"{told.mean():.1f} (SD {told.std():.1f})", ratio(told.mean() / seen)))
    return table(("regimen", "where from", "observed mean", "simulated", "ratio"), rows)


def accuracy() -> str:
    """Return how far the engine is from scipy's matrix exponential, measured in this run."""
    rows = []
    for model in ORDER:
        found = measured(model)
        rows.append((f"`{model.key}`", f"{found.one:.1e}", f"{found.crowd:.1e}"))
    return table(("model", "one person", "one of a crowd"), rows)


def people() -> str:
    """Return in whom each model was made, and what stands against it."""
    parts = []
    for model in ORDER:
        parts.append(f"### {model.key}")
        parts.append(paragraph(f"{model.site.value}. {model.population}"))
        parts.append(bullets((*model.limits, *model.doubts)))
    return "\n\n".join(parts)


def origins() -> str:
    """Return every observed figure's row, source, place, status, people and site."""
    told = [one.origin for one in observed().levels.values()] + [one.origin for one in observed().summaries.values()]
    heads = ("row", "figure", "source and status", "where in it", "people", "site of sampling")
    return table(heads, ((one.row, f"`{one.key}`", source(one), one.at, who(one), one.site) for one in told))
