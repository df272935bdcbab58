"""The call on the day after: when it is due, what is asked, and which answers need somebody to act."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.truth import NO, UNKNOWN, YES, Truth

_DEFAULT = "Design default of the safety dossier, sections 4.6 and 7.3; no published source."


class NextDay(Facts):
    """When the call is due, when it is late, and the pressure at home that is too high."""

    call_after = assumed("24 h", why="Section 4.6: a call after 24 h about falls, pressure, mood, bladder and sleep.")
    call_within = assumed(
        "96 h", why="From a Friday over a long weekend to Tuesday; a later one is a slip of the year, and no call."
    )
    late_after = assumed("2 h", why="Then everybody at work is told (hazard H33); operational choice.")
    opens_before = assumed("6 h", why="How early the patient may answer alone; after a night's sleep.")
    systolic = assumed("160 mmHg", why=_DEFAULT)
    diastolic = assumed("100 mmHg", why=_DEFAULT)


class Stomach(Enum):
    """Nausea since the infusion."""

    CALM = "none"
    NAUSEA = "some"
    VOMITING = "vomiting"
    UNKNOWN = "unknown"


class Night(Enum):
    """Sleep in the night after."""

    GOOD = "well"
    BAD = "badly"
    NONE = "not at all"
    UNKNOWN = "unknown"


class Mood(Enum):
    """Mood and distress beside the day before the infusion."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDayAnswers:
    """What was told on the day after; what was not answered is unknown. `pressure` is systolic and diastolic, mmHg.

    `pressure_as_written` is what stands in its place where it is not two numbers.
    """

    fell: Truth = UNKNOWN
    drove: Truth = UNKNOWN
    bladder: Truth = UNKNOWN
    stomach: Stomach = Stomach.UNKNOWN
    night: Night = Night.UNKNOWN
    mood: Mood = Mood.UNKNOWN
    pressure: tuple[int, int] | None = None
    pressure_as_written: str = ""
    harm: Truth = UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """An answer that somebody has to act upon: what was said, and what to do first."""

    key: str
    says: str
    do: str
    is_urgent: bool = False


FELL: Final = Concern(
    key="fell", says="Fell, or nearly fell.", is_urgent=True,
    do="Ask about the head, pain and blood thinners; see the patient or send them where they can be seen.",
)  # fmt: skip
HARM: Final = Concern(
    key="harm", says="Had thoughts of being better off dead, or of self-harm.", is_urgent=True,
    do="A crisis is open: follow it on its page.",
)  # fmt: skip
HARM_OPEN: Final = Concern(
    key="harm-open", says="Did not say whether there were thoughts of self-harm.", is_urgent=True,
    do="Call, and ask the suicide screen.",
)  # fmt: skip
WORSE: Final = Concern(
    key="mood", says="Feels worse than before the infusion.", is_urgent=True,
    do="Call today; ask about distress and safety; tell the prescriber.",
)  # fmt: skip
BLADDER: Final = Concern(
    key="bladder", says="Pain or blood on passing urine, or a need to go very often.",
    do="Urine test; score the bladder questionnaire before the next infusion.",
)  # fmt: skip
VOMITING: Final = Concern(
    key="stomach", says="Vomits and keeps nothing down.", is_urgent=True, do="Call today; fluids, and the prescriber."
)
SLEEPLESS: Final = Concern(key="night", says="Did not sleep at all.", do="Ask about mood, and about mania.")
DROVE: Final = Concern(
    key="drove", says="Drove before the night's sleep.", do="Say again why not; ask about the escort next time."
)
PRESSURE: Final = Concern(
    key="pressure", says="The pressure at home is {0}/{1} mmHg.", is_urgent=True,
    do="Repeat it in 15 min; ask about headache, chest pain and sight; tell the prescriber.",
)  # fmt: skip
UNREAD: Final = Concern(
    key="pressure", says="Wrote of the pressure at home: “{0}”. It is not known how high it is.",
    do="Call, and ask for both numbers.",
)  # fmt: skip


def concerns(answers: NextDayAnswers) -> tuple[Concern, ...]:
    """Return what somebody has to act upon, the urgent first; an open answer about self-harm is one too."""
    found = [
        *([HARM] if answers.harm is YES else []),
        *([HARM_OPEN] if answers.harm is UNKNOWN else []),
        *([FELL] if answers.fell is YES else []),
        *([WORSE] if answers.mood is Mood.WORSE else []),
        *([VOMITING] if answers.stomach is Stomach.VOMITING else []),
        *_pressure(answers.pressure, answers.pressure_as_written),
        *([BLADDER] if answers.bladder is YES else []),
        *([SLEEPLESS] if answers.night is Night.NONE else []),
        *([DROVE] if answers.drove is YES else []),
    ]
    return tuple(sorted(found, key=lambda one: not one.is_urgent))


def is_complete(answers: NextDayAnswers) -> bool:
    """Is the one question answered without which nobody may be left: self-harm?"""
    return answers.harm in (YES, NO)


def _pressure(read: tuple[int, int] | None, as_written: str) -> tuple[Concern, ...]:
    """An unknown pressure is no normal one: who wrote something else than two numbers is asked."""
    if read is None:
        return (replace(UNREAD, says=UNREAD.says.format(as_written)),) if as_written else ()
    systolic, diastolic = read
    high = systolic >= NextDay.systolic.to("mmHg") or diastolic >= NextDay.diastolic.to("mmHg")
    says = PRESSURE.says.format(systolic, diastolic)
    return (Concern(key=PRESSURE.key, says=says, do=PRESSURE.do, is_urgent=True),) if high else ()
