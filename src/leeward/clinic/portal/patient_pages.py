"""What the patient's pages show: where they are, what is next, and the answers to check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from leeward.clinic.crises.queries import remote_refusal
from leeward.clinic.portal import told
from leeward.clinic.portal.from_core import in_our_words
from leeward.clinic.portal.reading_back import understood
from leeward.clinic.portal.steps import (
    SUICIDE_ITEM,
    WORDS_CHANGED,
    Answers,
    Kind,
    Step,
    every_step,
    scales,
    steps_for,
)
from leeward.clinic.portal.worded import Words, in_force
from leeward.outcomes.crisis_triggers import can_open

FROM_CHECK: Final = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """One step of the way."""

    step: Step
    place: int
    of: int
    hint: str
    back_url: str
    tells_at_once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """Before the first question, or coming back."""

    answered: int
    of: int
    next_url: str
    is_begun: bool
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer to check, and where to change it."""

    asks: str
    says: str
    url: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPart:
    """The answers of one part."""

    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """Every answer, before sending."""

    parts: tuple[CheckPart, ...]
    open: int
    open_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """What to do at once after an answer that cannot wait for us, and how to go on."""

    urgent: str
    onward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The steps of one link as they stand now."""

    steps: tuple[Step, ...]
    answers: Answers

    def step(self, key: str) -> Step | None:
        """Return a step that is asked; None for any other word."""
        return next((step for step in self.steps if step.key == key), None)

    def after(self, key: str) -> Step | None:
        """Return the step after this one; None at the end."""
        keys = [step.key for step in self.steps]
        at = keys.index(key) + 1 if key in keys else 0
        return self.steps[at] if at < len(self.steps) else None

    def first_open(self) -> Step | None:
        """Return the first step without an answer; None when all have one."""
        return next((step for step in self.steps if not self.is_answered(step)), None)

    def is_answered(self, step: Step) -> bool:
        """Does an answer stand? One to other names, or to other words than are shown now, is asked for again."""
        value = self.answers.get(step.key)
        if value is not None and step.scale is not None:
            return value.get("wording_id") == step.wording_id and not value.get(WORDS_CHANGED)
        if value is None or step.kind is not Kind.READ_BACK:
            return value is not None
        return list(value.get("names", ())) == list(self.answers.get("medicines", {}).get("names", ()))

    @property
    def answered(self) -> int:
        """How many steps have an answer."""
        return sum(self.is_answered(step) for step in self.steps)


def way_of(link_id: UUID, *, now: datetime) -> Way:
    """Return the steps of a link: what can open a crisis is asked only while somebody is on call."""
    answers = told.answers_of(link_id)
    asks = not left_out(now)
    asked = steps_for(answers, asks_about_suicide=asks, words=clinics_words())
    return Way(steps=tuple(in_our_words(step) for step in asked), answers=answers)


def clinics_words() -> Mapping[str, Words]:
    """Return the clinic's own words for the questionnaires that are asked."""
    return in_force(scale.key for scale in scales())


def left_out(now: datetime) -> Mapping[str, str]:
    """Return the questionnaires that are not asked now, with the reason."""
    refused = {scale.key: remote_refusal(scale.key, now) for scale in scales() if can_open(scale)}
    return {key: why for key, why in refused.items() if why}


def start_page(way: Way) -> StartPage:
    """Return what stands before the first question."""
    first = way.first_open()
    return StartPage(
        answered=way.answered,
        of=len(way.steps),
        next_url=url_of(first) if first else reverse("portal:check"),
        is_begun=bool(way.answers),
        is_complete=first is None,
    )


def step_page(way: Way, step: Step, *, from_check: bool) -> StepPage:
    """Return one step's page."""
    at = way.steps.index(step)
    before = reverse("portal:start") if at == 0 else url_of(way.steps[at - 1])
    return StepPage(
        step=step,
        place=at + 1,
        of=len(way.steps),
        hint=_hint(step, way),
        back_url=reverse("portal:check") if from_check else before,
        tells_at_once=str(SUICIDE_ITEM) if tells_at_once(step) else "",
    )


def check_page(way: Way) -> CheckPage:
    """Return every answer by part."""
    parts: dict[str, list[AnswerLine]] = {}
    for step in way.steps:
        says = told.in_words(step, way.answers.get(step.key)) if way.is_answered(step) else ""
        line = AnswerLine(
            asks=step.asks, says=says, url=f"{url_of(step)}?from={FROM_CHECK}", language=step.language
        )  # fmt: skip
        parts.setdefault(step.part, []).append(line)
    first = way.first_open()
    return CheckPage(
        parts=tuple(CheckPart(title=title, lines=tuple(lines)) for title, lines in parts.items()),
        open=len(way.steps) - way.answered,
        open_url=url_of(first) if first else "",
    )


def late_step(key: str) -> Step | None:
    """Return a line that may open a crisis and that was shown while somebody was on call: its answer is never lost."""
    return next((step for step in every_step() if step.key == key and step.scale and can_open(step.scale)), None)


def help_page(way: Way, key: str, *, from_check: bool) -> HelpPage | None:
    """Return what to do at once after the answer on a step; None where it asks for nothing."""
    step = way.step(key)
    if step is None or step.question is None or not step.question.urgent:
        return None
    return HelpPage(urgent=step.question.urgent, onward=next_url(way, step, from_check=from_check))


def next_url(way: Way, step: Step, *, from_check: bool) -> str:
    """Return where a saved step leads: onward, or back to the check unless the answer opened a new question."""
    if way.step(step.key) is None:
        return reverse("portal:start")
    if not way.is_answered(step):  # its words were changed meanwhile
        return f"{url_of(step)}?from={FROM_CHECK}" if from_check else url_of(step)
    after = way.after(step.key)
    if from_check and not (after and _belongs(after, step) and not way.is_answered(after)):
        return reverse("portal:check")
    if after is None:
        return reverse("portal:check")
    return f"{url_of(after)}?from={FROM_CHECK}" if from_check else url_of(after)


def url_of(step: Step) -> str:
    """Return the address of a step."""
    return reverse("portal:step", args=[step.key])


def tells_at_once(step: Step) -> bool:
    """Can an answer on this very page open a crisis?"""
    return any(told.opens_crisis(step, {"answer": answer}) for answer, _ in step.choices)


def unsure(names: Iterable[str]) -> int:
    """How many medicines were not surely understood."""
    return sum(not line.sure for line in understood(names))


def _belongs(after: Step, step: Step) -> bool:
    asked_because = after.question.unless_no if after.question else ""
    return asked_because == step.key or (after.kind is Kind.READ_BACK and step.kind is Kind.MEDICINES)


def _hint(step: Step, way: Way) -> str:
    if step.kind is Kind.READ_BACK and not unsure(way.answers.get("medicines", {}).get("names", ())):
        return _("We know all of these names. If one is wrong, go back and change it.")
    return step.hint
