"""How far a clinic may move when questionnaires are asked, and when nobody is reminded."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.following_up import Around, Later, LongTerm, Reminding
from leeward.protocol.movable import Adjustable, Group, move


class Ends(Facts):
    """The ends; stricter is what asks sooner, oftener or for longer, and what leaves people in peace at night."""

    before_least = assumed("6 h", why="A morning.")
    before_most = assumed("48 h", why="Two days: what was answered earlier says little of the day itself.")
    baseline_least = assumed("3 d", why="Twelve instruments take more than one sitting.")
    baseline_most = assumed("30 d", why="A month, the recall period of the monthly edition.")
    day_after_least = assumed("20 h", why="Sooner is the evening of the infusion: no trial scored PTSD then.")
    day_after_most = assumed("36 h", why="Later is the second day.")
    day_window_least = assumed("2 h", why="Less is missed by whoever works.")
    day_window_most = assumed("11 h", why="More would make another day of it.")
    three_days_least = assumed("48 h", why="Sooner meets the day after.")
    three_days_most = assumed("96 h", why="Later meets the weekly one.")
    three_days_window_least = assumed("4 h", why="Less is missed by whoever works.")
    three_days_window_most = assumed("12 h", why="More would make another day of it.")
    shared_least = assumed("2 h", why="Less is missed by whoever works.")
    shared_most = assumed("12 h", why="Half a day.")
    weekly_least = assumed("7 d", why="The recall period of the weekly edition: sooner asks about the same days twice.")
    weekly_most = assumed("14 d", why="Rarer is no weekly course.")
    weekly_window_least = assumed("1 d", why="Less is missed by whoever works.")
    weekly_window_most = assumed("3 d", why="More would make two weeks meet.")
    weekly_for_least = assumed("14 d", why="A response lost in the first weeks must be seen.")
    weekly_for_most = assumed("90 d", why="Longer is asked monthly.")
    monthly_least = assumed("28 d", why="The recall period of the monthly edition.")
    monthly_most = assumed("60 d", why="Rarer finds a relapse too late.")
    monthly_window_least = assumed("2 d", why="Less is missed by whoever travels.")
    monthly_window_most = assumed("13 d", why="More would make two months meet.")
    monthly_for_least = assumed("90 d", why="Open series lost their response at 41 days in the middle.")
    monthly_for_most = assumed("1800 d", why="Five years.")
    screens_least = assumed("30 d", why="Monthly.")
    screens_most = assumed("180 d", why="Twice a year.")
    screens_window_least = assumed("3 d", why="Less is missed by whoever travels.")
    screens_window_most = assumed("14 d", why="More would make two of them meet.")
    quiet_from_least = assumed("17 h", why="Five in the afternoon.")
    quiet_from_most = assumed("22 h", why="Ten at night: later wakes people.")
    quiet_until_least = assumed("7 h", why="Seven in the morning: earlier wakes people.")
    quiet_until_most = assumed("11 h", why="Later leaves too little of the day.")
    overdue_least = assumed("10 %", why="Nearly at once.")
    overdue_most = assumed("90 %", why="Nearly too late.")
    again_least = assumed("12 h", why="Oftener pesters.")
    again_most = assumed("72 h", why="Rarer is no reminder within a window of days.")


_E = Ends
FOLLOWING_UP: Final[tuple[Adjustable, ...]] = (
    move(Around.before, "Before an infusion may be answered from", Group.OUTCOMES,
         strictest=_E.before_least, loosest=_E.before_most),
    move(Around.baseline_before, "The baseline may be answered from", Group.OUTCOMES,
         strictest=_E.baseline_least, loosest=_E.baseline_most),
    move(Around.day_after, "The day after an infusion is asked at", Group.OUTCOMES,
         strictest=_E.day_after_least, loosest=_E.day_after_most),
    move(Around.day_after_window, "The day after may be answered before and after its mark for", Group.OUTCOMES,
         strictest=_E.day_window_least, loosest=_E.day_window_most),
    move(Around.three_days_after, "The third day after an infusion is asked at", Group.OUTCOMES,
         strictest=_E.three_days_least, loosest=_E.three_days_most),
    move(Around.three_days_window, "The third day may be answered before and after its mark for", Group.OUTCOMES,
         strictest=_E.three_days_window_least, loosest=_E.three_days_window_most),
    move(Around.shared_at_least, "Two windows share one questionnaire where they have in common", Group.OUTCOMES,
         strictest=_E.shared_most, loosest=_E.shared_least),
    move(Later.weekly_every, "Weekly questionnaires come every", Group.OUTCOMES,
         strictest=_E.weekly_least, loosest=_E.weekly_most),
    move(Later.weekly_window, "Weekly questionnaires may be answered before and after their day for", Group.OUTCOMES,
         strictest=_E.weekly_window_least, loosest=_E.weekly_window_most),
    move(Later.weekly_for, "Weekly questionnaires go on after an infusion for", Group.OUTCOMES,
         strictest=_E.weekly_for_most, loosest=_E.weekly_for_least),
    move(Later.monthly_every, "Monthly questionnaires come every", Group.OUTCOMES,
         strictest=_E.monthly_least, loosest=_E.monthly_most),
    move(Later.monthly_window, "Monthly questionnaires may be answered before and after their day for", Group.OUTCOMES,
         strictest=_E.monthly_window_least, loosest=_E.monthly_window_most),
    move(Later.monthly_for, "Monthly questionnaires go on after an infusion for", Group.OUTCOMES,
         strictest=_E.monthly_for_most, loosest=_E.monthly_for_least),
    move(LongTerm.screens_every, "Bladder, alcohol and drug screens come after the course every", Group.OUTCOMES,
         strictest=_E.screens_least, loosest=_E.screens_most),
    move(LongTerm.screens_window, "These screens may be answered before and after their day for", Group.OUTCOMES,
         strictest=_E.screens_window_least, loosest=_E.screens_window_most),
    move(Reminding.quiet_from, "Nobody is reminded from so many hours after midnight", Group.OUTCOMES,
         strictest=_E.quiet_from_least, loosest=_E.quiet_from_most),
    move(Reminding.quiet_until, "Nobody is reminded until so many hours after midnight", Group.OUTCOMES,
         strictest=_E.quiet_until_most, loosest=_E.quiet_until_least),
    move(Reminding.overdue_after, "A questionnaire is overdue once this share of its window has passed",
         Group.OUTCOMES, strictest=_E.overdue_least, loosest=_E.overdue_most),
    move(Reminding.again_after, "An unanswered reminder is said again after", Group.OUTCOMES,
         strictest=_E.again_least, loosest=_E.again_most),
)  # fmt: skip
