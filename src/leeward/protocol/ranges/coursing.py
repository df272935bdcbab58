"""How far a clinic may move the rules of the course and of its long-term safety."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.coursing import (
    BladderWatch,
    CognitionWatch,
    CoursePause,
    ExposureReview,
    HomePressure,
    LiverWatch,
    NonResponse,
    SymptomWatch,
    TherapyWindow,
)
from leeward.protocol.movable import Adjustable, Group, move, tighten

_SOONER = "Sooner than this more is asked than could be learned."
_LATER = "Later than this the watch would come after the harm."
_WINDOW = "No trial compared windows; beyond this it is no window any more."


class SeriesRange(Facts):
    """Pauses, no response, and therapy's window."""

    pause_strict = assumed("7 d", why="A missed week.")
    pause_loose = assumed("28 d", why="Longer than the longer studied course.")
    after_strict = assumed("3 infusions", why="The dossier's advisory table speaks of stopping from here on.")
    after_loose = assumed("8 infusions", why="The longest course of a trial.")
    share_strict = assumed("30 %", why="What trials call response.")
    share_loose = assumed("10 %", why="Scores wander as far unaided.")
    opens_strict = assumed("36 h", why=_WINDOW)
    opens_loose = assumed("20 h", why="The next morning.")
    closes_strict = assumed("48 h", why=_WINDOW)
    closes_loose = assumed("168 h", why="A week: another rhythm than the infusions'.")


class WatchRange(Facts):
    """Long-term safety."""

    bladder_every_strict = assumed("2 sessions", why=_SOONER)
    bladder_every_loose = assumed("6 sessions", why=_LATER)
    bladder_month_strict = assumed("1 month", why=_SOONER)
    bladder_month_loose = assumed("6 month", why=_LATER)
    bladder_rise_strict = assumed("3 points", why=_SOONER)
    bladder_rise_loose = assumed("8 points", why=_LATER)
    liver_after_strict = assumed("4 sessions", why=_SOONER)
    liver_overdue_loose = assumed("10 sessions", why=_LATER)
    liver_month_strict = assumed("1 month", why=_SOONER)
    liver_month_loose = assumed("12 month", why=_LATER)
    liver_before_strict = assumed("14 d", why=_SOONER)
    liver_before_loose = assumed("60 d", why=_LATER)
    liver_symptomatic_strict = assumed("1 times ULN", why="Any rise with symptoms.")
    memory_every_strict = assumed("3 month", why=_SOONER)
    memory_every_loose = assumed("12 month", why=_LATER)
    memory_drop_strict = assumed("2 points", why=_SOONER)
    memory_drop_loose = assumed("4 points", why=_LATER)
    systolic_strict = assumed("140 mmHg", why="Where the esketamine label asks to weigh the risk.")
    diastolic_strict = assumed("90 mmHg", why="Where the esketamine label asks to weigh the risk.")
    worsening_strict = assumed("5 points", why="Older advice calls it a change; scores wander further unaided.")
    worsening_loose = assumed("15 points", why="A reliable change.")
    from_lowest_strict = assumed("10 points", why="As much as calls a psychiatrist above the baseline.")
    from_lowest_loose = assumed("18 points", why="The stricter figure of a reliable change.")
    half_year_strict = assumed("6 infusions", why="One studied course.")
    year_strict = assumed("8 infusions", why="One studied course, the longer one.")
    review_strict = assumed("1 month", why=_SOONER)
    review_loose = assumed("6 month", why=_LATER)


_C = Group.COURSE
COURSE_RULES: Final[tuple[Adjustable, ...]] = (
    move(CoursePause.longest, "A gap longer than this asks for suitability again", _C,
         strictest=SeriesRange.pause_strict, loosest=SeriesRange.pause_loose),
    move(NonResponse.after, "No response is judged after so many infusions (no trial gives a rule)", _C,
         strictest=SeriesRange.after_strict, loosest=SeriesRange.after_loose),
    move(NonResponse.share, "A fall of PCL-5 smaller than this is no response (no trial gives a rule)", _C,
         strictest=SeriesRange.share_strict, loosest=SeriesRange.share_loose),
    move(TherapyWindow.opens, "A therapy session is placed no sooner after an infusion than", _C,
         strictest=SeriesRange.opens_strict, loosest=SeriesRange.opens_loose),
    move(TherapyWindow.closes, "A therapy session is placed no later after an infusion than", _C,
         strictest=SeriesRange.closes_strict, loosest=SeriesRange.closes_loose),
    move(BladderWatch.every, "Bladder score after every so many infusions", _C,
         strictest=WatchRange.bladder_every_strict, loosest=WatchRange.bladder_every_loose),
    move(BladderWatch.then_every, "Bladder score at least every", _C,
         strictest=WatchRange.bladder_month_strict, loosest=WatchRange.bladder_month_loose),
    move(BladderWatch.rise, "A rise of the bladder score that holds the course", _C,
         strictest=WatchRange.bladder_rise_strict, loosest=WatchRange.bladder_rise_loose),
    tighten(LiverWatch.due_after, "Liver values are due after so many infusions", _C,
            to=WatchRange.liver_after_strict),
    move(LiverWatch.overdue_after, "Liver values are overdue after so many infusions", _C,
         strictest=WatchRange.liver_after_strict, loosest=WatchRange.liver_overdue_loose),
    move(LiverWatch.due_every, "Liver values are due at least every", _C,
         strictest=WatchRange.liver_month_strict, loosest=WatchRange.liver_month_loose),
    move(LiverWatch.overdue_every, "Liver values are overdue after", _C,
         strictest=WatchRange.liver_month_strict, loosest=WatchRange.liver_month_loose),
    move(LiverWatch.before_course, "Liver values before a course are no older than", _C,
         strictest=WatchRange.liver_before_strict, loosest=WatchRange.liver_before_loose),
    tighten(LiverWatch.symptomatic, "Liver values above this with symptoms hold the course", _C,
            to=WatchRange.liver_symptomatic_strict),
    move(CognitionWatch.every, "MoCA in maintenance at least every", _C,
         strictest=WatchRange.memory_every_strict, loosest=WatchRange.memory_every_loose),
    move(CognitionWatch.drop, "A drop of the MoCA that holds the course", _C,
         strictest=WatchRange.memory_drop_strict, loosest=WatchRange.memory_drop_loose),
    tighten(HomePressure.systolic, "Systolic pressure at home that holds the course", _C,
            to=WatchRange.systolic_strict),
    tighten(HomePressure.diastolic, "Diastolic pressure at home that holds the course", _C,
            to=WatchRange.diastolic_strict),
    move(SymptomWatch.worsening, "A rise of PCL-5 that calls a psychiatrist the same day", _C,
         strictest=WatchRange.worsening_strict, loosest=WatchRange.worsening_loose),
    move(SymptomWatch.from_lowest, "A rise of PCL-5 above the lowest of the course that is a reason to look", _C,
         strictest=WatchRange.from_lowest_strict, loosest=WatchRange.from_lowest_loose),
    tighten(ExposureReview.half_year, "More infusions in six months than this need a formal review", _C,
            to=WatchRange.half_year_strict),
    tighten(ExposureReview.year, "More infusions in a year than this need a formal review", _C,
            to=WatchRange.year_strict),
    move(ExposureReview.stands, "A formal review stands for", _C,
         strictest=WatchRange.review_strict, loosest=WatchRange.review_loose),
)  # fmt: skip
