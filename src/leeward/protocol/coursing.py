"""What this clinic decided about the series: spacing, no response, therapy's window, and long-term safety."""

from leeward.evidence import Facts, assumed, cite, derived
from leeward.evidence.sources import (
    ABDALLAH_2022,
    ALBOTT_2018,
    FEDER_2021,
    FEDER_2025,
    NCT04560660,
    OSMIND_2023,
)

_LONG_TERM = "Design default of the safety dossier, section 7.3; no published source."
_LADDER = "Section 3.4 of the safety dossier, advisory, design default; no trial in PTSD."


class CourseGiven(Facts):
    """What trials gave as one course."""

    six_sessions = cite("6 infusions", FEDER_2021, at="abstract: six infusions in two weeks")
    six_weekly = cite("3 infusions", FEDER_2021, at="abstract: three a week")
    eight_sessions = cite("8 infusions", ABDALLAH_2022, at="abstract: eight infusions in four weeks")
    eight_weekly = cite("2 infusions", ABDALLAH_2022, at="abstract: two a week")


class CoursePause(Facts):
    """From when on a gap in a course is more than a late session."""

    longest = assumed(
        "14 d", why="As long as the shorter studied course; after it suitability is looked at again. No source sets it."
    )


class NonResponse(Facts):
    """When this clinic calls it no response. No trial gives a rule: both numbers are ours until a clinic sets its own.

    The evidence says only this: responders usually showed by 24 h after infusion 1 (Feder 2021, 15 people), and in
    routine clinics response still rose up to infusion 6, among those who stayed (Osmind).
    """

    after = assumed("6 infusions", why="No trial gives a rule. In routine clinics response still rose up to there.")
    share = assumed("20 %", why="No trial gives a rule. Below this the dossier's advisory table speaks of no change.")


class ResponseSeen(Facts):
    """When response was seen; neither is a rule."""

    after_one = cite("27 %", OSMIND_2023, at="response after infusion 1, among 1,306 with paired scores")
    after_six = cite("70 %", OSMIND_2023, at="response after infusion 6, those who stayed")


class Titration(Facts):
    """What is offered after a session: the advisory ladder."""

    hold_until = assumed("2 infusions", why=f"{_LADDER} Trials show no gain of a higher dose.")
    step = assumed("0.1 mg/kg", why=f"{_LADDER} Once, never open-ended.")
    reduction = assumed("25 %", why=_LADDER)
    finish_from = assumed("6 infusions", why=f"{_LADDER} Finish, taper or maintain with the least frequency.")
    vomited = assumed("2 1", why=_LADDER)
    same_dose = assumed(
        "0.02 mg/kg", why="Rounding to 0.5 mg and a weight that drifts move a dose as far; more is a raised dose."
    )


class TherapyWindow(Facts):
    """When after an infusion a therapy session is placed. Whether the window matters is an open question."""

    opens = cite("24 h", NCT04560660, at="protocol: 24 to 72 h before each of the first three sessions of exposure")
    closes = cite("72 h", NCT04560660, at="protocol: 24 to 72 h before each of the first three sessions of exposure")
    sedated_for = assumed("18 h", why="Until the morning after and a night's sleep; never on the day of an infusion.")
    prepares_from = assumed("14 d", why="How long before the first infusion preparation begins; no source.")
    prepares_until = assumed("24 h", why="Preparation ends the day before; no source.")
    apart = assumed("24 h", why="Never two sessions of one plan on one day; no source.")
    weekly = assumed("7 d", why="Where no infusion is left to follow; the usual rhythm of these therapies, recalled.")


class TherapySessions(Facts):
    """How many sessions of each kind a plan has, and how long one lasts; a therapist changes both."""

    exposure = derived("10 sessions", NCT04560660, by="three sessions after infusions, then seven")
    written = cite("5 sessions", FEDER_2025, at="abstract: five sessions, begun after infusion 4, on other days")
    written_after = cite("4 infusions", FEDER_2025, at="abstract: begun after infusion 4")
    processing = assumed("12 sessions", why="Usual length of CPT, recalled; not in the dossier.")
    emdr = assumed("8 sessions", why="Usual length, recalled; as many as count as an adequate trial here.")
    preparation = assumed("2 sessions", why="Practice; no trial gave a number that was read.")
    integration = assumed("1 sessions", why="One after each infusion; practice, no trial gave a number that was read.")
    long = assumed("90 min", why="Prolonged exposure and EMDR: usual length, recalled.")
    short = assumed("60 min", why="All others: usual length, recalled.")


class Lasting(Facts):
    """How long response lasted after a course: medians of groups, nobody's own time."""

    feder = cite("27.5 d", FEDER_2021, at="abstract digest: median to loss of response, in 10 responders")
    albott = cite("41 d", ALBOTT_2018, at="abstract: median to relapse of PTSD after six open infusions, 15 people")


class Maintaining(Facts):
    """The steps by which infusions are spaced out. No randomized maintenance trial in PTSD was found."""

    first = assumed("7 d", why="One a week: in depression four weekly infusions held what six had gained.")
    second = assumed("14 d", why="Twice the step before; no trial.")
    third = assumed("21 d", why="One week more; no trial.")
    fourth = assumed("28 d", why="One week more; about the median time to loss in Feder 2021.")
    fifth = assumed("42 d", why="About the median time to relapse in Albott 2018; no trial.")


class BladderWatch(Facts):
    """Bladder: BPIC-SS and urine."""

    every = assumed("4 sessions", why=_LONG_TERM)
    then_every = assumed("3 month", why=_LONG_TERM)
    rise = assumed("5 points", why=_LONG_TERM)
    nocturia = assumed("2 1", why=f"{_LONG_TERM} Times a night.")


class LiverWatch(Facts):
    """Liver: AST, ALT, ALP, GGT, bilirubin."""

    due_after = assumed("6 sessions", why=_LONG_TERM)
    overdue_after = assumed("8 sessions", why=_LONG_TERM)
    due_every = assumed("3 month", why=_LONG_TERM)
    overdue_every = assumed("6 month", why=_LONG_TERM)
    before_course = assumed("30 d", why=_LONG_TERM)
    symptomatic = assumed("2 times ULN", why=_LONG_TERM)


class CognitionWatch(Facts):
    """Cognition: a MoCA total, entered as a number."""

    every = assumed("6 month", why=_LONG_TERM)
    drop = assumed("3 points", why=_LONG_TERM)


class HomePressure(Facts):
    """Blood pressure by a cuff at home, in people with hypertension."""

    systolic = assumed("160 mmHg", why=_LONG_TERM)
    diastolic = assumed("100 mmHg", why=_LONG_TERM)
    stands = assumed("7 d", why="Between sessions; how old the last value may be is ours.")


class SymptomWatch(Facts):
    """PTSD symptoms, week by week."""

    every = assumed("7 d", why=_LONG_TERM)
    worsening = assumed("10 points", why=f"{_LONG_TERM} Against the baseline; scores wander about as far unaided.")
    from_lowest = assumed(
        "15 points",
        why="A reliable change, above the lowest score of a course: a reason to look; no source.",
    )


class ExposureReview(Facts):
    """How many infusions before a formal review; no long-term data by vein beyond the trials."""

    half_year = assumed("12 infusions", why=_LONG_TERM)
    year = assumed("24 infusions", why=_LONG_TERM)
    half_year_window = assumed("6 month", why=_LONG_TERM)
    year_window = assumed("12 month", why=_LONG_TERM)
    stands = assumed("3 month", why="How long one review stands; no source.")


class Grace(Facts):
    """How long before a date something is shown as due, and how long after it as due still."""

    ahead = assumed("14 d", why="Time to order a laboratory value and to have its result.")
    after = assumed("14 d", why="Outside a course: a date passed by two weeks is overdue.")
    of_the_day = assumed("1 d", why="Asked on the day of the infusion or the day before.")
