"""Forms of many items: scales, the time-out, and the discharge."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from leeward.clinic.infusions.forms import EventForm
from leeward.instruments import CADSS6
from leeward.truth import Truth


class Cadss6(EventForm):
    """The six items of the clinician's scale by our own labels; one left out leaves the total unknown."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for item in CADSS6.items:
            choices = [
                ("", "not rated"),
                *((item.low + n, f"{item.low + n} {step}") for n, step in enumerate(item.steps)),
            ]
            self.fields[f"item_{item.number}"] = forms.TypedChoiceField(
                label=item.label, choices=choices, coerce=int, empty_value=None, required=False
            )

    def answers(self) -> tuple[int | None, ...]:
        """Return the answers in the order of the items."""
        return tuple(self.cleaned_data[f"item_{item.number}"] for item in CADSS6.items)


ALDRETE: Final = ("Activity", "Breathing", "Circulation", "Consciousness", "Oxygen saturation")
PADSS: Final = ("Vital signs", "Walking", "Nausea", "Pain", "Bleeding")


class RecoveryScores(EventForm):
    """Aldrete and PADSS by our own labels, 0 to 2 each; one left out leaves the total unknown."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for key, labels in (("aldrete", ALDRETE), ("padss", PADSS)):
            for place, label in enumerate(labels):
                self.fields[f"{key}_{place}"] = forms.TypedChoiceField(
                    label=f"{key.upper() if key == 'padss' else 'Aldrete'}: {label}",
                    choices=[("", "not rated"), (0, "0"), (1, "1"), (2, "2, the best")],
                    coerce=int,
                    empty_value=None,
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        """Refuse a form on which nothing is rated: nothing would be recorded."""
        told = super().clean() or {}
        if not self.errors and all(value is None for name, value in told.items() if name != "event_id"):
            raise forms.ValidationError("Nothing is rated. Rate at least one item.")
        return told


class StandingTestForm(EventForm):
    """The pressure lying, and the pressure after standing up."""

    lying = forms.CharField(label="Lying, after five minutes", max_length=9, help_text="Such as 124/80.")
    standing = forms.CharField(label="Three minutes after standing up", max_length=9, help_text="Such as 116/78.")


class TimeOut(EventForm):
    """Every item of the time-out: yes, no, or still unknown; and readings as typed."""

    readings = forms.CharField(
        label="Vital signs now",
        required=False,
        max_length=120,
        help_text="As in 128/82 hr 72 spo2 97 rr 14 temp 36.8. Leave out what the monitor sends.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, items: Iterable[tuple[str, str, Truth]] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.items = tuple(items)
        for key, says, truth in self.items:
            self.fields[f"item-{key}"] = forms.TypedChoiceField(
                label=says,
                choices=[(t.value, t.value) for t in Truth],
                coerce=Truth,
                initial=truth.value,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[BoundField]:
        """Return the fields of the items, for the page."""
        return [self[f"item-{key}"] for key, _, _ in self.items]

    def answers(self) -> dict[str, Truth]:
        """Return the answer to every item."""
        return {key: self.cleaned_data[f"item-{key}"] for key, _, _ in self.items}


class Discharge(EventForm):
    """The patient leaves with the escort; a prescriber may let go with a reason where the gate is not met."""

    escort = forms.CharField(label="Who takes the patient home", max_length=120)
    escort_phone = forms.CharField(label="Their telephone number", max_length=40)
    override_reason = forms.CharField(
        label="Prescriber's reason, where an item is not met", required=False, max_length=400
    )
