"""What comes after an infusion, as cases: who, the course so far, what Leeward offers, what not and why.

Each case of `after_an_infusion/` is a person as a clinician would tell of them at the desk. `offered` is everything
that is offered, in the order of the page; `not-now` names what a clinician might expect and does not get, with the
words of the refusal.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from leeward.course.adapt import adapt
from leeward.course.choice import Kind
from leeward.course.maintenance import Stretch
from leeward.course.safety import blocks
from leeward.course.so_far import Borne, CourseSoFar, Infused, Scored
from leeward.course.watch_rules import Record
from leeward.course.watched import Domain, Taken
from leeward.protocol import STANDARD, Place
from leeward.truth import NO, UNKNOWN, YES
from told import number, read, told
from watched import IN_ORDER

FIRST = date(2026, 11, 2)
WELL = {"red_event": NO, "distress_points": 2.0, "vomited": 0, "highest_systolic_mmhg": 142.0, "serious": NO}
CASES = sorted((Path(__file__).parent / "after_an_infusion").glob("*.txt"))
READ = {name: lines for file in CASES for name, lines in read(file.read_text()).items()}
SAFE = {domain: IN_ORDER[domain] for domain in Domain if domain not in (Domain.SYMPTOMS, Domain.EXPOSURE)}


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
    """`52, once 33, day 20 31, now 30`: before infusion 1, a day after the last one, 20 days after the first, today."""
    for part in text.split(","):
        when = {"once": given[-1] + timedelta(days=1), "now": today}.get(part.split()[0], FIRST)
        if part.split()[0] == "day":
            when = FIRST + timedelta(days=number(part))
        yield Scored(on=when, total=None if "incomplete" in part else int(part.split()[-1]))


def course(case):
    count, _, planned, dose, _, _, minutes, _ = told(READ[case], "course")[0].replace(",", "").split()
    besides = told(READ[case], "besides")
    given = tuple(FIRST + timedelta(days=2 * n) for n in range(int(count)))
    late = [number(word.rpartition(" day ")[-1]) for word in besides if word.startswith("the last infusion came")]
    given = (*given[:-1], FIRST + timedelta(days=late[0])) if late else given
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
        scores=tuple(scores(told(READ[case], "PCL-5")[0], given, today)),
        new_suicidality=YES if "new suicidality" in besides else UNKNOWN if "C-SSRS not asked" in besides else NO,
        holds=held_by(besides, (*before, *given), today),
        earlier=before,
        stretches=tuple(stretches(besides, given[-1])),
        sedative_started=YES if "benzodiazepine started" in besides else NO,
        reviewed_on=today if "reviewed today" in besides else None,
    )


@pytest.mark.parametrize("case", READ)
def test_what_is_offered_after_an_infusion(case):
    found = adapt(course(case), STANDARD)
    assert ", ".join(one.key for one in found.choices) == told(READ[case], "offered")[0]


@pytest.mark.parametrize("case", [case for case in READ if told(READ[case], "not-now")])
def test_what_is_not_offered_now_and_why(case):
    found = adapt(course(case), STANDARD)
    for line in told(READ[case], "not-now"):
        key, why = line.split(": ", 1)
        refused = next(one for one in found.not_now if one.kind.key == key)
        assert any(says.startswith(why) for says in refused.why), refused.why


@pytest.mark.parametrize("case", [case for case in READ if told(READ[case], "dose") or told(READ[case], "every")])
def test_the_dose_and_the_interval_that_are_offered(case):
    found = adapt(course(case), STANDARD)
    for line in told(READ[case], "dose"):
        key, dose, _, place = line.replace(",", "").split(maxsplit=3)
        one = found.choice(key)
        assert (f"{one.mg_per_kg:g}", one.place) == (dose, Place(place))
    for line in told(READ[case], "every"):
        key, days = line.split()
        assert found.choice(key).every_days == int(days)


@pytest.mark.parametrize("case", [case for case in READ if told(READ[case], "next") or told(READ[case], "because")])
def test_the_day_and_the_reason_that_are_told_with_a_choice(case):
    found = adapt(course(case), STANDARD)
    for line in told(READ[case], "next"):
        key, says = line.split(maxsplit=1)
        assert found.choice(key).says == says
    for line in told(READ[case], "because"):
        key, says = line.split(maxsplit=1)
        assert says in found.choice(key).reasons


@pytest.mark.parametrize("case", [case for case in READ if told(READ[case], "says")])
def test_what_is_said_above_the_choices(case):
    found = adapt(course(case), STANDARD)
    assert set(told(READ[case], "says")) <= set(found.says)


def test_there_are_at_least_twenty_cases_and_each_tells_who():
    assert len(READ) >= 20
    assert all(told(READ[case], "who") and told(READ[case], "offered") for case in READ)
    named = {key for case in READ for key in told(READ[case], "offered")[0].split(", ")}
    assert named == {kind.key for kind in Kind}
