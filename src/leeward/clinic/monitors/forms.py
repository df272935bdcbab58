"""A device as a form, its table, a line of its checklist, and a word on what was set aside."""

from typing import Any, Final

from django import forms

from leeward.clinic.monitors.models import Device, Looked
from leeward.devices.register import CannotRead, network

NAME_MOST: Final = 120


class Edit(forms.Form):
    """What is known of a device."""

    protocol = forms.ChoiceField(label="How it speaks", choices=Device.Protocol.choices)
    make = forms.CharField(label="Make", max_length=80, required=False)
    model = forms.CharField(label="Model", max_length=80, required=False)
    serial = forms.CharField(label="Serial number", max_length=80, required=False, help_text="From its plate.")
    addresses = forms.CharField(
        label="Addresses that it may call from",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="One a line, as 10.0.3.17, or a network as 10.0.3.0/24. Empty: any address.",
    )
    certificate = forms.CharField(
        label="SHA-256 of its TLS certificate",
        required=False,
        max_length=120,
        help_text="64 hexadecimal digits. Empty: no certificate is asked for.",
    )

    def clean_addresses(self) -> list[str]:
        """Each line is an address or a network."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].replace(",", "\n").splitlines()]
        try:
            return [str(network(line)) for line in lines if line]
        except CannotRead as why:
            raise forms.ValidationError(str(why)) from why


class Register(Edit):
    """A new device."""

    name = forms.CharField(
        label="Its name, as it sends it",
        max_length=NAME_MOST,
        help_text="Exactly as it calls itself: in HL7 that is OBX-18 or MSH-3. What was set aside shows it.",
        error_messages={"required": "Enter the name that the device sends."},
    )
    field_order = ("name", "protocol", "make", "model", "serial", "addresses", "certificate")


class Table(forms.Form):
    """The device's own codes and units."""

    codes = forms.CharField(
        label="Codes",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="One a line: code, coding system (or -), vital sign, where it is measured. "
        "For example: 101, 99MNDRY, Heart rate, ECG",
    )
    units = forms.CharField(
        label="Units",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text="One a line: its spelling = our unit. For example: 1/minute = /min",
    )


class Check(forms.Form):
    """What came of one line of the checklist."""

    is_met = forms.TypedChoiceField(
        label="What was seen",
        choices=(("yes", "As the line says"), ("no", "Something else")),
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what was seen. A line that was not tried stays open."},
    )
    says = forms.CharField(
        label="In a few words", max_length=300, required=False, help_text="Needed where something else was seen."
    )


class Mode(forms.Form):
    """How real its data may be."""

    mode = forms.ChoiceField(
        label="Its numbers are",
        choices=(
            (Device.Mode.DEMO, "On trial: they count as simulated, and reach simulated patients only"),
            (Device.Mode.TEST, "Test data: they reach nobody’s record"),
            (Device.Mode.REAL, "Real: it serves patients"),
        ),
        widget=forms.RadioSelect,
    )


class Retire(forms.Form):
    """Out of service."""

    why = forms.CharField(label="Why it goes", max_length=300, error_messages={"required": "Say in a few words why."})


class Look(forms.Form):
    """A word on what was set aside."""

    what = forms.ChoiceField(choices=Looked.What.choices, widget=forms.HiddenInput)
    sender = forms.CharField(max_length=NAME_MOST, required=False, widget=forms.HiddenInput, strip=False)
    why = forms.CharField(max_length=20_000, widget=forms.HiddenInput, strip=False)
    until = forms.CharField(max_length=40, widget=forms.HiddenInput)
    says = forms.CharField(
        label="What it was, and what was done",
        max_length=300,
        error_messages={"required": "Say in a few words what it was: the next reader will ask."},
    )


class Filter(forms.Form):
    """Which of what was set aside is shown."""

    sender = forms.ChoiceField(label="Sender", required=False)
    shown = forms.ChoiceField(
        label="Show", required=False, choices=(("", "Not looked at"), ("all", "Everything that was kept"))
    )

    def __init__(self, *args: Any, senders: tuple[str, ...], **settings: Any) -> None:
        super().__init__(*args, **settings)
        choices = [("", "Everybody"), *((each, each) for each in senders)]
        self.fields["sender"] = forms.ChoiceField(label="Sender", required=False, choices=choices)
