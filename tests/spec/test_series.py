"""What became of a series, and where the rest comes to lie, as cases; 2-Nov-2026 is a Monday."""

from datetime import date, timedelta

import pytest

from leeward.course.days import WEEKDAYS, Days
from leeward.course.replan import Happened, replan
from leeward.course.schedule import plan
from leeward.course.series import EIGHT_IN_FOUR_WEEKS, SIX_IN_TWO_WEEKS, State
from leeward.protocol import STANDARD
from told import day, read, told

FIRST = date(2026, 11, 2)

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
LAID = read(SERIES)


def short(on):
    return f"{WEEKDAYS[on.weekday()]} {on:%d-%b}"


def happened(line):
    number_of, state, _, on, *why = line.replace(":", "").split()
    return Happened(number=int(number_of), state=State(state), on=day(on), why=" ".join(why))


def laid(case):
    rhythm, first = told(LAID[case], "rhythm")[0].rsplit(" from ", 1)
    schedule = {"six in two weeks": SIX_IN_TWO_WEEKS, "eight in four weeks": EIGHT_IN_FOUR_WEEKS}[rhythm]
    full = [day(each) for each in told(LAID[case], "full")]
    places = {FIRST + timedelta(days=n): 0 if FIRST + timedelta(days=n) in full else 1 for n in range(90)}
    closed = {day(each.split()[0]): each.split(maxsplit=1)[1] for each in told(LAID[case], "closed")}
    limits, days = STANDARD.dosing, Days(closed=closed, places=places)
    planned = plan(schedule, first=day(first), today=FIRST, limits=limits, days=days)
    past = [happened(line) for line in told(LAID[case], "told")]
    today = day(told(LAID[case], "today")[0])
    return replan(planned, past, today=today, limits=limits, days=days) if past else planned


@pytest.mark.parametrize("case", LAID)
def test_where_a_series_comes_to_lie(case):
    found = laid(case)
    assert ", ".join(short(session.on) for session in found.ahead) == told(LAID[case], "rest")[0]
    assert set(told(LAID[case], "says")) <= {*found.says, *found.changed}
