"""Forms about people."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from leeward.clinic.people.models import Person
from leeward.clinic.web.forms import DateField, DateParts


class Search(forms.Form):
    """Find a person."""

    q = forms.CharField(label="Name, birth date (14-Jul-1985) or record number", required=False, max_length=100)


class Identity(forms.Form):
    """Who a person is and how to reach them."""

    family_name = forms.CharField(label="Family name", max_length=100)
    given_names = forms.CharField(label="Given names", max_length=100)
    title = forms.CharField(
        label="Title", help_text="As in the record: Ms, Mr, Dr. May stay empty.", max_length=20, required=False
    )
    born = DateField(
        label="Date of birth",
        required=False,
        help_text="Month, day, year, for example 7 14 1985.",
        widget=DateParts(birthday=True),
    )
    sex = forms.ChoiceField(
        label="Sex",
        help_text="As the dosing models know it. Leave at “Not known” rather than guess.",
        choices=Person.Sex.choices,
        initial=Person.Sex.UNKNOWN,
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"}))
    email = forms.EmailField(label="Email", required=False)
    record_number = forms.CharField(label="Record number", max_length=60, required=False)
    language = forms.ChoiceField(
        label="Language",
        help_text="In which we write to the patient. Staff pages stay English.",
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    zone = forms.CharField(
        label="Time zone",
        help_text="Only where it is not the clinic’s: as a city, for example America/Denver.",
        max_length=64,
        required=False,
    )

    def clean_language(self) -> str:
        """What was not asked stays as it was."""
        return self.cleaned_data["language"] or self.get_initial_for_field(self.fields["language"], "language")

    def clean_zone(self) -> str:
        """A zone that the tables of zones know; nobody is written to at night because of a slip."""
        told = str(self.cleaned_data["zone"]).strip()
        if told and told not in available_timezones():
            raise forms.ValidationError(
                f"{told} is no time zone that we know. Write it as continent and city, such as America/Denver, or "
                "leave it empty for the clinic’s."
            )
        return told


class Allergies(forms.Form):
    """The answer about allergies, in three states."""

    SOME, NONE, NOT_ASKED = "some", "none", "not asked"

    state = forms.ChoiceField(
        label="Has the patient any allergy?",
        choices=((SOME, "Yes, these"), (NONE, "No known allergies: the patient was asked")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether there are allergies. If nobody asked, leave this page: it stays “not yet asked”."
        },
    )
    substances = forms.CharField(
        label="Substances and what they did",
        help_text="One on a line, for example: Penicillin, rash",
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """A yes needs at least one name; a no must not carry any."""
        told = super().clean() or {}
        names = [line.strip() for line in told.get("substances", "").splitlines() if line.strip()]
        if told.get("state") == self.SOME and not names:
            self.add_error("substances", "Name at least one substance, or choose “No known allergies”.")
        if told.get("state") == self.NONE and names:
            self.add_error("state", "“No known allergies” is chosen, but substances are named. Keep one of the two.")
        return {**told, "substances": names}
