"""The clinic's own words for the questionnaires of the intake, handed down by the app that keeps them."""

from collections.abc import Iterable, Mapping
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from leeward.instruments import Scale, ScaleItem
from leeward.outcomes.crisis_triggers import Trigger


class Line(Protocol):
    """One item as the clinic words it."""

    @property
    def says(self) -> str:
        """The question."""

    @property
    def heading(self) -> str:
        """The headings above it; empty where there are none."""

    def step(self, item: ScaleItem, answer: int) -> str:
        """Return the words of an answer."""


class Words(Protocol):
    """One questionnaire as the clinic words it."""

    @property
    def wording_id(self) -> int:
        """The key under which these words are kept."""

    @property
    def copyright(self) -> str:
        """Whose words they are."""

    @property
    def instructions(self) -> tuple[str, ...]:
        """What stands on the form beside its questions."""

    def of(self, number: int) -> Line:
        """Return the words of one item."""


def in_force(scale_keys: Iterable[str]) -> Mapping[str, Words]:
    """Return the clinic's words by questionnaire; one without an entry is shown under our own labels."""
    return cast("Mapping[str, Words]", import_string(settings.INTAKE_WORDS)(tuple(scale_keys)))


def in_words(trigger: Trigger, scale: Scale, wording_id: int | None) -> Trigger:
    """Return what opens a crisis in the words that the patient read."""
    return cast("Trigger", import_string(settings.INTAKE_TRIGGER_WORDS)(trigger, scale, wording_id))
