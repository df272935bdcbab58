"""What is typed on the page of the time-out: read back and compared, never shown beforehand."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from leeward.clinic.infusions.checklist_forms import TimeOut
from leeward.clinic.infusions.forms import EventForm
from leeward.clinic.infusions.time_out_actions import Told
from leeward.clinic.web.figure import Figure
from leeward.truth import UNKNOWN, Truth

# Which fields belong to one item: they are told together or not at all.
TOGETHER: Final = {
    "identity": ("name_told", "born_told"),
    "fasting": ("last_food_at", "meal", "last_fluid_at"),
    "escort": ("escort", "escort_phone"),
    "pump": ("shown_ml_per_h", "shown_vtbi_ml"),
}
BORN: Final = ("%d-%b-%Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y")
MEALS: Final = (("no", "light"), ("yes", "fatty, fried, meat or large"))
TIME: Final = {
    "invalid": "Write day and time as 2026-11-23 07:30; an hour that the clock change makes twice or never, "
    "as the next hour that is certain."
}


def _plain(**more: object) -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", "spellcheck": "false", **more})


def _when(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages=TIME,
    )


def _digits(label: str, choices: range) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "not scored now"), *((n, str(n)) for n in choices)],
        coerce=int,
        empty_value=None,
        required=False,
    )


class TimeOutForm(TimeOut):
    """The items that persons saw, and what is typed; a typed box left empty changes nothing."""

    name_told = forms.CharField(label="Name, as the patient says it", required=False, max_length=200, widget=_plain())
    born_told = forms.DateField(
        label="Date of birth, as the patient says it",
        required=False,
        input_formats=BORN,
        widget=_plain(placeholder="31-Jan-1970"),
        error_messages={"invalid": "Write the date of birth as 31-Jan-1970."},
    )
    last_food_at = _when("Last ate")
    meal = forms.ChoiceField(label="It was", choices=MEALS, widget=forms.RadioSelect, required=False)
    last_fluid_at = _when("Last drank water or another clear fluid")
    escort = forms.CharField(label="Who takes the patient home", required=False, max_length=120, widget=_plain())
    escort_phone = forms.CharField(
        label="Their telephone number", required=False, max_length=40, widget=_plain(inputmode="tel")
    )
    shown_ml_per_h = Figure(label="Rate that the pump shows, mL/h", required=False, min_value=0.1)
    shown_vtbi_ml = Figure(label="Volume to be infused that the pump shows, mL", required=False, min_value=0.1)
    moaas = _digits("MOAA/S now, 5 awake to 0", range(5, -1, -1))
    distress = _digits("Distress now, 0 to 10", range(11))

    def __init__(self, *args: Any, items: Iterable[tuple[str, str, Truth]] = (), **settings: Any) -> None:
        super().__init__(*args, items=items, **settings)
        for name in (*(each for names in TOGETHER.values() for each in names), "readings", "moaas", "distress"):
            self.fields[name].is_told_later = True  # type: ignore[attr-defined]  # needed, but not in one go

    def clean_escort_phone(self) -> str:
        """A number has digits: three at least, the shortest that anybody answers."""
        told: str = self.cleaned_data["escort_phone"]
        if told and sum(sign.isdigit() for sign in told) < SHORTEST:
            raise forms.ValidationError("This is no telephone number. Write one that somebody answers.")
        return told

    def clean(self) -> dict[str, Any]:
        """What belongs together is told together."""
        told = super().clean() or {}
        for names in TOGETHER.values():
            given = [name for name in names if told.get(name) not in (None, "")]
            missing = [name for name in names if name not in given and name not in self.errors]
            if given and missing:
                self.add_error(missing[0], "This belongs to what is told beside it: fill in both, or neither.")
        return told

    def typed(self, key: str) -> list[BoundField]:
        """Return the fields of one item."""
        return [self[name] for name in TOGETHER.get(key, ())]

    def told(self) -> Told:
        """Return what a valid form tells."""
        found = self.cleaned_data
        return Told(
            answers=self.answers(),
            readings=found["readings"],
            name=found["name_told"],
            born=found["born_told"],
            last_food_at=found["last_food_at"],
            was_heavy=Truth(found["meal"]) if found["meal"] else UNKNOWN,
            last_fluid_at=found["last_fluid_at"],
            escort=found["escort"],
            escort_phone=found["escort_phone"],
            shown_ml_per_h=found["shown_ml_per_h"],
            shown_vtbi_ml=found["shown_vtbi_ml"],
            moaas=found["moaas"],
            distress=found["distress"],
        )


SHORTEST: Final = 3


class Accept(EventForm):
    """A prescriber accepts a value between go and no-go."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(
        label="Why it is accepted",
        max_length=400,
        widget=_plain(),
        error_messages={"required": "Write why it is accepted: the nurse who starts the pump reads it."},
    )
