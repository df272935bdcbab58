"""Forms of the stock."""

from datetime import date
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils import timezone

from leeward.clinic.people.witness import WitnessFields
from leeward.clinic.pharmacy.counting import Asked
from leeward.clinic.pharmacy.mapping import FORMULARY
from leeward.clinic.pharmacy.models import StockCount
from leeward.clinic.web.figure import Figure
from leeward.clinic.web.forms import DateField
from leeward.dosing.drug_amounts import as_mg, as_ml, microlitres
from leeward.dosing.gs1 import CannotScan, scanned
from leeward.dosing.ledger import Kind

MOST_AT_ONCE: Final = 200
REASON: Final = forms.Textarea({"rows": 3})


class Receive(forms.Form):
    """A delivery: vials of one lot."""

    receipt_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    code = forms.CharField(
        label="Code on the box",
        help_text="Scan the GS1 code, or leave it empty. It fills in lot and expiry; check both against the box.",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    vial_key = forms.ChoiceField(
        label="Vial",
        help_text="Read strength and volume on the label.",
        choices=[("", "Choose the vial")]
        + [(key, f"{as_mg(strength)} mg/mL, {as_ml(volume)} mL") for key, (strength, volume) in FORMULARY.items()],
        error_messages={"required": "Choose the vial: strength and volume as on its label."},
    )
    lot = forms.CharField(
        label="Lot", max_length=40, error_messages={"required": "Enter the lot number on the box, or scan its code."}
    )
    expires_on = DateField(
        label="Expires on",
        help_text="Month, day, year.",
        error_messages={"required": "Enter the expiry date on the box, or scan its code."},
    )
    quantity = forms.IntegerField(
        label="Vials",
        help_text="As counted, not as invoiced.",
        min_value=1,
        max_value=MOST_AT_ONCE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Enter how many vials you counted."},
    )
    supplier = forms.CharField(
        label="Supplier", max_length=120, error_messages={"required": "Enter who supplied the vials."}
    )
    invoice = forms.CharField(
        label="Invoice or order number", max_length=60, error_messages={"required": "Enter the number of the invoice."}
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        if self.data.get("code"):  # then both may come from it
            self.fields["lot"].required = self.fields["expires_on"].required = False

    def clean(self) -> dict[str, Any]:
        """Take lot and expiry from the scanned code where they were not typed; typed and scanned must agree."""
        told = super().clean() or {}
        if told.get("code"):
            self._take_code(told)
        for name in ("lot", "expires_on"):
            if not told.get(name) and not self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))
        return told

    def _take_code(self, told: dict[str, Any]) -> None:
        try:
            code = scanned(told["code"])
        except CannotScan as why:
            self.add_error("code", str(why))
            return
        for name, read in (("lot", code.lot), ("expires_on", code.expires_on)):
            if read and told.get(name) and told[name] != read:
                self.add_error(name, f"The code says {read}: look at the box again.")
            elif read:
                told[name] = read


class Count(forms.Form):
    """What is there, line by line; the page does not say what should be."""

    count_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    occasion = forms.ChoiceField(label="When", choices=StockCount.Occasion.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, asked: tuple[Asked, ...], **named: Any) -> None:
        super().__init__(*args, **named)
        self.asked = asked
        for line in asked:
            self.fields[line.key] = _opened(line) if line.vial else _sealed(line)
        self.fields["also_found"] = forms.CharField(
            label="Anything on the shelf that is not listed here",
            required=False,
            max_length=400,
            widget=forms.Textarea({"rows": 2}),
        )

    @property
    def counted(self) -> dict[str, int]:
        """What was counted: vials, or microlitres of an opened one."""
        told = self.cleaned_data
        return {line.key: microlitres(told[line.key]) if line.vial else told[line.key] for line in self.asked}


def _vials(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0,
        max_value=MOST_AT_ONCE * MOST_AT_ONCE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        **more,
    )


def _sealed(line: Asked) -> forms.Field:
    return _vials(label=line.says, error_messages={"required": f"Count this line: {line.batch}. None is 0."})


def _opened(line: Asked) -> forms.Field:
    return Figure(
        label=line.says,
        min_value=0,
        max_value=line.batch.volume_ul,
        error_messages={"required": f"Read what is left in {line.vial}, in mL. None is 0."},
    )


class Dispose(WitnessFields):
    """All that is in a vial leaves the stock, before a witness."""

    how = forms.ChoiceField(label="What happens to it", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why, and how",
        help_text="For example: expired; squirted into the absorber; returned with the form of the distributor.",
        max_length=400,
        widget=REASON,
        error_messages={"required": "Write why, and how it was done."},
    )
    all_alike = forms.BooleanField(label="All sealed vials of this lot", required=False)
    field_order = ("how", "all_alike", "reason", "witness_username", "witness_password")

    def __init__(self, *args: Any, is_sealed: bool, alike: int, **named: Any) -> None:
        super().__init__(*args, **named)
        wasted = [(Kind.WASTED.value, "Wasted: what was left after a patient")]
        stock = [(Kind.RETURNED.value, "Returned to the supplier or a distributor, sealed")]
        ways = [*(stock if is_sealed else wasted), (Kind.DESTROYED.value, "Destroyed, so that nobody can retrieve it")]
        if is_sealed and alike > 1:
            self.fields["all_alike"].label = f"All {alike} sealed vials of this lot, not this one alone"
        else:
            del self.fields["all_alike"]
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = ways


class Correct(WitnessFields):
    """A movement taken back."""

    reason = forms.CharField(
        label="Why is this movement wrong?",
        max_length=400,
        widget=REASON,
        error_messages={"required": "Write why: it is the first thing that an inspector asks."},
    )
    field_order = ("reason", "witness_username", "witness_password")


class Resolve(WitnessFields):
    """What two persons found."""

    recounted = Figure(label="Counted again, both of you", required=False, min_value=0)
    is_lost = forms.BooleanField(label="Not found: book what is missing as missing", required=False)
    explanation = forms.CharField(
        label="What you found, and how it came about",
        max_length=1000,
        widget=REASON,
        error_messages={"required": "Write what you found, and how it came about."},
    )
    field_order = ("recounted", "is_lost", "explanation", "witness_username", "witness_password")

    def __init__(self, *args: Any, unit: str, **named: Any) -> None:
        super().__init__(*args, **named)
        if not unit:
            del self.fields["recounted"]
        else:
            if unit != "mL":  # vials are counted, not measured: 1.5 of them is a slip, and no 1
                self.fields["recounted"] = _vials(required=False)
            self.fields["recounted"].label = f"Counted again by both of you, {unit}"


def _first_of_month() -> date:
    return timezone.localdate().replace(day=1)


class Range(forms.Form):
    """The days of the printed log."""

    since = DateField(label="From", required=False, initial=_first_of_month)
    until = DateField(label="Until", required=False, initial=timezone.localdate)

    def days(self) -> tuple[Any, Any]:
        """Return both days, this month's where none was told."""
        told = self.cleaned_data if self.is_valid() else {}
        return told.get("since") or _first_of_month(), told.get("until") or timezone.localdate()
