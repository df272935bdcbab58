"""Forms of the plan: approving, drawing up, the second check, withdrawing."""

from typing import Any, Final
from uuid import UUID

from django import forms

from leeward.clinic.people.witness import WitnessFields
from leeward.clinic.web.figure import Figure
from leeward.dosing import DILUENTS
from leeward.protocol import STANDARD

BAGS: Final = tuple((f"{bag:g}", f"{bag:g} mL") for bag in STANDARD.dosing.formulary_bags_ml)


class Approve(WitnessFields):
    """Prescribe one option, with a reason where it takes one, and past a hard limit with a second person."""

    reason = forms.CharField(
        label="Why is this right for this person?",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("reason", "witness_username", "witness_password")

    def __init__(self, *args: Any, needs_reason: bool, needs_second: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self.needs_second = needs_second
        who, password = self.fields["witness_username"], self.fields["witness_password"]
        who.label, password.label = "Second person: user name", "Second person: password"
        who.help_text = "The dose lies past a hard limit: a colleague decides with you, and types name and password."
        who.error_messages["required"] = "The dose lies past a hard limit: a second person enters their user name."
        password.error_messages["required"] = "The second person enters their own password."
        if not needs_second:
            del self.fields["witness_username"], self.fields["witness_password"]
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = "Write why this option is right for this person."
        if not needs_reason:
            self.fields["reason"].label = "Note"


class Prepare(forms.Form):
    """The vial at hand and the bag: a vial of the stock is chosen, neither strength nor lot is typed."""

    vial_id = forms.TypedChoiceField(
        label="Vial",
        help_text="The number that is written on the vial in your hand.",
        coerce=UUID,
        error_messages={
            "required": "Choose the vial at hand.",
            "invalid_choice": "This vial cannot be drawn from any more. Choose another one.",
        },
    )
    final_volume_ml = forms.TypedChoiceField(
        label="Bag", coerce=float, choices=BAGS, initial=f"{STANDARD.dosing.formulary_bags_ml[1]:g}"
    )
    diluent = forms.ChoiceField(label="Diluent", choices=[(name, name) for name in DILUENTS], initial=DILUENTS[0])

    def __init__(self, *args: Any, vials: tuple[tuple[str, str], ...], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["vial_id"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Choose the vial at hand"), *vials]


def _figure(label: str, unit: str, help_text: str = "") -> Figure:
    return Figure(
        label=f"{label}, {unit}",
        help_text=help_text,
        min_value=0,
        error_messages={"required": f"Enter the {label.lower()}, in {unit}.", "invalid": f"Enter a number, in {unit}."},
    )


class Check(forms.Form):
    """What the second person read and computed for themselves."""

    lot = forms.CharField(
        label="Lot on the vial",
        help_text="Read it from the vial’s label, not from this screen.",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Enter the lot on the vial’s label."},
    )
    strength_mg_per_ml = _figure(
        "Strength on the vial", "mg/mL", "Read it from the vial’s label, not from this screen."
    )
    drug_ml = _figure("Drug to draw", "mL", "Dose divided by strength.")
    rate_ml_per_h = _figure("Rate", "mL/h", "Bag volume divided by the time in hours.")


class Withdraw(forms.Form):
    """Take an order back."""

    why = forms.CharField(
        label="Why is the order withdrawn?",
        max_length=2000,
        error_messages={"required": "Write why: the nurse who was to give it will ask."},
    )


class Account(WitnessFields):
    """What becomes of drug that was drawn and is not given."""

    WASTE, RETURN = "waste", "return"

    how = forms.ChoiceField(
        label="What becomes of it",
        choices=(
            (WASTE, "Wasted: it was drawn, and is not given"),
            (RETURN, "Returned unopened: nothing was drawn, both of us see the seal whole"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of it."},
    )
    keeps_vial = forms.BooleanField(label="Keep the vial: the same order is drawn from it again now", required=False)
    reason = forms.CharField(
        label="Why",
        max_length=400,
        error_messages={"required": "Write why it was not given."},
    )
    field_order = ("how", "keeps_vial", "reason", "witness_username", "witness_password")
