"""When questionnaires are asked around each infusion, how long they stay open, and when nobody is reminded."""

from leeward.evidence import Facts, assumed


class Around(Facts):
    """The windows before and after one infusion; hours count from its start."""

    before = assumed("24 h", why="What is asked before an infusion may be answered from the day before; no source.")
    baseline_before = assumed(
        "14 d", why="The baseline may be taken on several days of the two weeks before infusion 1; no source sets it."
    )
    day_after = assumed("24 h", why="Where trials scored early effect, and the dossier's C-SSRS call (7.3); default.")
    day_after_window = assumed("6 h", why="Before and after the mark: the next day, at an hour that suits; no source.")
    three_days_after = assumed("72 h", why="Depression trials scored at 72 h; the dossier's default, no PTSD source.")
    three_days_window = assumed("12 h", why="Before and after the mark: the third day; no source sets it.")
    shared_at_least = assumed(
        "6 h",
        why="Two windows for one scale are asked in their common part; where that is shorter, in the later window, "
        "so that nobody has a few minutes to answer. No source sets it.",
    )


class Later(Facts):
    """What is asked through the weeks and months; days count in the patient's own calendar."""

    weekly_every = assumed("7 d", why="PCL-5 and PHQ-9 weekly: the dossier's default (safety 7.3).")
    weekly_window = assumed("1 d", why="Before and after the day: windows of two weeks never touch; no source sets it.")
    weekly_for = assumed(
        "42 d",
        why="Weekly until six weeks after an infusion, so that a response lost at four weeks (median 27.5 d, "
        "Feder 2021) is seen when it is lost.",
    )
    monthly_every = assumed("30 d", why="The recall period of the monthly edition; the dossier names no interval.")
    monthly_window = assumed("5 d", why="Before and after the day; no source sets it.")
    monthly_for = assumed("360 d", why="A year; no PTSD trial followed longer, and half a year is the longest read.")


class LongTerm(Facts):
    """Bladder, alcohol and drugs: the long schedule; before which infusions the bladder is asked stands in coursing."""

    screens_every = assumed("90 d", why="Every 3 months: the dossier's default for the bladder (7.3), taken for all.")
    screens_window = assumed("14 d", why="Before and after the day; no source sets it.")


class Reminding(Facts):
    """When a person is reminded, in their own time zone."""

    quiet_from = assumed("20 h", why="Hours after midnight: nobody is written to after eight in the evening.")
    quiet_until = assumed("9 h", why="Hours after midnight: nobody is written to before nine in the morning.")
    overdue_after = assumed("50 %", why="Share of its window after which what is due is called overdue; no source.")
    again_after = assumed("24 h", why="A reminder that was not answered is said again once a day; no source.")
