"""Forms of aftercare: handing out the instructions, the questions of the day after, and what was done."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from leeward.clinic.aftercare.questions import BEFORE_HARM, HARM, HARM_HINT, PRESSURE_ASKS, PRESSURE_HINT, Question
from leeward.clinic.web.forms import DateField


class OnceForm(forms.Form):
    """A form that makes one row: sent twice it makes it once."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["form_id"].initial = uuid4


class HandOut(OnceForm):
    """When and where the patient is called tomorrow, and when they come again."""

    day = DateField(label="Call on")
    time = forms.TimeField(label="At", help_text="By the clinic's clock, such as 10:00.")
    phone = forms.CharField(
        label="Telephone of the patient",
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "type": "tel", "autocomplete": "off"}),
        error_messages={"required": "Enter the number at which the patient is called."},
    )
    next_visit = forms.CharField(
        label="Next visit, as the patient should read it",
        required=False,
        max_length=120,
        help_text="Such as Thursday 26 November, 09:00. Left empty, the sheet says that the team calls about it.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def due_at(self) -> datetime:
        """Return the instant; the form must be valid."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


def _choices(question: Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_(question.asks), choices=[(key, _(says)) for key, says in question.choices], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip


class Questions(OnceForm):
    """The questions; nothing is required, so that nothing keeps an answer about self-harm from arriving."""

    def __init__(self, *args: Any, asks_harm: bool = True, at_home: bool = False, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.asks_harm = asks_harm
        for each in BEFORE_HARM:
            self.fields[each.key] = _choices(each)
        self.fields["pressure"] = forms.CharField(
            label=_(PRESSURE_ASKS), required=False, max_length=20, help_text=_(PRESSURE_HINT),
            widget=forms.TextInput({"autocomplete": "off"}),
        )  # fmt: skip
        self.fields["harm"] = _choices(HARM)
        self.fields["harm"].help_text = _(HARM_HINT) if at_home else ""
        if not asks_harm and not (self.is_bound and self.data.get("harm")):
            del self.fields["harm"]  # an answer that was shown and sent is taken all the same
        self.fields["words"] = forms.CharField(
            label=_("Anything else?"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
        )

    @property
    def told(self) -> dict[str, str]:
        """Return what was answered; what was left out is left out."""
        return {key: value for key, value in self.cleaned_data.items() if key != "form_id" and value}


class Attempt(OnceForm):
    """Nobody answered."""

    says = forms.CharField(
        label="Note", required=False, max_length=400, help_text="Such as: voicemail, asked to call back.",
    )  # fmt: skip


class Close(OnceForm):
    """No more calls, and why."""

    says = forms.CharField(label="Why nobody calls any more, and what was done instead", max_length=400)


class FollowUp(forms.Form):
    """What was done about the answers."""

    did = forms.CharField(label="What was done", max_length=1000, widget=forms.Textarea({"rows": 2}))
