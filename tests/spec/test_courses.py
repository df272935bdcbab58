"""What comes after an infusion, as cases: who, the course so far, what Leeward offers, what not and why.

Each case is a person as a clinician would tell of them at the desk. `offered` is everything that is offered, in
the order of the page; `not now` names what a clinician might expect and does not get, with the words of the refusal.
"""

from datetime import date, timedelta

import pytest

from leeward.course.adapt import adapt
from leeward.course.choice import Kind
from leeward.course.maintenance import Held
from leeward.course.safety import blocks
from leeward.course.so_far import Borne, CourseSoFar, Infused, Scored
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
    not now  step-up: Not within the first 2 infusions
    not now  taper: The course comes first

late responder
    who      veteran of 45, roadside bomb; nothing after three infusions, something after five
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, now 44
    offered  repeat, therapy, space-out, stop-wish, pause
    not now  step-up: Only where a score after the last infusion shows little change.
    not now  stop-no-response: PCL-5 fell by more.

nothing yet after two
    who      man of 29, childhood abuse; disappointed, asks for more
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    49, now 47
    offered  repeat, therapy, space-out, stop-wish, pause
    not now  step-up: Not within the first 2 infusions: trials show no gain of a higher dose.
    not now  stop-no-response: Too early to judge.

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
    not now  step-up: The dose was raised once in this course

placebo-like: no response after six of eight
    who      woman of 51; scores wander around the first one
    course   6 of 8, 0.5 mg/kg over 40 min
    PCL-5    55, now 52
    offered  therapy, stop-no-response, stop-wish, pause
    not now  repeat: This clinic's own rule of no response
    not now  step-up: This clinic's own rule of no response

worsening
    who      man of 38, wakes screaming since the second infusion
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 63
    offered  psychiatrist, pause, stop-harm, stop-wish
    not now  repeat: PCL-5 rose by 10 points or more since before infusion 1. No infusion before a psychiatrist
    not now  therapy: After a psychiatrist has seen the person.

worsening, seen by a psychiatrist today
    who      the same man: an anniversary, no danger; the psychiatrist writes that it may go on
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 63
    besides  reviewed today
    offered  repeat, therapy, space-out, stop-wish, pause
    not now  step-up: Not within the first 2 infusions

new suicidality
    who      woman of 26; says at the door that she wrote letters
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    57, now 50
    besides  new suicidality
    offered  psychiatrist, pause, stop-harm, stop-wish
    not now  repeat: New suicidality was told. No infusion before a psychiatrist

nobody asked about suicide
    who      man of 60, doing well, in a hurry
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    48, now 30
    besides  C-SSRS not asked
    offered  therapy, stop-wish, pause
    not now  repeat: Whether there is new suicidality is not known: ask the C-SSRS screen first.

hypertensive
    who      man of 57, 186/104 at minute 35; settled within twenty minutes
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    53, now 49
    besides  systolic 186
    offered  pause, stop-harm, lower, slower, repeat, therapy, space-out, stop-no-response, stop-wish
    dose     lower 0.375 mg/kg, usual
    dose     slower 0.5 mg/kg, usual
    not now  step-up: Only where the last infusion is known to have been borne well.

hypertension at home
    who      the same man, next week; 164/102 by his own cuff
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    53, now 40
    besides  home pressure 164
    offered  pause, stop-harm, therapy, stop-wish
    not now  repeat: Blood pressure at home: beyond the limit

distress while dissociated
    who      woman of 31, "the worst hour of my life", distress 8 of 10
    course   1 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 46
    besides  distress 8
    offered  pause, stop-harm, lower, slower, repeat, therapy, space-out, stop-wish
    not now  step-up: Not within the first 2 infusions

nobody charted how it was borne
    who      man of 44; the tablet was left at another chair
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 47
    besides  not charted how it was borne
    offered  pause, therapy, stop-no-response, stop-wish
    not now  repeat: Whether anything serious followed the last infusion is not told: chart it first.

dropout
    who      man of 33, did not come twice, does not answer
    course   2 of 6, 0.5 mg/kg over 40 min
    PCL-5    51
    besides  last infusion 20 d ago
    besides  C-SSRS not asked
    offered  therapy, stop-wish, pause
    not now  repeat: Whether there is new suicidality is not known
    says     20 d since the last infusion, more than 14 d: look at suitability again first.

partial response, a page of the form left out
    who      woman of 40; looks better, items 9 to 14 are missing
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    56, now incomplete
    offered  therapy, stop-wish, pause
    not now  repeat: There is no whole PCL-5 of the last week
    not now  stop-no-response: Whether PCL-5 changed is not known: score it.

course complete, response
    who      veteran of 39, sleeps through for the first time
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    60, now 33
    offered  finish, taper, therapy, stop-wish, pause
    every    taper 7
    not now  repeat: All 6 planned infusions were given.

relapse at four weeks
    who      the same veteran; the nightmares are back
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    60, once 33, now 54
    besides  last infusion 28 d ago
    besides  lost after 28 d
    offered  finish, therapy, another-course, stop-no-response, stop-wish, pause
    not now  taper: Only a response that a score after the last infusion shows can be held.
    says     A response was there and is lost.

second course, response again
    who      the same veteran after another six; last time it was lost after 28 d
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    55, now 30
    besides  6 infusions three months ago
    besides  lost after 28 d
    offered  pause, finish, therapy, stop-wish
    not now  taper: Cumulative exposure: With the one on 14-Nov-2026: 13 infusions in six months

maintenance
    who      woman of 48; response held for 14 d, and for 21 d
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, now 29
    besides  maintains
    besides  held for 21 d
    offered  repeat, taper, therapy, stop-wish, pause
    every    taper 28
    not now  step-up: Not in maintenance.

maintenance, lost at 28 d
    who      the same woman, a step too far
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    58, once 29, now 50
    besides  maintains
    besides  held for 21 d
    besides  lost after 28 d
    offered  taper, therapy, another-course, stop-no-response, stop-wish, pause
    every    taper 21
    not now  repeat: In maintenance an infusion is repeated only while a score shows that response holds.

thirteenth infusion in six months
    who      man of 50, every two weeks
    course   6 of 6, 0.5 mg/kg over 40 min
    PCL-5    55, now 30
    besides  maintains
    besides  held for 14 d
    besides  6 infusions three months ago
    offered  pause, therapy, stop-wish
    not now  taper: Cumulative exposure

bladder symptoms
    who      woman of 36; urgency, up three times at night
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 30
    besides  bladder score 21
    offered  pause, stop-harm, therapy, stop-wish
    not now  repeat: Bladder: beyond the limit

ALT high
    who      man of 41, tired; ALT four times the upper limit
    course   5 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 30
    besides  liver 4 times the limit
    offered  pause, stop-harm, therapy, stop-wish
    not now  repeat: Liver: beyond the limit

dose-seeking
    who      man of 27; calls each day, asks for the next one early
    course   4 of 6, 0.5 mg/kg over 40 min
    PCL-5    50, now 48
    besides  asks early
    offered  pause, stop-harm, therapy, stop-no-response, stop-wish
    not now  step-up: Misuse: beyond the limit

pregnancy test positive
    who      woman of 30, on the morning of the fourth infusion
    course   3 of 6, 0.5 mg/kg over 40 min
    PCL-5    52, now 28
    besides  pregnancy test positive
    offered  pause, stop-harm, therapy, stop-wish
    not now  repeat: Pregnancy: beyond the limit on 08-Nov-2026. Stop: no ketamine.

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
    not now  repeat: A serious adverse event, new psychosis or mania followed the last infusion
"""


def read(text):
    """Each case as its name and its lines of (field, told)."""
    for block in text.strip().split("\n\n"):
        name, *lines = block.split("\n")
        yield name, [tuple(part.strip() for part in (line[4:13], line[13:])) for line in lines]


READ = dict(read(CASES))


def told(case, field):
    return [value for name, value in READ[case] if name == field]


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
            yield Held(since=last, until=last + timedelta(days=number(word)), lost=YES if "lost" in word else NO)


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


@pytest.mark.parametrize("case", [case for case in READ if told(case, "not now")])
def test_what_is_not_offered_now_and_why(case):
    found = adapt(course(case), STANDARD)
    for line in told(case, "not now"):
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
