"""What the drug at the effect site does: dissociation, blood pressure, heart rate."""

import numpy as np

from leeward.evidence import Facts, assumed, cite, derived
from leeward.evidence.sources import (
    CADSS_MOOD,
    CV_741,
    EBERT_1997,
    GOLDWAY_2025,
    KAMP_2021,
    RODRIGUES_2022,
    SIMONS_2022_B,
    VANKAWALA_2021,
)
from leeward.pharmacology.model import Curve


class Dissociation(Facts):
    """CADSS above the person's own baseline: only the C50 is published, and for a drug-high scale, not for CADSS."""

    c50 = derived("71 ng/mL", SIMONS_2022_B, by="abstract: drug high, C50 0.3 nmol/mL S-ketamine, at 237.7 g/mol")
    c50_spread = assumed("0.3 1", why="log-SD between people; not published")
    r_potency = derived("0.3 1", EBERT_1997, by="between receptor binding 0.21 (here) and EEG slowing 0.44 (n=5)")
    r_potency_spread = derived("0.4 1", EBERT_1997, by="log-SD that reaches from 0.21 to 0.44")
    hill = assumed("2 1", why="steepness not obtained; a weak prior")
    hill_spread = assumed("0.4 1", why="log-SD of a weak prior")
    healthy_mean = derived(
        "24.9 points", GOLDWAY_2025, by="mean of its public rows after 0.4 mg/kg in 10 min, n=33, SD 10.8"
    )
    clinic_mean = cite("7.7 points", CADSS_MOOD, at="abstract: mood disorders, n=110, SD 9.2")
    scale = assumed(
        "11 points",
        why="thin: the two cohorts above disagree threefold; this median puts the mean of both regimens near "
        "13.5 points, the geometric mean of 24.9 and 7.7",
    )
    scale_spread = assumed(
        "0.9 1", why="log-SD that covers both cohorts and the clinic's skew (SD 9.2 on a mean of 7.7)"
    )
    most = assumed("92 points", why="23 items of 0 to 4; recalled, not read")
    later_sessions = assumed(
        "0.7 1", why="share left from the second infusion on, then level: the direction is published, the size is not"
    )
    later_spread = assumed("0.6 1", why="SD of its log odds between people: nine in ten keep 0.47 to 0.86")
    tolerance = cite("2 infusions", RODRIGUES_2022, at="CADSS falls after infusion 1 then plateaus")


class Circulation(Facts):
    """Straight lines on arterial S-ketamine at the effect site; R-ketamine does not drive the circulation."""

    systolic_peak = cite("7.4 mmHg", CV_741, at="largest mean rise, 30-40 min")
    diastolic_peak = cite("6.0 mmHg", CV_741, at="largest mean rise, 30-40 min")
    heart_rate_peak = cite("1.9 /min", CV_741, at="largest mean rise, 30-40 min")
    systolic_highest = cite("12.61 mmHg", VANKAWALA_2021, at="pooled mean of maxima, 10.40-14.82")
    diastolic_highest = cite("8.49 mmHg", VANKAWALA_2021, at="pooled mean of maxima, 6.89-10.09")
    heart_rate_highest = cite("4.09 /min", VANKAWALA_2021, at="pooled mean of maxima, 0.55-7.63")
    systolic = derived(
        "0.060 mmHg/(ng/mL)",
        CV_741,
        by="7.4 mmHg over 123 ng/mL, the mean of both arterial models at the effect site; the dossier's 0.051 is the "
        "same rise over Simons' arterial plasma (144 ng/mL), without the lag",
    )
    diastolic = derived("0.049 mmHg/(ng/mL)", CV_741, by="6.0 mmHg over the same level")
    heart_rate = derived("0.0155 /min/(ng/mL)", CV_741, by="1.9 per min over the same level")
    s_only = cite("1 1", KAMP_2021, at="cardiac output follows S, not R")
    slope_cv = assumed("50 %", why="the spread that joins the mean curve of 7.4 to the mean of maxima of 12.6 mmHg")
    noise = assumed("5 mmHg", why="within-person noise that joins the two statistics; 4, 6 and 7 fit less well")
    diastolic_noise = assumed("3.5 mmHg", why="joins 6.0 to 8.49 likewise: 3 to 4 do, and 5 would give 10.8")
    heart_rate_noise = assumed("4 /min", why="joins 1.9 to 4.09 likewise, a wide interval: below 5 does")
    autocorrelation = assumed("0.3 1", why="of the noise of two readings 5 min apart; a weak prior, nothing published")
    autocorrelation_spread = assumed("0.9 1", why="SD of its log odds between people: nine in ten within 0.09 and 0.65")
    autocorrelation_gap = assumed("5 min", why="the gap for which the autocorrelation is stated")


class Readings(Facts):
    """By what rule a maximum is taken: the highest cuff reading, as the clinic would see it."""

    every = assumed("5 min", why="the cuff's interval during an infusion")
    until_after_end = assumed("30 min", why="to 70 min for a 40-min infusion, as the pooled maxima were reproduced")


def tolerated(scale: Curve, tolerance: Curve, *, session: int) -> Curve:
    """Return the scale of dissociation at a session: whole at the first, then lower and level."""
    return scale * tolerance if session >= Dissociation.tolerance.to("infusions") else scale


def dissociation(s_equivalents_ng_per_ml: Curve, *, scale: Curve, c50_ng_per_ml: Curve, hill: Curve) -> Curve:
    """Return CADSS points above baseline, (people, times): a sigmoid of the effect-site level, never above 92."""
    relative = (np.maximum(s_equivalents_ng_per_ml, 0.0) / c50_ng_per_ml[:, None]) ** hill[:, None]
    points: Curve = np.minimum(scale[:, None], Dissociation.most.to("points")) * relative / (1.0 + relative)
    return points


def around(median: float, spread: float, z: Curve) -> Curve:
    """Return positive numbers around a median, one for each standard normal; `spread` is the SD of the logarithm."""
    positive: Curve = median * np.exp(spread * z)
    return positive


def share_around(median: float, spread: float, z: Curve) -> Curve:
    """Return shares between 0 and 1, one for each standard normal; `spread` is the SD of the log odds."""
    share: Curve = median / (median + (1 - median) * np.exp(-spread * z))
    return share


def slopes(z: Curve) -> Curve:
    """Return how strongly people react, as multiples of the mean slope: mean 1, CV as declared, never below 0."""
    variance = np.log1p(Circulation.slope_cv.to("1") ** 2)
    multiples: Curve = np.exp(np.sqrt(variance) * z - variance / 2)
    return multiples


def carried(autocorrelation: Curve, gap_min: Curve | float) -> Curve:
    """Return how much of one reading's noise is left in another so many minutes later: AR(1) over any gaps."""
    left: Curve = autocorrelation ** (np.abs(gap_min) / Circulation.autocorrelation_gap.to("min"))
    return left
