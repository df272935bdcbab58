"""Forms of the plan: approving, drawing up, the second check, withdrawing."""

from typing import Any, Final

from django import forms

from leeward.clinic.web.forms import DateField
from leeward.dosing import DILUENTS, FORMULARY_VIALS, Vial
from leeward.protocol import STANDARD

VIALS: Final = {f"{strength:g}x{volume:g}": (strength, volume) for strength, volume in FORMULARY_VIALS}
BAGS: Final = tuple((f"{bag:g}", f"{bag:g} mL") for bag in STANDARD.dosing.formulary_bags_ml)


class Approve(forms.Form):
    """Prescribe one option, with a reason where it takes one."""

    reason = forms.CharField(
        label="Why is this right for this person?",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    second_person = forms.ChoiceField(label="Second person", required=False)

    def __init__(
        self, *args: Any, needs_reason: bool, needs_second: bool, colleagues: tuple[str, ...], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        if needs_second:
            choices = [("", "Choose who decided with you"), *((name, name) for name in colleagues)]
            self.fields["second_person"] = forms.ChoiceField(
                label="Second person",
                help_text="The dose lies past the hard limit of the protocol.",
                choices=choices,
                error_messages={"required": "Choose the second person: the dose lies past the hard limit."},
            )
        else:
            del self.fields["second_person"]
        self.fields["reason"].required = needs_reason
        self.fields["reason"].error_messages["required"] = "Write why this option is right for this person."
        if not needs_reason:
            self.fields["reason"].label = "Note"


class Prepare(forms.Form):
    """The vial at hand and the bag: strengths and volumes come from the formulary, none is typed."""

    vial = forms.ChoiceField(
        label="Vial",
        help_text="Read the strength on the label.",
        choices=[("", "Choose the vial at hand")]
        + [(key, f"{strength:g} mg/mL, {volume:g} mL") for key, (strength, volume) in VIALS.items()],
        error_messages={"required": "Choose the vial at hand."},
    )
    lot = forms.CharField(label="Lot", max_length=40, error_messages={"required": "Enter the lot number on the vial."})
    expires_on = DateField(
        label="Expires on",
        help_text="Month, day, year.",
        error_messages={"required": "Enter the expiry date on the vial."},
    )
    final_volume_ml = forms.TypedChoiceField(
        label="Bag", coerce=float, choices=BAGS, initial=f"{STANDARD.dosing.formulary_bags_ml[1]:g}"
    )
    diluent = forms.ChoiceField(label="Diluent", choices=[(name, name) for name in DILUENTS], initial=DILUENTS[0])

    @property
    def told(self) -> dict[str, Any]:
        """The vial and the mixture."""
        told = self.cleaned_data
        strength, volume = VIALS[told["vial"]]
        vial = Vial(
            strength_mg_per_ml=strength, volume_ml=volume, lot=told["lot"].strip(), expires_on=told["expires_on"]
        )
        return {"vial": vial, "final_volume_ml": told["final_volume_ml"], "diluent": told["diluent"]}


def _figure(label: str, unit: str, help_text: str = "") -> forms.FloatField:
    return forms.FloatField(
        label=f"{label}, {unit}",
        help_text=help_text,
        min_value=0,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": f"Enter the {label.lower()}, in {unit}.", "invalid": f"Enter a number, in {unit}."},
    )


class Check(forms.Form):
    """What the second person read and computed for themselves."""

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
