"""Entering a questionnaire: one row of choices per item, and left out is an answer too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone

from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.outcomes.wordings import Shown
from leeward.instruments import CannotScore, Scale, ScaleItem, score

LEFT_OUT: Final = "left out"
MANY: Final = 5  # with more answers than these, a phone shows them in several rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item on the form: its field, the heading that begins with it, and how wide its answers are."""

    field: forms.BoundField
    heading: str
    is_number: bool
    is_many: bool


class Answers(forms.Form):
    """The answers to one scale, in the order of its items."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    wording_id = forms.CharField(widget=forms.HiddenInput, required=False)
    taken_at = forms.DateTimeField(
        label="When were these answers given?",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Enter the day and the time.", "invalid": "Enter a day and a time."},
    )
    source = forms.ChoiceField(label="How did the answers come?", choices=ScoreEntry.Source.choices[:-1])
    leave_out = forms.BooleanField(label="These items were left out: the total stays unknown", required=False)

    def __init__(self, *args: Any, scale: Scale, now: datetime, words: Shown | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.scale, self.words, self.now = scale, words, now
        self.fields["entry_id"].initial = uuid4
        self.fields["wording_id"].initial = self.wording_in_force
        self.fields["taken_at"].initial = timezone.localtime(now).replace(second=0, microsecond=0)
        if scale.by_clinician:
            self.fields["source"].initial = ScoreEntry.Source.INTERVIEW
        if scale.rests_on_answered:
            self.fields["leave_out"].label = "These do not apply, or were left out"
        for item in scale.items:
            self.fields[f"item_{item.number}"] = self._field(item)

    @property
    def wording_in_force(self) -> str:
        """The key of the wording that the form shows; empty for our own labels."""
        return str(self.words.wording_id) if self.words else ""

    @property
    def item_rows(self) -> list[ItemRow]:
        """The rows of the items, each heading where it begins."""
        rows, last = [], ""
        for item in self.scale.items:
            heading = self.words.of(item.number).heading if self.words else ""
            field = self[f"item_{item.number}"]
            rows.append(
                ItemRow(
                    field=field,
                    heading="" if heading == last else heading,
                    is_number=not item.steps,
                    is_many=len(item.steps) > MANY,
                )
            )
            last = heading
        return rows

    @property
    def skips(self) -> list[str]:
        """Which items need not be asked, in sentences."""
        return [
            f"When {skip.unless} is “{self._step(self.scale.items[skip.unless - 1], 0)}”, "
            f"skip {', '.join(map(str, skip.items))}."
            for skip in self.scale.skips
        ]

    @property
    def answers(self) -> tuple[int | None, ...]:
        """The answers; None for one that was left out."""
        told = (self.cleaned_data.get(f"item_{item.number}") for item in self.scale.items)
        return tuple(None if value in {"", LEFT_OUT, None} else int(value) for value in told)

    @property
    def not_touched(self) -> tuple[int, ...]:
        """The items without any choice, which may have been overlooked; those a skip rule leaves out are not asked."""
        told = {item.number: self.cleaned_data.get(f"item_{item.number}", "") for item in self.scale.items}
        lowest = {item.number: str(item.low) for item in self.scale.items}
        skipped = {n for skip in self.scale.skips if told[skip.unless] == lowest[skip.unless] for n in skip.items}
        skipped |= set(self.scale.parts)
        return tuple(number for number, value in told.items() if value in {"", None} and number not in skipped)

    def _field(self, item: ScaleItem) -> forms.Field:
        label = f"{item.number}. {self.words.of(item.number).says if self.words else item.label}"
        if not item.steps:
            return _number(item, is_part=item.number in self.scale.parts)
        steps = [(str(item.low + n), self._step(item, n)) for n, _ in enumerate(item.steps)]
        return forms.ChoiceField(
            label=label,
            choices=[*steps, (LEFT_OUT, "left out")],
            widget=forms.RadioSelect,
            required=False,
        )

    def _step(self, item: ScaleItem, place: int) -> str:
        return self.words.of(item.number).step(item, item.low + place) if self.words else item.steps[place]

    def clean_wording_id(self) -> str:
        """The words that were shown are the words that are recorded."""
        if self.cleaned_data["wording_id"] != self.wording_in_force:
            raise forms.ValidationError("The wording of this questionnaire changed meanwhile. Load the page again.")
        return self.wording_in_force

    def clean_taken_at(self) -> datetime:
        """Answers lie in the past, to the minute."""
        taken_at: datetime = self.cleaned_data["taken_at"]
        if taken_at > self.now:
            raise forms.ValidationError("The answers cannot be from later than now. Check the day and the time.")
        return taken_at

    def clean(self) -> dict[str, Any]:
        """An item without a choice is asked about once: was it left out, or overlooked?"""
        told = super().clean() or {}
        if self.not_touched and not told.get("leave_out"):
            numbers = ", ".join(map(str, self.not_touched))
            self.add_error(
                "leave_out",
                f"No answer is chosen for {numbers}. Choose one, or tick here that it was left out.",
            )
        if self.scale.parts and not self.errors:
            try:
                score(self.scale, self.answers)
            except CannotScore as why:
                self.add_error(None, str(why))
        return told


def _number(item: ScaleItem, *, is_part: bool) -> forms.Field:
    between = f"from {item.low} to {item.high}"
    return forms.IntegerField(
        label=item.label,
        help_text=between.capitalize(),
        min_value=item.low,
        max_value=item.high,
        required=not is_part,
        error_messages={"required": "Enter the score.", "invalid": f"Enter a whole number {between}."},
    )


class SayRemark(forms.Form):
    """What is added to an entry."""

    kind = forms.ChoiceField(choices=Remark.Kind.choices, widget=forms.HiddenInput)
    says = forms.CharField(
        label="In a few words",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say it in a few words: the next reader will ask."},
    )
