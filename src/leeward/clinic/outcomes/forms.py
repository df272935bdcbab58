"""Entering a questionnaire: one row of choices per item, and left out is an answer too."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone

from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.instruments import Scale

LEFT_OUT: Final = "left out"


class Answers(forms.Form):
    """The answers to one scale, in the order of its items."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    taken_at = forms.DateTimeField(
        label="When were these answers given?",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Enter the day and the time.", "invalid": "Enter a day and a time."},
    )
    source = forms.ChoiceField(label="How did the answers come?", choices=ScoreEntry.Source.choices[:-1])
    leave_out = forms.BooleanField(label="These items were left out: the total stays unknown", required=False)

    def __init__(self, *args: Any, scale: Scale, now: datetime, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.scale = scale
        self.now = now
        self.fields["entry_id"].initial = uuid4
        self.fields["taken_at"].initial = timezone.localtime(now).replace(second=0, microsecond=0)
        if scale.by_clinician:
            self.fields["source"].initial = ScoreEntry.Source.INTERVIEW
        for item in scale.items:
            steps = [(str(item.low + n), step) for n, step in enumerate(item.steps)]
            self.fields[f"item_{item.number}"] = forms.ChoiceField(
                label=f"{item.number}. {item.label}",
                choices=[*steps, (LEFT_OUT, "left out")],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def item_fields(self) -> list[forms.BoundField]:
        """The rows of the items."""
        return [self[f"item_{item.number}"] for item in self.scale.items]

    @property
    def skips(self) -> list[str]:
        """Which items need not be asked, in sentences."""
        steps = {item.number: item.steps[0] for item in self.scale.items}
        return [
            f"When {skip.unless} is “{steps[skip.unless]}”, skip {', '.join(map(str, skip.items))}."
            for skip in self.scale.skips
        ]

    @property
    def answers(self) -> tuple[int | None, ...]:
        """The answers; None for one that was left out."""
        told = (self.cleaned_data[f"item_{item.number}"] for item in self.scale.items)
        return tuple(None if value in {"", LEFT_OUT} else int(value) for value in told)

    @property
    def not_touched(self) -> tuple[int, ...]:
        """The items without any choice, which may have been overlooked; those a skip rule leaves out are not asked."""
        told = {item.number: self.cleaned_data.get(f"item_{item.number}", "") for item in self.scale.items}
        lowest = {item.number: str(item.low) for item in self.scale.items}
        skipped = {n for skip in self.scale.skips if told[skip.unless] == lowest[skip.unless] for n in skip.items}
        return tuple(number for number, value in told.items() if value == "" and number not in skipped)

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
        return told


class SayRemark(forms.Form):
    """What is added to an entry."""

    kind = forms.ChoiceField(choices=Remark.Kind.choices, widget=forms.HiddenInput)
    says = forms.CharField(
        label="In a few words",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say it in a few words: the next reader will ask."},
    )
