"""What a person may type at the chair; every form carries the id of the event that it makes."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import uuid4

from django import forms

from leeward.clinic.infusions.at_chairs import at_chairs
from leeward.clinic.monitors.queries import in_service
from leeward.clinic.web.figure import Figure
from leeward.protocol.alarms import LIMITS, AlarmLimit

OTHER: Final = "other"
PAUSE_REASONS: Final = (
    "patient asks",
    "pressure",
    "oxygen or breathing",
    "sedation",
    "distress",
    "nausea",
    "pump or line",
)
STOP_REASONS: Final = ("patient asks", *PAUSE_REASONS[1:], "allergic reaction")
ANSWERS: Final = ("treated", "infusion paused", "watched", "talked and reassured", "repositioned the sensor or cuff",
                  "repeated the measurement", "paused", "stopped", "oxygen given", "medicine given",
                  "prescriber called")  # fmt: skip
ARTEFACTS: Final = ("moved arm", "sensor off or loose", "cuff on a bent arm", "talking or coughing", "cold hand")


def limit_words(limit: AlarmLimit) -> str:
    """Say a limit: "SpO2 below 90 % (high priority)"."""
    return f"{limit.vital.label} {limit.beyond.value} {limit.limit.quantity} ({limit.priority.value} priority)"


class EventForm(forms.Form):
    """A form that makes one event: sent twice it is the same event."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["event_id"].initial = uuid4


def reason_field(label: str, reasons: tuple[str, ...]) -> forms.ChoiceField:
    """A reason to choose: none is chosen beforehand, so that what is written down was meant."""
    choices = [(reason, reason) for reason in reasons] + [(OTHER, "other, in words")]
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": "Choose one."}
    )


def words_field(label: str = "In words", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=400)


class ReasonForm(EventForm):
    """A reason from a list, with words where the list does not say it."""

    def clean(self) -> dict[str, Any]:
        """Join reason and words; "other" needs words."""
        told = super().clean() or {}
        reason, words = told.get("reason"), (told.pop("words", "") or "").strip()
        if reason == OTHER and not words:
            self.add_error("words", "Say it in words, or choose from the list.")
        if reason:
            told["reason"] = words if reason == OTHER else ": ".join(part for part in (reason, words) if part)
        return told


class Pause(ReasonForm):
    reason = reason_field("Why was the pump paused?", PAUSE_REASONS)
    words = words_field()


class Stop(ReasonForm):
    reason = reason_field("Why was the infusion stopped?", STOP_REASONS)
    words = words_field()


class Cancel(ReasonForm):
    reason = reason_field("Why does it not take place?", ("not today", "patient declines", "order withdrawn"))
    words = words_field()


class Artefact(ReasonForm):
    """Where it is an alarm's reading, striking it answers the alarm."""

    reading_id = forms.UUIDField(widget=forms.HiddenInput)
    alarm_key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    reason = reason_field("Why is this reading false?", ARTEFACTS)
    words = words_field()


class Acknowledge(ReasonForm):
    alarm_key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    reason = reason_field("What was done?", ANSWERS)
    words = words_field()

    def clean(self) -> dict[str, Any]:
        """What was done is the action that the journal keeps."""
        told = super().clean()
        if "reason" in told:
            told["action"] = told.pop("reason")
        return told


class ChangeLimit(EventForm):
    """Another limit for this infusion; the choices are the limits in force."""

    limit_key = forms.ChoiceField(label="Limit", choices=[(limit.key, limit_words(limit)) for limit in LIMITS])
    value = Figure(label="New value, in the unit of the limit")
    reason = words_field("Why?", required=True)


def _shown(label: str) -> Figure:
    """What the pump's display shows: it starts empty, so that it is read and not agreed to."""
    return Figure(label=label, min_value=0.1, help_text="Read it from the pump's display.")


class Start(EventForm):
    """What the pump shows, to be compared with the order."""

    shown_ml_per_h = _shown("Rate that the pump shows, mL/h")
    shown_vtbi_ml = _shown("Volume to be infused that the pump shows, mL")


class Resume(EventForm):
    rate_ml_per_h = Figure(label="Rate to run at, mL/h", min_value=0.1)
    shown_ml_per_h = _shown("Rate that the pump shows, mL/h")


class ChangeRate(ReasonForm):
    rate_ml_per_h = Figure(label="New rate, mL/h", min_value=0.1)
    shown_ml_per_h = _shown("Rate that the pump shows, mL/h")
    reason = reason_field("Why?", PAUSE_REASONS)
    words = words_field()


class Complete(EventForm):
    delivered_ml = Figure(
        label="Volume infused, as the pump shows it, mL",
        required=False,
        min_value=0,
        help_text="Read it from the pump.",
    )


TITLES: Final = {
    "breaths": "Breaths a minute, counted",
    "spo2": "Oxygen saturation, %",
    "moaas": "Sedation, 5 awake to 0",
    "distress": "Distress, 0 to 10",
    "nausea": "Nausea, 0 to 3",
}


PATTERNS: Final = {
    "pressure": r"\s*[0-9]{2,3}\s*/\s*[0-9]{2,3}\s*",
    "breaths": "[0-9]{1,2}",
    "spo2": "[0-9]{2,3}",
    "moaas": "[0-5]",
    "distress": "[0-9]|10",
    "nausea": "[0-3]",
}


class ChartRow(EventForm):
    """One line: in the order of measurement; Enter saves."""

    pressure = forms.RegexField(
        regex=r"^\s*\d{2,3}\s*/\s*\d{2,3}\s*$",
        label="Blood pressure",
        required=False,
        error_messages={"invalid": "Write the pressure as 140/85."},
        widget=forms.TextInput({"placeholder": "140/85", "autocomplete": "off", "size": 7}),
    )
    breaths = forms.IntegerField(label="Breaths", required=False, widget=forms.TextInput({"placeholder": "14"}))
    spo2 = forms.IntegerField(label="SpO₂", required=False, widget=forms.TextInput({"placeholder": "97"}))
    moaas = forms.IntegerField(
        label="MOAA/S", required=False, min_value=0, max_value=5, widget=forms.TextInput({"placeholder": "5"})
    )
    distress = forms.IntegerField(
        label="Distress", required=False, min_value=0, max_value=10, widget=forms.TextInput({"placeholder": "1"})
    )
    nausea = forms.IntegerField(
        label="Nausea", required=False, min_value=0, max_value=3, widget=forms.TextInput({"placeholder": "0"})
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=400,
        widget=forms.TextInput({"placeholder": "calm, eyes closed, answers"}),
    )

    sure = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    """The readings that were asked about and are meant."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for name in ("breaths", "spo2", "moaas", "distress", "nausea"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "size": 3}
        for name, pattern in PATTERNS.items():  # asked where there is no server to ask
            self.fields[name].widget.attrs["pattern"] = pattern
        for name, title in TITLES.items():
            self.fields[name].widget.attrs["title"] = title

    def clean(self) -> dict[str, Any]:
        """Join the vital signs into one typed entry; an empty line is refused."""
        told = super().clean() or {}
        parts = (
            str(told.pop("pressure", None) or ""),
            *(
                f"{word} {told.pop(name)}"
                for name, word in (("breaths", "rr"), ("spo2", "spo2"))
                if told.get(name) is not None
            ),
        )
        for name in ("breaths", "spo2"):
            told.pop(name, None)
        told["readings"] = " ".join(part for part in parts if part).replace(" / ", "/")
        if (
            not self.errors
            and not told["readings"]
            and told.get("moaas") is None
            and told.get("distress") is None
            and told.get("nausea") is None
            and not told.get("note")
        ):
            raise forms.ValidationError("The line is empty. Enter at least one thing.")
        return told


class PairDevice(EventForm):
    """A device of the register: chosen, or its name typed or scanned."""

    chosen = forms.ChoiceField(label="Monitor", required=False)
    device_id = forms.CharField(
        label="Or its name, typed or scanned", max_length=120, required=False, help_text="As it stands on its label."
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        choices = [("", "Choose one"), *self.devices()]
        self.fields["chosen"] = forms.ChoiceField(label="Monitor", required=False, choices=choices)

    def devices(self) -> Iterable[tuple[str, str]]:
        """The devices that are offered."""
        return in_service()

    def clean(self) -> dict[str, Any]:
        """One of the two names it."""
        told = super().clean() or {}
        named = {told.pop("chosen", ""), (told.get("device_id") or "").strip()} - {""}
        if len(named) != 1:
            self.add_error("chosen", "Choose a monitor or give its name: one of the two.")
            return told
        return {**told, "device_id": named.pop()}


class EndPairing(PairDevice):
    """A device that is paired now."""

    def devices(self) -> Iterable[tuple[str, str]]:
        """The devices that are paired, each with its chair."""
        return tuple((name, f"{name}, chair {chair}") for name, chair in sorted(at_chairs().items()))


class PlanInfusion(forms.Form):
    """The chair for an approved order."""

    chair = forms.CharField(label="Chair", max_length=20)
