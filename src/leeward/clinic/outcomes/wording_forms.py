"""Giving the clinic's own wording of an instrument: the form first, then what it became and why it may be shown."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

LIMIT_KB: Final = 512
BYTES: Final = 1024


class GiveForm(forms.Form):
    """A FHIR Questionnaire, as a file or as text."""

    file = forms.FileField(
        label="Official form (FHIR R4 Questionnaire, JSON)",
        help_text=f"At most {LIMIT_KB} kB.",
        widget=forms.ClearableFileInput({"accept": ".json,application/json,application/fhir+json"}),
        error_messages={"empty": "The file is empty."},
        required=False,
    )
    document = forms.CharField(
        label="Or paste it here",
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        max_length=LIMIT_KB * BYTES,
        required=False,
        strip=False,
    )
    link_ids = forms.CharField(
        label="linkIds of the items, if the form has more questions than the instrument",
        help_text="One on a line, in the order of the instrument’s items. Leave empty otherwise.",
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        max_length=4000,
        required=False,
    )

    def clean_file(self) -> UploadedFile | None:
        """A form larger than the limit is something else."""
        found: UploadedFile | None = self.cleaned_data["file"]
        if found is not None and (found.size or 0) > LIMIT_KB * BYTES:
            raise forms.ValidationError(f"The file is larger than {LIMIT_KB} kB. Give one questionnaire.")
        return found

    def clean(self) -> dict[str, Any]:
        """One of the two is needed; the file goes before the text."""
        told = super().clean() or {}
        found = told.get("file")
        if found is not None:
            try:
                told["document"] = found.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", "The file is not text in UTF-8. Give one Questionnaire of FHIR R4 as JSON.")
        elif "file" not in self.errors and not told.get("document", "").strip():
            self.add_error("file", "Choose the file of the official form, or paste its text.")
        return told


class KeepForm(forms.Form):
    """The same form once it was read, with why the clinic may show it."""

    document = forms.CharField(widget=forms.HiddenInput, max_length=LIMIT_KB * BYTES, strip=False)
    link_ids = forms.CharField(widget=forms.HiddenInput, max_length=4000, required=False)
    rights = forms.CharField(
        label="Why may the clinic show these words?",
        help_text="The licence or permission and its number, or that the form is in the public domain.",
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        error_messages={"required": "Say why the clinic may show these words."},
    )
    confirmed = forms.BooleanField(
        label="I compared the items with the labels, and the clinic has the right to show these words",
        error_messages={"required": "Compare the items, and confirm the right to show these words."},
    )


class ReturnForm(forms.Form):
    """Why the clinic's wording is taken out of force."""

    why = forms.CharField(
        label="Why go back to Leeward’s own labels?",
        max_length=2000,
        error_messages={"required": "Say why the wording is taken out of force."},
    )
