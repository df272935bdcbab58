"""Forms of the assessment: the questions of one body system, the medication list, a sign-off, a file to take over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString

from leeward.assessment.contradictions import pressures
from leeward.clinic.assessments.actions import Told
from leeward.clinic.assessments.chart_pages import ItemLine, MeasureLine, SystemPage
from leeward.clinic.assessments.weighing import Again
from leeward.clinic.web.figure import Figure
from leeward.clinic.web.forms import DateField
from leeward.truth import Truth
from leeward.units import Quantity

PRESSURES: Final = ("systolic", "diastolic")
ANSWERS: Final = tuple((truth.value, truth.value.capitalize()) for truth in Truth)
IMPORT_LIMIT_MB: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question beside its field, and the answer that this page was opened with."""

    line: ItemLine
    field: forms.BoundField
    seen: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFields:
    """One measurement beside its fields: the number, its day, and taking the last one back."""

    line: MeasureLine
    number: forms.BoundField
    day: forms.BoundField | None
    back: forms.BoundField | None


class SystemAnswers(forms.Form):
    """The questions and measurements of one body system.

    Only what was changed on this page is charted: an old tab never takes a colleague's answer back.
    """

    weighed_again = forms.BooleanField(label="I weighed again, in kilograms: the number is right", required=False)
    reader = forms.CharField(label="Who read the scale with you?", max_length=120, required=False)

    def __init__(self, *args: Any, page: SystemPage, **named: Any) -> None:
        super().__init__(*args, **named)
        self.page = page
        self.asks_again = self.asks_reader = False
        for item in page.items:
            self.fields[item.key] = forms.ChoiceField(
                label=item.question, choices=ANSWERS, initial=item.answer, widget=forms.RadioSelect, required=False,
                show_hidden_initial=True,
            )  # fmt: skip
        for measure in page.measures:
            self._add_measure(measure)

    def _add_measure(self, measure: MeasureLine) -> None:
        self.fields[measure.key] = Figure(
            label=measure.label,
            required=False,
            error_messages={"invalid": f"{measure.label}: enter a number, in {measure.unit}."},
        )
        if measure.asks_day:
            self.fields[f"{measure.key}_on"] = DateField(
                label="Taken on", help_text="Month, day, year. Empty means today.", required=False
            )
        if measure.has_last:
            self.fields[f"{measure.key}_back"] = forms.BooleanField(
                label="The last value was an error: take it back", required=False
            )

    def clean(self) -> dict[str, Any]:
        """A number outside what is plausible is a slip of the pen, or another unit."""
        told = super().clean() or {}
        for measure in self.page.measures:
            number = told.get(measure.key)
            if number is not None and not measure.low <= number <= measure.high:
                self.add_error(
                    measure.key, f"{number:g} is not plausible: {measure.plausible}. Check the number and its unit."
                )
        self._refuse_exchanged(told)
        return told

    def _refuse_exchanged(self, told: dict[str, Any]) -> None:
        """A diastolic pressure is below the systolic one of the same reading."""
        read = {
            each.key: (Quantity(told[each.key], each.entered_in), told.get(f"{each.key}_on"))
            for each in self.page.measures
            if each.key in PRESSURES and told.get(each.key) is not None
        }
        if read.keys() == set(PRESSURES):
            (systolic, taken), (diastolic, also_taken) = (read[key] for key in PRESSURES)
            says = pressures(systolic, diastolic) if taken == also_taken else ""
            if says:
                self.add_error("diastolic", says)

    def ask_again(self, says: str, *, needs_reader: bool) -> None:
        """Show the boxes that confirm an unusual weight."""
        self.add_error("weight", says)
        self.asks_again, self.asks_reader = True, needs_reader

    @property
    def questions(self) -> Iterator[Question]:
        """The questions with their fields, as the page lists them."""
        for line in self.page.items:
            field = self[line.key]
            yield Question(line=line, field=field, seen=field.as_hidden(only_initial=True))

    @property
    def measures(self) -> Iterator[MeasureFields]:
        """The measurements with their fields."""
        for line in self.page.measures:
            yield MeasureFields(
                line=line,
                number=self[line.key],
                day=self[f"{line.key}_on"] if line.asks_day else None,
                back=self[f"{line.key}_back"] if line.has_last else None,
            )

    @property
    def told(self) -> Told:
        """What was told, for the chart."""
        told, changed = self.cleaned_data, set(self.changed_data)
        return Told(
            answers={
                item.key: Truth(told[item.key]) for item in self.page.items if item.key in changed and told[item.key]
            },
            measured={
                each.key: (Quantity(told[each.key], each.entered_in), self._day(each))
                for each in self.page.measures
                if told.get(each.key) is not None
            },
            taken_back=tuple(each.key for each in self.page.measures if told.get(f"{each.key}_back")),
            again=Again(weighed=told["weighed_again"], reader=told["reader"]),
        )

    def _day(self, measure: MeasureLine) -> date | None:
        day: date | None = self.cleaned_data.get(f"{measure.key}_on")
        return day


class Medicines(forms.Form):
    """The whole medication list as it is today."""

    names = forms.CharField(
        label="Every medicine the patient takes",
        help_text="One on a line, as the patient or the box names it, with dose and how often. "
        "Also what is bought without a prescription, and herbs.",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Enter at least one medicine, or tick that the patient takes none."},
    )
    takes_none = forms.BooleanField(label="The patient was asked and takes no medicines", required=False)

    def clean(self) -> dict[str, Any]:
        """An empty list has to be said, not left."""
        told = super().clean() or {}
        names = tuple(line.strip() for line in told.get("names", "").splitlines() if line.strip())
        if told.get("takes_none"):
            self.errors.pop("names", None)
        if names and told.get("takes_none"):
            self.add_error(
                "takes_none", "Medicines are listed, and “takes no medicines” is ticked. Keep one of the two."
            )
        return {**told, "names": names}


class SignOff(forms.Form):
    """A named person's approval of one finding."""

    specialist = forms.CharField(
        label="Name and profession",
        help_text="For example: Dr. Test Heart, cardiologist.",
        max_length=120,
        error_messages={"required": "Enter who approves, with the profession."},
    )
    on = DateField(
        label="Date of the approval",
        help_text="Month, day, year.",
        error_messages={"required": "Enter the date of the approval."},
    )
    reason = forms.CharField(
        label="What was said, and where it is written down",
        widget=forms.Textarea({"rows": 4}),
        max_length=4000,
        error_messages={"required": "Enter what the approval says: the next reader will ask."},
    )


class Import(forms.Form):
    """A FHIR bundle to take over."""

    bundle = forms.FileField(
        label="Patient record (FHIR R4 bundle, JSON)",
        help_text=f"One patient, at most {IMPORT_LIMIT_MB} MB.",
        widget=forms.ClearableFileInput({"accept": ".json,application/json,application/fhir+json"}),
        error_messages={"required": "Choose the file to take over.", "empty": "The file is empty."},
    )
    same_person = forms.BooleanField(
        label="I compared two identifiers: this record is about the patient named above", required=False
    )
    asks_same_person = False

    def clean_bundle(self) -> UploadedFile:
        """A record larger than the limit is not one patient's."""
        file: UploadedFile = self.cleaned_data["bundle"]
        if file.size is not None and file.size > IMPORT_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(
                f"The file has {file.size / 1024 / 1024:.0f} MB, more than {IMPORT_LIMIT_MB}. Export one patient only."
            )
        return file

    def ask_same_person(self, says: str) -> None:
        """Show the box that confirms who the record is about."""
        self.add_error("bundle", f"{says} If it is the same person, tick the box below and choose the file again.")
        self.asks_same_person = True
