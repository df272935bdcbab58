"""Forms of the calendar: a time for a session, why it changes, and hours by weekday."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django import forms

from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.hours import WEEKDAYS
from leeward.clinic.scheduling.models import Booking
from leeward.clinic.web.forms import DateField

CLOCK: Final = "By the clinic’s clock, such as 09:00 to 16:30. Empty: not at all."


class Look(forms.Form):
    """For which session, from which day on, with whom, and at which time."""

    kind = forms.ChoiceField(label="Session", choices=Booking.Kind.choices)
    first = forms.DateField(label="From", widget=forms.DateInput({"type": "date"}))
    with_whom = forms.TypedChoiceField(label="With", required=False, coerce=int, empty_value=None)
    clock = forms.TimeField(label="At", required=False, widget=forms.TimeInput({"type": "time", "step": "900"}))
    chair = forms.TypedChoiceField(label="Chair", required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, staff: tuple[tuple[int, str], ...], chairs: tuple[tuple[int, str], ...], **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        for name, choices in (("with_whom", [("", "nobody in particular"), *staff]), ("chair", [("", "any"), *chairs])):
            field: Any = self.fields[name]
            field.choices = choices


class Choose(forms.Form):
    """One of the times that were shown, and why where something asks for a reason."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    time = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Choose one of the times."})
    says = forms.CharField(
        label="Why this time",
        required=False,
        max_length=400,
        help_text="Needed where a session is moved, or where the spacing or the patient’s own times speak against it.",
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["form_id"].initial = uuid4

    def clean_time(self) -> tuple[datetime, int | None, int | None]:
        """Return the start, the chair and with whom."""
        parts = self.cleaned_data["time"].split("|")
        try:
            starts_at, chair, staff = datetime.fromisoformat(parts[0]), parts[1], parts[2]
            told = (starts_at, int(chair) if chair else None, int(staff) if staff else None)
        except (ValueError, IndexError) as why:
            raise forms.ValidationError("Choose one of the times that are shown.") from why
        if starts_at.tzinfo is None:
            raise forms.ValidationError("Choose one of the times that are shown.")
        return told

    def slot(self, length: timedelta) -> Slot:
        """Return the time that was chosen; the form must be valid."""
        starts_at, chair_id, staff_id = self.cleaned_data["time"]
        return Slot(starts_at=starts_at, ends_at=starts_at + length, chair_id=chair_id, staff_id=staff_id)


class Why(forms.Form):
    """Why a session is cancelled or was missed."""

    says = forms.CharField(label="Why, in a few words", max_length=400)


class ByWeekday(forms.Form):
    """Hours by weekday."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for number, name in enumerate(WEEKDAYS):
            for end in ("from", "to"):
                self.fields[f"{end}_{number}"] = forms.TimeField(
                    label=f"{name} {end}", required=False, widget=forms.TimeInput({"type": "time"})
                )

    def clean(self) -> dict[str, Any]:
        """Refuse a day of which one end is missing, or which ends before it begins."""
        told = super().clean() or self.cleaned_data
        for number, name in enumerate(WEEKDAYS):
            begins, ends = told.get(f"from_{number}"), told.get(f"to_{number}")
            if bool(begins) != bool(ends):
                self.add_error(f"to_{number}", f"{name}: enter both times, or neither.")
            elif begins and ends and ends <= begins:
                self.add_error(f"to_{number}", f"{name}: the end comes before the beginning.")
        return told

    @property
    def hours(self) -> dict[str, list[str]]:
        """Return the hours as records keep them."""
        return {
            str(number): [f"{self.cleaned_data[f'{end}_{number}']:%H:%M}" for end in ("from", "to")]
            for number in range(len(WEEKDAYS))
            if self.cleaned_data.get(f"from_{number}")
        }

    @property
    def days(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return each weekday with its two fields."""
        return [(name, self[f"from_{number}"], self[f"to_{number}"]) for number, name in enumerate(WEEKDAYS)]


class ChairForm(ByWeekday):
    """A chair with its hours."""

    name = forms.CharField(label="Name of the chair", max_length=20, help_text="As it is called beside infusions.")


class PatientTimes(ByWeekday):
    """When a patient can come."""

    says = forms.CharField(label="In words", required=False, max_length=200)


class Away(forms.Form):
    """Days on which somebody is not here."""

    first = DateField(label="First day")
    last = DateField(label="Last day")
    says = forms.CharField(label="Why", required=False, max_length=120)


class ClosedDay(forms.Form):
    """A day on which the clinic is closed, or open after all."""

    day = DateField(label="Day")
    says = forms.CharField(label="What it is", max_length=120)
    is_closed = forms.TypedChoiceField(
        label="On this day the clinic is",
        choices=(("yes", "closed"), ("no", "open")),
        coerce=lambda told: told == "yes",
        initial="yes",
    )
