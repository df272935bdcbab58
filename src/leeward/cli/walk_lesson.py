"""What a rehearsed infusion would teach, and how the next one would be foretold with it."""

from collections.abc import Iterator
from dataclasses import replace

from leeward.cli.rehearsal import Rehearsed
from leeward.dosing import CannotPropose, Option, Proposal, propose
from leeward.dosing.learning import told_of
from leeward.infusion.journal import events
from leeward.infusion.lesson import CannotTeach, lesson_record
from leeward.infusion.vitals import GenerationMode
from leeward.pharmacology import CannotLearn, Subject, virtual_patients
from leeward.pharmacology.lessons import Lessons, Taught
from leeward.protocol import Protocol


def lesson_lines(
    rehearsed: Rehearsed, option: Option, proposal: Proposal, subject: Subject, protocol: Protocol, *, seed: int
) -> tuple[str, ...]:
    """Say what was learned, and what it makes of the same option next time; seconds."""
    now = rehearsed.journal[-1].event.at
    try:
        record = lesson_record(events(rehearsed.journal), rehearsed.readings, now=now, mode=GenerationMode.DEMO)
    except (CannotTeach, CannotLearn) as why:
        return (f"Nothing was learned: {why}",)
    people = virtual_patients(subject, proposal.virtual_patients, seed=seed)
    taught = Taught(day=0.0, session=subject.session, given=record.given, readings=record.readings)
    lessons = Lessons(people=people, seed=seed).then(taught)
    told = told_of(lessons)
    said = (told.why_not, *told.says, *told.warnings, *told.left_out, *record.left_out)
    return (*(each for each in said if each), *_next(lessons, option, subject, protocol, seed=seed))


def _next(lessons: Lessons, option: Option, subject: Subject, protocol: Protocol, *, seed: int) -> Iterator[str]:
    """Yield how the highest pressure of the same option is foretold for the next session, the day's values alike."""
    later = replace(subject, session=subject.session + 1)
    try:
        again = propose(later, protocol, seed=seed, learned=lessons)
        found = again.option(option.key)
    except (CannotPropose, KeyError):
        return
    if found.learned is not None and "systolic" in found.learned_of:
        alike, own = found.prediction.highest_systolic, found.learned.highest_systolic
        yield (
            f"{option.label} again: highest systolic {float(own.median):.0f} ({float(own.low):.0f} to "
            f"{float(own.high):.0f}) mmHg as learned, {float(alike.median):.0f} ({float(alike.low):.0f} to "
            f"{float(alike.high):.0f}) for people like this person. The options and their fences stay as they are."
        )
