"""Forms of a course: its rhythm, a choice after a session, and results of the long-term safety schedule."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

from django import forms

from leeward.clinic.courses.models import SafetyDecision
from leeward.clinic.scheduling.hours import WEEKDAYS
from leeward.clinic.web.forms import DateField
from leeward.course.watched import Field, Value
from leeward.truth import Truth

TRUTHS: Final = (("no", "no"), ("yes", "yes"), ("unknown", "not known"))
SCHEDULES: Final = (
    ("six-in-two-weeks", "Six infusions in two weeks (Monday, Wednesday, Friday), as in Feder 2021"),
    ("eight-in-four-weeks", "Eight infusions in four weeks (Monday, Thursday), as in Abdallah 2022"),
    ("custom", "The clinic’s own: say how many, and on which weekdays or how many days apart"),
)


class OnceForm(forms.Form):
    """A form that makes one row: sent twice it makes it once."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["form_id"].initial = uuid4


class Result(OnceForm):
    """A result of one domain: its numbers and answers, when and where it was taken."""

    taken_on = DateField(label="Taken on")
    source = forms.CharField(label="From", max_length=200, help_text="Such as: laboratory, asked here, letter of …")

    def __init__(self, *args: Any, entries: Iterable[Field], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.entries = tuple(entries)
        for each in self.entries:
            self.fields[each.key] = (
                forms.FloatField(label=f"{each.label}, {each.unit}", required=False)
                if each.is_number
                else forms.ChoiceField(label=each.label, choices=TRUTHS, initial="unknown", widget=forms.RadioSelect)
            )
        self.order_fields([each.key for each in self.entries])

    @property
    def values(self) -> dict[str, Value]:
        """Return what was entered; what was left out is not known, and is left out."""
        told = {each: self.cleaned_data.get(each.key) for each in self.entries}
        return {
            each.key: float(value) if each.is_number else Truth(value)
            for each, value in told.items()
            if value is not None and value != ""
        }


class Decide(forms.Form):
    """What a result beyond a limit means for the next infusion."""

    kind = forms.ChoiceField(label="What it means", choices=SafetyDecision.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Why, and what was done", max_length=1000, widget=forms.Textarea({"rows": 2}))


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea({"rows": 2}))


class Review(OnceForm):
    """What a prescriber found, and why infusions may go on."""

    says = forms.CharField(
        label="What you found, and why infusions may go on", max_length=1000, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Write what you found, and why infusions may go on."},
    )  # fmt: skip


class Rhythm(forms.Form):
    """The rhythm of a course and its first day."""

    schedule = forms.ChoiceField(
        label="Schedule", choices=SCHEDULES, widget=forms.RadioSelect, error_messages={"required": "Choose one."}
    )
    sessions = forms.IntegerField(label="Infusions (own schedule)", required=False, min_value=1, max_value=60)
    weekdays = forms.TypedMultipleChoiceField(
        label="On (own schedule)", required=False, coerce=int, choices=tuple(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    every_days = forms.IntegerField(label="Or every so many days", required=False, min_value=1, max_value=90)
    first = forms.DateField(
        label="First day, or the first that suits after it", widget=forms.DateInput({"type": "date"})
    )
    clock = forms.TimeField(label="Preferably at", widget=forms.TimeInput({"type": "time", "step": "900"}))
    reason = forms.CharField(label="Why this schedule", max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an own rhythm that is none."""
        told = super().clean() or self.cleaned_data
        if told.get("schedule") == "custom" and not (
            told.get("sessions") and bool(told.get("weekdays")) != bool(told.get("every_days"))
        ):
            self.add_error(
                "sessions", "An own schedule needs how many infusions, and either weekdays or how many days apart."
            )
        return told


class Choice(forms.Form):
    """One of the options, and why."""

    chosen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Choose one of the options."})
    reason = forms.CharField(
        label="Why this one", max_length=1000, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why: the next clinician will ask."},
    )  # fmt: skip
    form_id = forms.UUIDField(widget=forms.HiddenInput)
