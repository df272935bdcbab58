"""Sentences of the core for the way home and for the day itself; they are translated where a patient reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from leeward.assessment.day_instructions import day_instructions
from leeward.clinic.aftercare.questions import HARM_HINT, PRESSURE_ASKS, PRESSURE_HINT, QUESTIONS
from leeward.infusion.going_home import going_home
from leeward.medicines import DayAction

ANY_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)  # the sentences are the same whenever


def sentences() -> Iterator[str]:
    """Yield each sentence once or more."""
    home, day = going_home(ended_at=ANY_TIME), day_instructions(None, infusion_at=ANY_TIME)
    for each in (*home.expect, *home.avoid, *home.care, *home.call, *home.emergency, *day.before):
        yield each.told or each.says
    yield from (action.value for action in DayAction)
    for question in QUESTIONS:
        yield question.asks
        yield from (says for _, says in question.choices)
    yield from (PRESSURE_ASKS, PRESSURE_HINT, HARM_HINT)
