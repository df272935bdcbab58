"""Forms of the treatment history: one treatment, and whether a list is complete."""

from typing import Any, Final
from uuid import uuid4

from django import forms

from leeward.assessment.treatment import MedicineTrial, Response, Stopped, Therapy
from leeward.truth import Truth

THERAPIES: Final = tuple((one.name.lower(), one.value[:1].upper() + one.value[1:]) for one in Therapy)
RESPONSES: Final = tuple((one.name.lower(), one.value.capitalize()) for one in Response)
REASONS: Final = tuple((one.name.lower(), one.value.capitalize()) for one in Stopped)
COMPLETE: Final = (
    (Truth.YES.value, "Yes"),
    (Truth.NO.value, "No"),
    (Truth.UNKNOWN.value, "Not known"),
)
NOT_KNOWN: Final = "Leave it empty if nobody knows: it is then never counted."


class _Number(forms.FloatField):
    """A number that is shown as it was written: 14, and not 14.0."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.10g}" if isinstance(value, float) else value


def _number(label: str, help_text: str) -> forms.FloatField:
    return _Number(
        label=label,
        help_text=f"{help_text} {NOT_KNOWN}".strip(),
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": f"{label}: enter a number, or leave it empty."},
    )


class Trial(forms.Form):
    """What every treatment is asked: for how long, how it helped, why it ended, and who says so."""

    trial_id = forms.UUIDField(widget=forms.HiddenInput)
    response = forms.ChoiceField(label="How did it help?", choices=RESPONSES, initial=Response.UNKNOWN.name.lower())
    stopped = forms.ChoiceField(label="Why did it end?", choices=REASONS, initial=Stopped.UNKNOWN.name.lower())
    source = forms.CharField(
        label="Who says so?",
        help_text="For example: the patient; letter of the therapist, March 2024.",
        max_length=200,
        error_messages={"required": "Say who told this, or which paper does."},
    )
    note = forms.CharField(
        label="Anything else that the next reader should know",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.initial.setdefault("trial_id", uuid4())

    @property
    def told(self) -> dict[str, Any]:
        """What was told, as a table for the record."""
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key != "trial_id" and value not in (None, "", "unknown")
        }


class TherapyTrial(Trial):
    """A psychotherapy."""

    field_order = ("therapy", "name", "sessions", "weeks", "response", "stopped", "source", "note")

    therapy = forms.ChoiceField(
        label="Which psychotherapy?",
        choices=THERAPIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the psychotherapy; “another” is an answer."},
    )
    name = forms.CharField(label="Its name, where it is another", required=False, max_length=120)
    sessions = forms.IntegerField(
        label="How many sessions?",
        help_text=NOT_KNOWN,
        required=False,
        min_value=0,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "How many sessions: enter a whole number, or leave it empty."},
    )
    weeks = _number("Over how many weeks?", "")

    def clean(self) -> dict[str, Any]:
        """Another psychotherapy has a name."""
        told = super().clean() or {}
        if told.get("therapy") == "other" and not told.get("name", "").strip():
            self.add_error("name", "Say which psychotherapy it was; “not known” is an answer.")
        return told


class MedicineTaken(Trial):
    """A medicine."""

    field_order = ("medicine", "dose_mg_per_day", "weeks", "response", "stopped", "source", "note")

    medicine = forms.CharField(
        label="Which medicine?",
        help_text="One name, brand or generic.",
        max_length=120,
        error_messages={"required": "Enter the name of the medicine; “not known” is an answer."},
    )
    dose_mg_per_day = _number("Highest daily dose, in mg", "All doses of a day together.")
    weeks = _number("How many weeks at that dose?", "")

    @property
    def understood(self) -> str:
        """The ingredient that the name stands for; empty where nobody can tell."""
        return MedicineTrial(medicine=self.cleaned_data["medicine"]).generic


FORMS: Final[dict[str, type[Trial]]] = {"psychotherapies": TherapyTrial, "medicines": MedicineTaken}


class Complete(forms.Form):
    """Is this list complete?"""

    part = forms.ChoiceField(choices=[(part, part) for part in FORMS], widget=forms.HiddenInput)
    complete = forms.ChoiceField(
        label="Is this everything that was tried?",
        choices=COMPLETE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one: “not known” is an answer."},
    )
