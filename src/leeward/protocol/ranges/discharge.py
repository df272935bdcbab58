"""How far a clinic may move the criteria for going home."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.discharge import Leaving
from leeward.protocol.movable import Adjustable, Group, move, tighten

_STRICT = "Stricter than this nobody would leave the same day."
_LOOSE = "Looser than this people would leave who are not yet well."


class LeavingRange(Facts):
    """Times, vital signs and scores at discharge; labels and published cut-offs are the loose ends."""

    after_start = assumed("360 min", why=_STRICT)
    after_end_strict = assumed("240 min", why=_STRICT)
    after_end_loose = assumed("45 min", why=_LOOSE)
    longer_strict = assumed("360 min", why=_STRICT)
    longer_loose = assumed("90 min", why=_LOOSE)
    review_strict = assumed("150 min", why=_STRICT)
    review_loose = assumed("360 min", why=_LOOSE)
    systolic = assumed("120 mmHg", why=_STRICT)
    diastolic = assumed("75 mmHg", why=_STRICT)
    within = assumed("10 %", why=_STRICT)
    apart_strict = assumed("30 min", why=_STRICT)
    apart_loose = assumed("5 min", why=_LOOSE)
    fresh_strict = assumed("10 min", why=_STRICT)
    fresh_loose = assumed("45 min", why=_LOOSE)
    spo2_strict = assumed("97 %", why=_STRICT)
    spo2_loose = assumed("92 %", why=_LOOSE)
    heart_low_strict = assumed("60 /min", why=_STRICT)
    heart_low_loose = assumed("45 /min", why=_LOOSE)
    heart_high_strict = assumed("90 /min", why=_STRICT)
    heart_high_loose = assumed("110 /min", why=_LOOSE)
    aldrete = assumed("10 points", why="The scale's maximum.")
    padss = assumed("10 points", why="The scale's maximum.")
    dissociation_strict = assumed("0 points", why="Back to the own score exactly.")
    dissociation_loose = assumed("2 points", why=_LOOSE)
    distress_strict = assumed("0 points", why="No distress at all.")
    distress_loose = assumed("4 points", why=_LOOSE)


_G = Group.DISCHARGE
DISCHARGE: Final[tuple[Adjustable, ...]] = (
    tighten(Leaving.after_start, "Nobody leaves before this long after the start", _G, to=LeavingRange.after_start),
    move(Leaving.after_end, "Nobody leaves before this long after the end", _G,
         strictest=LeavingRange.after_end_strict, loosest=LeavingRange.after_end_loose),
    move(Leaving.after_end_longer, "The longer stay after the end", _G,
         strictest=LeavingRange.longer_strict, loosest=LeavingRange.longer_loose),
    move(Leaving.review_after, "Not fit this long after the start: the prescriber reviews", _G,
         strictest=LeavingRange.review_strict, loosest=LeavingRange.review_loose),
    tighten(Leaving.systolic, "Systolic up to which one may leave", _G, to=LeavingRange.systolic),
    tighten(Leaving.diastolic, "Diastolic up to which one may leave", _G, to=LeavingRange.diastolic),
    tighten(Leaving.within_baseline, "A vital sign is near the own baseline within", _G, to=LeavingRange.within),
    move(Leaving.readings_apart, "The two last readings are apart by at least", _G,
         strictest=LeavingRange.apart_strict, loosest=LeavingRange.apart_loose),
    move(Leaving.fresh_for, "The last vital sign may be this old", _G,
         strictest=LeavingRange.fresh_strict, loosest=LeavingRange.fresh_loose),
    move(Leaving.spo2, "SpO2 from which one may leave", _G,
         strictest=LeavingRange.spo2_strict, loosest=LeavingRange.spo2_loose),
    move(Leaving.heart_rate_low, "Heart rate from which one may leave", _G,
         strictest=LeavingRange.heart_low_strict, loosest=LeavingRange.heart_low_loose),
    move(Leaving.heart_rate_high, "Heart rate up to which one may leave", _G,
         strictest=LeavingRange.heart_high_strict, loosest=LeavingRange.heart_high_loose),
    tighten(Leaving.aldrete, "Aldrete score from which one may leave", _G, to=LeavingRange.aldrete),
    tighten(Leaving.padss, "Discharge score (PADSS) from which one may leave", _G, to=LeavingRange.padss),
    move(Leaving.dissociation_rise, "CADSS-6 above the own score up to which one may leave", _G,
         strictest=LeavingRange.dissociation_strict, loosest=LeavingRange.dissociation_loose),
    move(Leaving.distress, "Distress up to which one may leave", _G,
         strictest=LeavingRange.distress_strict, loosest=LeavingRange.distress_loose),
)  # fmt: skip
