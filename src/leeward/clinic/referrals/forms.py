"""The request for a consultation, and the decision about it."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone

from leeward.clinic.referrals.models import Decision, Referral
from leeward.clinic.web.forms import DateField, DateParts


class Request(forms.Form):
    """What somebody tells us who asks for a consultation."""

    given_names = forms.CharField(
        label="Given names",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "given-name"}),
        error_messages={"required": "Enter your given names."},
    )
    family_name = forms.CharField(
        label="Family name",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "family-name"}),
        error_messages={"required": "Enter your family name."},
    )
    born = DateField(
        label="Date of birth",
        help_text="For example 7 14 1985.",
        widget=DateParts(birthday=True),
        error_messages={"required": "Enter your date of birth."},
    )
    phone = forms.CharField(
        label="Phone",
        max_length=40,
        required=False,
        help_text="A phone number or an email address: one of them is enough.",
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    email = forms.EmailField(
        label="Email",
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Enter an email address like name@example.org, or leave it empty."},
    )
    reason = forms.CharField(
        label="What brings you here?",
        help_text="A few words are enough. You need not tell what happened to you.",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "Say in a few words what brings you here."},
    )
    preferred_times = forms.CharField(
        label="When may we reach you?", max_length=300, required=False, help_text="For example: weekdays after 4 pm."
    )
    heard = forms.ChoiceField(
        label="How did you hear of us?", required=False, choices=(("", "Choose, if you like"), *Referral.Heard.choices)
    )
    consent_to_contact = forms.BooleanField(
        label="You may contact me about this request",
        help_text="We use what you write here to answer you, and keep it as part of the clinic’s records.",
        error_messages={"required": "Tick that we may contact you: we cannot answer otherwise."},
    )
    website = forms.CharField(
        required=False, label="Leave this empty", widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def clean_born(self) -> date | None:
        """A birth date lies in the past."""
        born: date | None = self.cleaned_data["born"]
        if born and born >= timezone.localdate():
            raise forms.ValidationError("Date of birth must be in the past.")
        return born

    def clean(self) -> dict[str, Any]:
        """There must be one way to answer."""
        told = super().clean() or {}
        if not told.get("phone") and not told.get("email") and "email" not in self.errors:
            self.add_error("phone", "Enter a phone number or an email address, so that we can answer.")
        return told

    @property
    def is_machine(self) -> bool:
        """Was the field filled that people do not see?"""
        return bool(self.cleaned_data.get("website"))

    @property
    def told(self) -> dict[str, Any]:
        """What was told, without the trap."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


SOMEBODY_ELSE: Final = "new"


class Decide(forms.Form):
    """Accept, decline or ask back."""

    kind = forms.ChoiceField(
        label="What becomes of this request?",
        choices=(
            (Decision.Kind.ACCEPTED, "Accept: open a record"),
            (Decision.Kind.ASKED_BACK, "Ask back before deciding"),
            (Decision.Kind.DECLINED, "Decline"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do with this request."},
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed when declining or asking back: why, or what to ask.",
    )
    same_as = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, likely: Collection[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.likely = likely

    def clean_same_as(self) -> UUID | None:
        """Somebody who has a record already, or None for a new one; where one may exist, it has to be said."""
        told: str = self.cleaned_data["same_as"]
        if self.likely and self.cleaned_data.get("kind") == Decision.Kind.ACCEPTED and not told:
            raise forms.ValidationError("Say whose record it is, or that it is somebody else.")
        if told not in ("", SOMEBODY_ELSE, *self.likely):
            raise forms.ValidationError("This record is not one of those named. Load the page again.")
        return None if told in ("", SOMEBODY_ELSE) else UUID(told)

    def clean(self) -> dict[str, Any]:
        """A no, or a question, says why."""
        told = super().clean() or {}
        if told.get("kind") and told["kind"] != Decision.Kind.ACCEPTED and not told.get("note", "").strip():
            self.add_error("note", "Say why, or what to ask.")
        return told
