"""What comes after an infusion, as cases: who, the course so far, what Leeward offers, what not and why.

Each case is a person as a clinician would tell of them at the desk. `offered` is everything that is offered, in
the order of the page; `not-now` names what a clinician might expect and does not get, with the words of the refusal.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from leeward.course.adapt import adapt
from leeward.course.choice import Kind
from leeward.course.days import WEEKDAYS, Days
from leeward.course.maintenance import Stretch
from leeward.course.placing import Calendars, place
from leeward.course.replan import Happened, replan
from leeward.course.safety import blocks
from leeward.course.schedule import plan
from leeward.course.series import EIGHT_IN_FOUR_WEEKS, SIX_IN_TWO_WEEKS, State
from leeward.course.slots import Slot
from leeward.course.so_far import Borne, CourseSoFar, Infused, Scored
from leeward.course.therapy import TherapyKind, TherapyPlan
from leeward.course.watch_rules import Record
from leeward.course.watched import Domain, Taken
from leeward.protocol import STANDARD, Place
from leeward.truth import NO, UNKNOWN, YES

FIRST = date(2026, 11, 2)
WELL = {"red_event": NO, "distress_points": 2.0, "vomited": 0, "highest_systolic_mmhg": 142.0, "serious": NO}

CASES = """
early responder
    who      woman of 34, assault two years ago; no other medicines
    course   1 of 6, 0.5 mg/kg over 40 min
    PCL-5    52, now 30
    offered  repeat, therapy, space-out, stop-wish, pause
    not-now  step-up: Not within the first 2 infusions
    not-now  taper: The course comes first

late responder
    who      veteran of 45, roadside bomb; nothing after three infusions, something after five
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, now 44
    offered  repeat, therapy, space-out, stop-wish, pause
    not-now  step-up: Only where a score after the last infusion shows little change.
    not-now  stop-no-response: PCL-5 fell by more.

nothing yet after two
    who      man of 29, childhood abuse; disappointed, asks for more
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    49, now 47
    offered  repeat, therapy, space-out, stop-wish, pause
    not-now  step-up: Not within the first 2 infusions: trials show no gain of a higher dose.
    not-now  stop-no-response: Too early to judge.

nothing yet after four
    who      the same man, borne well each time
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    49, now 47
    offered  repeat, therapy, space-out, step-up, stop-no-response, stop-wish, pause
    dose     step-up 0.6 mg/kg, needs a reason

the step was taken once
    who      the same man, two infusions later, asks for another step
    course   5 of 8, 0.5 mg/kg over 40 min
    PCL-5    49, now 46
    besides  the last dose was 0.6 mg/kg
    offered  repeat, therapy, space-out, stop-no-response, stop-wish, pause
    not-now  step-up: The dose was raised once in this course

placebo-like: no response after six of eight
    who      woman of 51; scores wander around the first one
    course   6 of 8, 0.5 mg/kg over 40 min
    PCL-5    55, now 52
    offered  therapy, stop-no-response, stop-wish, pause
    not-now  repeat: Leeward's default rule, which this clinic did not set, of no response
    not-now  step-up: Leeward's default rule, which this clinic did not set, of no response

worsening
    who      man of 38, wakes screaming since the second infusion
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 63
    offered  psychiatrist, pause, stop-harm, stop-wish
    not-now  repeat: PCL-5 rose by 10 points or more since before infusion 1. No infusion before a psychiatrist
    not-now  therapy: After a psychiatrist has seen the person.

worsening, seen by a psychiatrist today
    who      the same man: an anniversary, no danger; the psychiatrist writes that it may go on
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 63
    besides  reviewed today
    offered  repeat, therapy, space-out, stop-wish, pause
    not-now  step-up: Not within the first 2 infusions

new suicidality
    who      woman of 26; says at the door that she wrote letters
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    57, now 50
    besides  new suicidality
    offered  psychiatrist, pause, stop-harm, stop-wish
    not-now  repeat: New suicidality was told. No infusion before a psychiatrist

nobody asked about suicide
    who      man of 60, doing well, in a hurry
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    48, now 30
    besides  C-SSRS not asked
    offered  therapy, stop-wish, pause
    not-now  repeat: Whether there is new suicidality is not known: ask the C-SSRS screen first.

hypertensive
    who      man of 57, 186/104 at minute 35; settled within twenty minutes
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    53, now 49
    besides  systolic 186
    offered  pause, stop-harm, lower, slower, repeat, therapy, space-out, stop-no-response, stop-wish
    dose     lower 0.375 mg/kg, usual
    dose     slower 0.5 mg/kg, usual
    not-now  step-up: Only where the last infusion is known to have been borne well.
    says     The last infusion was borne badly: systolic 186 mmHg.

hypertension at home
    who      the same man, next week; 164/102 by his own cuff
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    53, now 40
    besides  home pressure 164
    offered  pause, stop-harm, therapy, stop-wish
    not-now  repeat: Blood pressure at home: beyond the limit

distress while dissociated
    who      woman of 31, "the worst hour of my life", distress 8 of 10
    course   1 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 46
    besides  distress 8
    offered  pause, stop-harm, lower, slower, repeat, therapy, space-out, stop-wish
    not-now  step-up: Not within the first 2 infusions
    says     The last infusion was borne badly: distress 8 of 10.

nobody charted how it was borne
    who      man of 44; the tablet was left at another chair
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 47
    besides  not charted how it was borne
    offered  pause, therapy, stop-no-response, stop-wish
    not-now  repeat: Whether anything serious followed the last infusion is not told: chart it first.

dropout
    who      man of 33, did not come twice, does not answer
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    51
    besides  last infusion 20 d ago
    besides  C-SSRS not asked
    offered  therapy, stop-wish, pause
    not-now  repeat: Whether there is new suicidality is not known
    says     20 d since the last infusion, more than 14 d: look at suitability again first.

partial response, a page of the form left out
    who      woman of 40; looks better, items 9 to 14 are missing
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    56, now incomplete
    offered  therapy, stop-wish, pause
    not-now  repeat: There is no whole PCL-5 of the last week
    not-now  stop-no-response: Whether PCL-5 changed is not known: score it.

course complete, response
    who      veteran of 39, sleeps through for the first time
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    60, now 33
    offered  finish, taper, therapy, stop-wish, pause
    every    taper 7
    not-now  repeat: All 6 planned infusions were given.

relapse at four weeks
    who      the same veteran; the nightmares are back
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    60, once 33, now 54
    besides  last infusion 28 d ago
    offered  finish, therapy, another-course, stop-no-response, stop-wish, pause
    not-now  taper: Only a response that a score after the last infusion shows can be held.
    says     A response was there and is lost.

second course, response again
    who      the same veteran after another six; last time it was lost after 28 d
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    55, now 30
    besides  6 infusions three months ago
    besides  lost after 28 d
    offered  pause, finish, therapy, stop-wish
    not-now  taper: Cumulative exposure: An infusion on 14-Nov-2026 would be number 13 in six months

maintenance
    who      woman of 48; response held for 14 d, and for 21 d
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, now 29
    besides  maintains
    besides  held for 21 d
    offered  repeat, taper, therapy, stop-wish, pause
    every    taper 28
    not-now  step-up: Not in maintenance.

maintenance, lost at 28 d
    who      the same woman, a step too far
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, once 29, now 50
    besides  last infusion 28 d ago
    besides  maintains
    besides  held for 21 d
    besides  lost after 28 d
    offered  taper, therapy, another-course, stop-no-response, stop-wish, pause
    every    taper 21
    not-now  repeat: In maintenance an infusion is repeated only while a score shows that response holds.

thirteenth infusion in six months
    who      man of 50, every two weeks
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    55, now 30
    besides  maintains
    besides  held for 14 d
    besides  6 infusions three months ago
    offered  pause, therapy, stop-wish
    not-now  taper: Cumulative exposure

bladder symptoms
    who      woman of 36; urgency, up three times at night
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 30
    besides  bladder score 21
    offered  pause, stop-harm, therapy, stop-wish
    not-now  repeat: Bladder: beyond the limit

ALT high
    who      man of 41, tired; ALT four times the upper limit
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 30
    besides  liver 4 times the limit
    offered  pause, stop-harm, therapy, stop-wish
    not-now  repeat: Liver: beyond the limit

dose-seeking
    who      man of 27; calls each day, asks for the next one early
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 48
    besides  asks early
    offered  pause, stop-harm, therapy, stop-no-response, stop-wish
    not-now  step-up: Misuse: beyond the limit

pregnancy test positive
    who      woman of 30, on the morning of the fourth infusion
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    52, now 28
    besides  pregnancy test positive
    offered  pause, stop-harm, therapy, stop-wish
    not-now  repeat: Pregnancy: beyond the limit on 08-Nov-2026. Stop: no ketamine.

benzodiazepine started in the middle of the course
    who      woman of 55; her family doctor began clonazepam last week
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    54, now 48
    besides  benzodiazepine started
    offered  repeat, therapy, space-out, step-up, stop-no-response, stop-wish, pause
    says     A benzodiazepine was started or raised in this course: it may weaken the effect (recalled).

something serious
    who      man of 62; short of breath for an hour after the infusion, sent to hospital
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 40
    besides  something serious
    offered  pause, stop-harm, therapy, stop-wish
    not-now  repeat: A serious adverse event, new psychosis or mania followed the last infusion
"""

# What became of a series, and where the rest comes to lie; 2-Nov-2026 is a Monday.
SERIES = """
a missed session
    who      woman of 34; had a cold and stayed at home
    rhythm   six in two weeks from 02-Nov
    told     1 given on 02-Nov
    told     2 missed on 04-Nov: had a cold
    today    04-Nov
    rest     Fri 06-Nov, Mon 09-Nov, Wed 11-Nov, Fri 13-Nov, Mon 16-Nov
    says     Session 7 on Mon 16-Nov-2026 is added for session 2.

a holiday week
    who      man of 45; Thanksgiving and the day after it are closed
    rhythm   eight in four weeks from 16-Nov
    closed   26-Nov Thanksgiving
    closed   27-Nov Thanksgiving
    today    02-Nov
    rest     Mon 16-Nov, Thu 19-Nov, Mon 23-Nov, Mon 30-Nov, Thu 03-Dec, Mon 07-Dec, Thu 10-Dec, Mon 14-Dec
    says     Session 4: on Thu 26-Nov-2026 the clinic is closed (Thanksgiving); it is put on Mon 30-Nov-2026.

a late session
    who      man of 29; the pump was in repair on Wednesday, he came on Thursday
    rhythm   six in two weeks from 02-Nov
    told     1 given on 02-Nov
    told     2 given on 05-Nov
    today    05-Nov
    rest     Mon 09-Nov, Wed 11-Nov, Fri 13-Nov, Mon 16-Nov
    says     Session 2 was given 1 d late, on Thu 05-Nov-2026.

one nurse on Fridays
    who      the clinic has no place left on the first Friday
    rhythm   six in two weeks from 02-Nov
    full     06-Nov
    today    02-Nov
    rest     Mon 02-Nov, Wed 04-Nov, Mon 09-Nov, Wed 11-Nov, Fri 13-Nov, Mon 16-Nov
    says     Session 3: on Fri 06-Nov-2026 no chair or nurse is free; it is put on Mon 09-Nov-2026.
"""

# Therapy beside it: infusions of 10 to 12 o'clock, therapist and patient free as told, all in New York.
THERAPY = """
written exposure added after the fourth infusion
    who       woman of 40, partial response; begins to write
    kind      written, 1 session, after infusion 4
    infusions 02-Nov, 04-Nov, 06-Nov, 09-Nov, 11-Nov
    patient   10-Nov, 12-Nov, 13-Nov
    therapist 10-Nov, 12-Nov
    placed    12-Nov 09:00 inside
    because   on the tenth only the morning is free, less than 24 h after; the eleventh is the day of an infusion

the therapist is away inside the window
    who       man of 52, prolonged exposure after his last infusion
    kind      exposure, 1 session, after infusion 1
    infusions 09-Nov
    patient   10-Nov, 11-Nov, 12-Nov, 16-Nov
    therapist 16-Nov
    placed    16-Nov 09:00 outside
    says      Session 1 on 16-Nov-2026 09:00 lies outside its window after infusion 1: nothing is free for both inside

the two never meet
    who       woman of 33; works when the therapist does
    kind      processing, 1 session, after infusion 1
    infusions 09-Nov
    patient   14-Nov
    therapist 10-Nov, 11-Nov, 12-Nov
    says      Session 1 (cognitive processing therapy (CPT), after infusion 1): the two calendars share no free time
"""


def read(text):
    """Each case as its name and its lines of (field, told)."""
    for block in text.strip().split("\n\n"):
        name, *lines = block.split("\n")
        yield name, [tuple(part.strip() for part in line.strip().split(maxsplit=1)) for line in lines]


READ, LAID, BESIDE = (dict(read(text)) for text in (CASES, SERIES, THERAPY))


def told(case, field):
    return [value for name, value in {**READ, **LAID, **BESIDE}[case] if name == field]


def number(text):
    return float(next(word for word in text.split() if word.replace(".", "").isdigit()))


SAFE = {
    Domain.BLADDER: {"bpic_ss": 4.0, "blood_in_urine": NO, "up_twice_at_night": NO},
    Domain.LIVER: {"enzymes": 0.8, "symptoms": NO},
    Domain.COGNITION: {"moca": 28.0},
    Domain.MISUSE: {"asks_early": NO, "uses_elsewhere": NO, "craving": NO},
    Domain.PRESSURE: {"systolic": 128.0, "diastolic": 82.0},
    Domain.PREGNANCY: {"positive": NO},
    Domain.SUICIDALITY: {"intent_plan_or_act": NO},
}


def held_by(besides, given, today):
    """What long-term safety holds, everything else being in order."""
    results = {domain: dict(values) for domain, values in SAFE.items()}
    for word in besides:
        match word.split():
            case ["bladder", *_]:
                results[Domain.BLADDER]["bpic_ss"] = number(word)
            case ["liver", *_]:
                results[Domain.LIVER]["enzymes"] = number(word)
            case ["asks", "early"]:
                results[Domain.MISUSE]["asks_early"] = YES
            case ["pregnancy", *_]:
                results[Domain.PREGNANCY]["positive"] = YES
            case ["home", *_]:
                results[Domain.PRESSURE]["systolic"] = number(word)
    taken = tuple(Taken(domain=domain, on=today, values=values) for domain, values in results.items())
    record = Record(infusions=given, taken=taken, course_began=FIRST, can_be_pregnant=YES, hypertension=YES)
    # The score is what the case is about: it is told beside, and judged by `adapt` itself.
    return tuple(each for each in blocks(record, today=today, infusion_on=today) if each.domain is not Domain.SYMPTOMS)


def borne(besides):
    kept = dict(WELL)
    for word in besides:
        kept |= {"highest_systolic_mmhg": number(word)} if word.startswith("systolic") else {}
        kept |= {"distress_points": number(word)} if word.startswith("distress") else {}
        kept |= {"serious": YES} if word == "something serious" else {}
    return Borne() if "not charted how it was borne" in besides else Borne(**kept)


def stretches(besides, last):
    for word in besides:
        if word.startswith(("lost after", "held for")):
            yield Stretch(since=last, until=last + timedelta(days=number(word)), lost=YES if "lost" in word else NO)


def scores(text, given, today):
    """`52, once 33, now 30`: before infusion 1, after the last one, and today."""
    for part in text.split(","):
        when = {"once": given[-1] + timedelta(days=1), "now": today}.get(part.split()[0], FIRST)
        yield Scored(on=when, total=None if "incomplete" in part else int(number(part)))


def course(case):
    count, _, planned, dose, _, _, minutes, _ = told(case, "course")[0].replace(",", "").split()
    besides = told(case, "besides")
    given = tuple(FIRST + timedelta(days=2 * n) for n in range(int(count)))
    ago = [number(word) for word in besides if word.startswith("last infusion")]
    today = given[-1] + timedelta(days=ago[0] if ago else 2)
    last_dose = [number(word) for word in besides if word.startswith("the last dose")]
    doses = [float(dose)] * (len(given) - 1) + (last_dose or [float(dose)])
    earlier = [int(number(word)) for word in besides if "three months ago" in word]
    before = tuple(FIRST - timedelta(days=80 + 2 * n) for n in range(earlier[0])) if earlier else ()
    return CourseSoFar(
        today=today,
        planned_sessions=int(planned),
        infusions=tuple(
            Infused(on=on, mg_per_kg=mg_per_kg, minutes=float(minutes), weight_kg=80.0, borne=borne(besides))
            for on, mg_per_kg in zip(given, doses, strict=True)
        ),
        scores=tuple(scores(told(case, "PCL-5")[0], given, today)),
        new_suicidality=YES if "new suicidality" in besides else UNKNOWN if "C-SSRS not asked" in besides else NO,
        holds=held_by(besides, (*before, *given), today),
        earlier=before,
        stretches=tuple(stretches(besides, given[-1])),
        sedative_started=YES if "benzodiazepine started" in besides else NO,
        maintains="maintains" in besides,
        reviewed_on=today if "reviewed today" in besides else None,
    )


@pytest.mark.parametrize("case", READ)
def test_what_is_offered_after_an_infusion(case):
    found = adapt(course(case), STANDARD)
    assert ", ".join(one.key for one in found.choices) == told(case, "offered")[0]


@pytest.mark.parametrize("case", [case for case in READ if told(case, "not-now")])
def test_what_is_not_offered_now_and_why(case):
    found = adapt(course(case), STANDARD)
    for line in told(case, "not-now"):
        key, why = line.split(": ", 1)
        refused = next(one for one in found.not_now if one.kind.key == key)
        assert any(says.startswith(why) for says in refused.why), refused.why


@pytest.mark.parametrize("case", [case for case in READ if told(case, "dose") or told(case, "every")])
def test_the_dose_and_the_interval_that_are_offered(case):
    found = adapt(course(case), STANDARD)
    for line in told(case, "dose"):
        key, dose, _, place = line.replace(",", "").split(maxsplit=3)
        one = found.choice(key)
        assert (f"{one.mg_per_kg:g}", one.place) == (dose, Place(place))
    for line in told(case, "every"):
        key, days = line.split()
        assert found.choice(key).every_days == int(days)


@pytest.mark.parametrize("case", [case for case in READ if told(case, "says")])
def test_what_is_said_above_the_choices(case):
    found = adapt(course(case), STANDARD)
    assert set(told(case, "says")) <= set(found.says)


def test_there_are_at_least_twenty_cases_and_each_tells_who():
    assert len(READ) >= 20
    assert all(told(case, "who") and told(case, "offered") for case in READ)
    named = {key for case in READ for key in told(case, "offered")[0].split(", ")}
    assert named == {kind.key for kind in Kind}


def day(text):
    return datetime.strptime(f"{text}-2026", "%d-%b-%Y").replace(tzinfo=UTC).date()


def short(on):
    return f"{WEEKDAYS[on.weekday()]} {on:%d-%b}"


def happened(line):
    number_of, state, _, on, *why = line.replace(":", "").split()
    return Happened(number=int(number_of), state=State(state), on=day(on), why=" ".join(why))


def laid(case):
    rhythm, first = told(case, "rhythm")[0].rsplit(" from ", 1)
    schedule = {"six in two weeks": SIX_IN_TWO_WEEKS, "eight in four weeks": EIGHT_IN_FOUR_WEEKS}[rhythm]
    full = [day(each) for each in told(case, "full")]
    places = {FIRST + timedelta(days=n): 0 if FIRST + timedelta(days=n) in full else 1 for n in range(90)}
    closed = {day(each.split()[0]): each.split(maxsplit=1)[1] for each in told(case, "closed")}
    limits, days = STANDARD.dosing, Days(closed=closed, places=places)
    planned = plan(schedule, first=day(first), today=FIRST, limits=limits, days=days)
    past = [happened(line) for line in told(case, "told")]
    today = day(told(case, "today")[0])
    return replan(planned, past, today=today, limits=limits, days=days) if past else planned


@pytest.mark.parametrize("case", LAID)
def test_where_a_series_comes_to_lie(case):
    found = laid(case)
    assert ", ".join(short(session.on) for session in found.ahead) == told(case, "rest")[0]
    assert set(told(case, "says")) <= {*found.says, *found.changed}


NEW_YORK = ZoneInfo("America/New_York")


def hours_of(case, field, start, end):
    days = [day(each) for each in told(case, field)[0].split(", ")]
    return tuple(Slot(*(datetime.combine(on, time(hour), NEW_YORK) for hour in (start, end))) for on in days)


@pytest.mark.parametrize("case", BESIDE)
def test_where_a_therapy_session_comes_to_lie(case):
    kind, _, after = (part.strip() for part in told(case, "kind")[0].split(","))
    calendars = Calendars(
        patient=hours_of(case, "patient", 9, 17),
        therapist=hours_of(case, "therapist", 9, 11),
        infusions=hours_of(case, "infusions", 10, 12),
        zone=NEW_YORK,
        not_before=datetime(2026, 11, 1, tzinfo=UTC),
    )
    wanted = TherapyPlan(kind=TherapyKind[kind.upper()], sessions=1, minutes=60, after=int(number(after)))
    found = place(wanted, calendars)
    shown = [
        f"{one.slot.start.astimezone(NEW_YORK):%d-%b %H:%M} {'inside' if one.is_inside else 'outside'}"
        for one in found.placed
    ]
    assert shown == told(case, "placed")
    assert all(any(line.startswith(says) for line in found.says) for says in told(case, "says"))
