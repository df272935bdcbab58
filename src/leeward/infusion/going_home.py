"""What a patient is told on going home, in short sentences, and until when by the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from leeward.assessment.day_instructions import AfterTheDay, Instruction
from leeward.evidence import Cited, Reference
from leeward.evidence.sources import JPN_2026, KETALAR_US, SPRAVATO_US
from leeward.protocol.discharge import Leaving

EXPECT: Final = (
    "You may feel tired, dizzy, sick or far away. For most people this is over %(hours)s hours after the start."
)
DRIVE: Final = (
    "Do not drive, cycle or use machines until you have slept a night. You may again on %(next_day)s, if you feel well."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingHome:
    """The sheet: what to expect, what not to do, how to take care, and when to call."""

    expect: tuple[Instruction, ...]
    avoid: tuple[Instruction, ...]
    care: tuple[Instruction, ...]
    call: tuple[Instruction, ...]
    emergency: tuple[Instruction, ...]


def going_home(*, ended_at: datetime) -> GoingHome:
    """Return the sheet; `ended_at` is when the drug ended, in the clinic's own time."""
    return GoingHome(
        expect=_expect(), avoid=_avoid(ended_at), care=_care(), call=_call(), emergency=_emergency()
    )  # fmt: skip


def by_the_clock(at: datetime) -> str:
    """Write an instant as a patient reads it: "10:40 on Tuesday 24 November"."""
    return f"{at:%H:%M} on {day_of(at)}"


def day_of(at: date) -> str:
    """Write a day as a patient reads it: "Tuesday 24 November"."""
    return f"{at:%A} {at.day} {at:%B}"


def _until(told: str, until: datetime, *cites: Cited | Reference) -> Instruction:
    says = told % {"until": by_the_clock(until)}
    return Instruction(says=says, cites=cites, told=told, places=(("until", until),))


def _own(says: str, *cites: Reference) -> Instruction:
    return Instruction(says=says, cites=cites)


def _expect() -> tuple[Instruction, ...]:
    hours = Leaving.side_effects_gone.to("h")
    return (
        Instruction(
            says=EXPECT % {"hours": f"{hours:g}"},
            told=EXPECT,
            places=(("hours", hours),),
            cites=(Leaving.side_effects_gone,),
        ),
        _own("You may be slower and less steady than usual until you have slept."),
        _own("Strong feelings or memories can come up. This can happen, and it passes."),
    )


def _avoid(ended_at: datetime) -> tuple[Instruction, ...]:
    end = ended_at + timedelta(days=AfterTheDay.alone.to("d"))
    next_day = (ended_at + timedelta(days=1)).date()
    return (
        Instruction(
            says=DRIVE % {"next_day": day_of(next_day)},
            told=DRIVE,
            places=(("next_day", next_day),),
            cites=(Reference(SPRAVATO_US, "no driving until the next day after a restful sleep"),),
        ),
        _until("Drink no alcohol until %(until)s.", end, AfterTheDay.alone),
        _until(
            "Take no cannabis, sleeping pills or other drugs until %(until)s, unless we told you to.",
            end,
            AfterTheDay.alone,
            Reference(KETALAR_US, "other drugs that slow the brain add to it"),
        ),
        _until("Sign nothing and decide nothing big until %(until)s.", end, AfterTheDay.alone),
        _until("Do not look after children alone until %(until)s.", end, AfterTheDay.alone),
    )


def _care() -> tuple[Instruction, ...]:
    return (
        _own("Go home with the person who came for you. It is best if they stay with you tonight."),
        _own(
            "Sit up first. Then stand up slowly. Hold on to something.",
            Reference(JPN_2026, "a fall after discharge"),
        ),
        _own("Drink water. Eat something light when you feel like it."),
        _own("Take your own medicines as we agreed. Do not stop one by yourself."),
    )


def _call() -> tuple[Instruction, ...]:
    return (
        _own("You fall or faint."),
        _own("You vomit again and again, or cannot keep water down."),
        _own("You have a strong headache, or feel confused."),
        _own("It hurts to pass urine, there is blood in it, or you have to go very often."),
        _own("You feel worse than before, or afraid of what you might do."),
    )


def _emergency() -> tuple[Instruction, ...]:
    return (
        _own("Chest pain, or trouble breathing."),
        _own("A seizure, or somebody cannot wake you."),
        _own("A weak arm or leg, or trouble speaking or seeing."),
        _own("You might hurt yourself or somebody else."),
    )
