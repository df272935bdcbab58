"""Which limits must stay in order: a soft fence inside a hard one, a start band the right way round."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from leeward.evidence import Cited
from leeward.protocol.alarms import Bedside, Breathing, Heart, Oxygen, Pressure
from leeward.protocol.assessing import Ages, RestingPressure, Scores
from leeward.protocol.coursing import ExposureReview, LiverWatch, TherapyWindow
from leeward.protocol.discharge import Leaving
from leeward.protocol.dosing import (
    DoseMass,
    Duration,
    FirstDose,
    LaterDose,
    Rate,
    Spacing,
    StepUp,
    Weight,
    WeightChange,
)
from leeward.protocol.starting import Start
from leeward.protocol.thresholds import Thresholds

Chain = tuple[Cited, ...]

# From the lowest to the highest; neighbors may be equal, and never the other way round.
CHAINS: Final[tuple[Chain, ...]] = (
    (Start.systolic_low_no, Start.systolic_low_go, Start.systolic_go, Start.systolic_no),
    (Start.diastolic_low, Start.diastolic_go, Start.diastolic_no),
    (Start.heart_rate_low_no, Start.heart_rate_low_go, Start.heart_rate_go, Start.heart_rate_no),
    (Start.spo2_no, Start.spo2_go, Start.spo2_most),
    (Start.respiratory_rate_low, Start.respiratory_rate_go, Start.respiratory_rate_no),
    (Start.temperature_low, Start.temperature_go, Start.temperature_no),
    (RestingPressure.systolic_to_weigh, Start.systolic_no, RestingPressure.systolic_to_exclude),
    (RestingPressure.diastolic_to_weigh, Start.diastolic_no, RestingPressure.diastolic_to_exclude),
    (Ages.adult, Ages.pressure_rise, Ages.older),
    (FirstDose.stop_low, FirstDose.soft_high, FirstDose.hard_high, FirstDose.stop_high),
    (FirstDose.stop_low, LaterDose.soft_high, LaterDose.hard_high, LaterDose.stop_high),
    (FirstDose.stop_high, LaterDose.stop_high),
    (StepUp.soft_high, StepUp.hard_high, StepUp.stop_high),
    (Rate.soft_high, Rate.hard_high, Rate.stop_high),
    (DoseMass.stop_low, DoseMass.soft_high, DoseMass.hard_high, DoseMass.stop_high),
    (Duration.stop_low, Duration.hard_low, Duration.soft_low, Duration.soft_high, Duration.stop_high),
    (Weight.stop_low, Weight.hard_low, Weight.soft_low, Weight.soft_high, Weight.hard_high, Weight.stop_high),
    (WeightChange.soft, WeightChange.hard, WeightChange.stop),
    (Spacing.weekly_soft, Spacing.weekly_hard, Spacing.weekly_stop),
    (Spacing.gap_stop, Spacing.gap_hard, Spacing.gap_soft),
    (Oxygen.desaturation, Oxygen.low, Oxygen.amber, Oxygen.advisory),
    (Heart.very_low, Heart.low, Heart.advisory, Heart.high, Heart.very_high),
    (Pressure.systolic_low, Pressure.systolic_advisory, Pressure.systolic_amber, Pressure.systolic_red,
     Pressure.emergency),
    (Pressure.diastolic_amber, Pressure.diastolic_red),
    (Pressure.mean_low, Pressure.mean_high),
    (Pressure.systolic_rise_advisory, Pressure.systolic_rise),
    (Breathing.rate_red, Breathing.rate_amber, Breathing.rate_high),
    (Breathing.etco2_low, Breathing.etco2_high),
    (Bedside.moaas_red, Bedside.moaas_amber, Bedside.moaas_advisory),
    (Bedside.distress_advisory, Bedside.distress_amber, Bedside.distress_red),
    (Leaving.heart_rate_low, Leaving.heart_rate_high),
    (Leaving.after_end, Leaving.after_end_longer),
    (Leaving.after_start, Leaving.review_after),
    (TherapyWindow.sedated_for, TherapyWindow.opens, TherapyWindow.closes),
    (LiverWatch.due_after, LiverWatch.overdue_after),
    (LiverWatch.due_every, LiverWatch.overdue_every),
    (LiverWatch.symptomatic, Scores.liver_enzymes),
    (ExposureReview.half_year, ExposureReview.year),
)  # fmt: skip


def reversed_pairs(limits: Thresholds, chains: Iterable[Chain] = CHAINS) -> Iterator[tuple[Cited, Cited]]:
    """Yield each pair of neighbors that stands the wrong way round, with the numbers in force."""
    for chain in chains:
        for lower, higher in pairwise(limits.of(row) for row in chain):
            if lower.to(higher.quantity.unit) > higher.quantity.number:
                yield lower, higher
