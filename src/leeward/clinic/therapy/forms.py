"""Forms of psychotherapy: a plan, that a session was held, a note, whom the patient names, an outside therapist."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone

from leeward.course.therapy import TherapyKind

KINDS: Final = tuple((kind.key, kind.value[:1].upper() + kind.value[1:]) for kind in TherapyKind)


class OnceForm(forms.Form):
    """A form that makes one row: sent twice it makes it once."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["form_id"].initial = uuid4


class Plan(OnceForm):
    """A plan with a therapist of this clinic."""

    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    therapist = forms.TypedChoiceField(label="Therapist", coerce=int)
    sessions = forms.IntegerField(
        label="Sessions", required=False, min_value=1, max_value=40, help_text="Empty: as many as is usual."
    )
    minutes = forms.IntegerField(
        label="Minutes each", required=False, min_value=15, max_value=240, help_text="Empty: as long as is usual."
    )
    reason = forms.CharField(label="Why", required=False, max_length=400)

    def __init__(self, *args: Any, therapists: tuple[tuple[int, str], ...], **settings: Any) -> None:
        super().__init__(*args, **settings)
        field: Any = self.fields["therapist"]
        field.choices = therapists


class Outside(OnceForm):
    """A plan with a therapist from outside."""

    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    sessions = forms.IntegerField(label="Sessions", min_value=1, max_value=40)
    name = forms.CharField(label="Therapist’s name", max_length=120)
    phone = forms.CharField(
        label="Their telephone", max_length=40, help_text="The code is told by it, never written beside the link."
    )


class Held(forms.Form):
    """That a session took place; its content is asked nowhere."""

    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=300)
    homework = forms.CharField(
        label="Homework", required=False, max_length=400,
        help_text="The care team reads this. Write nothing here of what was said.",
    )  # fmt: skip


class OutsideHeld(Held):
    """That an outside session took place, and when."""

    day = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}))
    clock = forms.TimeField(label="At", widget=forms.TimeInput({"type": "time"}))

    field_order = ("day", "clock", "minutes", "homework")

    def starts_at(self) -> datetime:
        """Return when it began; the form must be valid."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"]))


class Note(OnceForm):
    """A note of the therapist's own."""

    text = forms.CharField(label="Note", max_length=20_000, widget=forms.Textarea({"rows": 8, "autocomplete": "off"}))


class Reader(forms.Form):
    """Whom the patient names."""

    reader = forms.TypedChoiceField(label="May read my notes", coerce=int)
    says = forms.CharField(label="How the patient said so", max_length=400)

    def __init__(self, *args: Any, colleagues: tuple[tuple[int, str], ...], **settings: Any) -> None:
        super().__init__(*args, **settings)
        field: Any = self.fields["reader"]
        field.choices = colleagues


class Why(forms.Form):
    """Why."""

    says = forms.CharField(label="Why", max_length=400)


class Code(forms.Form):
    """The code that was told by telephone."""

    code = forms.CharField(
        label="Code of eight figures", max_length=12,
        help_text="The clinic told it to you by telephone.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Enter the code."},
    )  # fmt: skip
