"""What was seen without ketamine: the control arms of the trials, beside a person's scores and never as their truth."""

from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited, Facts, cite, derived
from leeward.evidence.sources import DUEK_2023, FEDER_2021
from leeward.instruments import PCL5


class Midazolam(Facts):
    """Comparison arms: midazolam in place of ketamine. The saline arm of the largest trial was not seen."""

    week = derived("7 d", DUEK_2023, by="end of the first week")
    week_people = derived("13 1", DUEK_2023, by="midazolam arm, PCL-5 at the end of the first week")
    week_fall = derived("9.3 points", DUEK_2023, by="midazolam arm: mean fall of PCL-5 to the end of the first week")
    week_spread = derived("9.9 points", DUEK_2023, by="SD of that change")
    week_responders = derived("38 %", DUEK_2023, by="midazolam arm: 5 of 13 fell by 30 % or more")
    month = derived("30 d", DUEK_2023, by="follow-up")
    month_people = derived("11 1", DUEK_2023, by="midazolam arm, PCL-5 at 30 days")
    month_fall = derived("18.5 points", DUEK_2023, by="midazolam arm: mean fall of PCL-5 to 30 days")
    month_spread = derived("12.1 points", DUEK_2023, by="SD of that change")
    month_responders = derived("64 %", DUEK_2023, by="midazolam arm: 7 of 11 fell by 30 % or more")
    course = cite("14 d", FEDER_2021, at="six infusions in two weeks")
    course_people = cite("15 1", FEDER_2021, at="midazolam arm")
    course_responders = cite("20 %", FEDER_2021, at="midazolam arm: CAPS-5 fell by 30 % or more, 3 of 15")
    middle = derived("1.28 1", DUEK_2023, by="normal deviate of the 10 and 90 % points: four in five of the arm")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """Where a control arm was on one day, shifted to this person's baseline: mean, and four in five of its people."""

    on_day: float
    mean: float
    low: float
    high: float
    people: int
    responders: Cited
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutKetamine:
    """What to draw and to say beside a trajectory."""

    points: tuple[ControlPoint, ...]
    says: tuple[str, ...]
    cites: tuple[Cited, ...]


SAYS: Final = (
    "These are averages of small control arms, not what would have happened to this person: nobody can know that.",
    "Duek 2023 gave four days of exposure therapy to both arms after one dose; symptoms improved equally in both.",
    f"In Feder 2021 {Midazolam.course_responders.quantity} of the midazolam arm responded (3 of 15), on CAPS-5.",
    "The saline arm of the largest trial (Abdallah 2022, 54 people) was not seen: ketamine did not part from it.",
)


def without_ketamine(baseline: int) -> WithoutKetamine:
    """Return the control arm's falls laid to a PCL-5 baseline, in days from the first infusion.

    The falls are in points as the arm had them: they are not scaled to the baseline.
    """
    arm = Midazolam
    return WithoutKetamine(
        points=(
            _point(baseline, arm.week, arm.week_fall, arm.week_spread, arm.week_people, arm.week_responders),
            _point(baseline, arm.month, arm.month_fall, arm.month_spread, arm.month_people, arm.month_responders),
        ),
        says=SAYS,
        cites=tuple(arm.rows()),
    )


def _point(baseline: int, day: Cited, fall: Cited, spread: Cited, people: Cited, responders: Cited) -> ControlPoint:
    mean, reach = baseline - fall.to("points"), Midazolam.middle.to("1") * spread.to("points")
    return ControlPoint(
        on_day=day.to("d"),
        mean=_on_scale(mean),
        low=_on_scale(mean - reach),
        high=_on_scale(mean + reach),
        people=round(people.to("1")),
        responders=responders,
        says=f"Day {day.to('d'):.0f}, midazolam and exposure therapy, {people.to('1'):.0f} people (Duek 2023): PCL-5 "
        f"fell by {fall.quantity} on average (SD {spread.to('points'):g}); {responders.quantity} fell by 30 % or more.",
    )


def _on_scale(total: float) -> float:
    return float(min(max(total, PCL5.lowest), PCL5.highest))
