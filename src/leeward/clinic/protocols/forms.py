"""Forms of the protocol: the numbers of one part, and the signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from leeward.clinic.protocols.actions import Told
from leeward.clinic.protocols.pages import range_of, why_range
from leeward.clinic.protocols.standing import Draft
from leeward.protocol.adjustable import Adjustable, CannotAdjust, Group, of_group, read
from leeward.protocol.unit_words import unit_word, written
from leeward.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFields:
    """One limit beside its two fields, with what ships and how far it may go."""

    says: str
    unit: str
    shipped: str
    in_force: str
    may_be: str
    why: tuple[str, ...]
    number: forms.BoundField
    reason: forms.BoundField
    is_drafted: bool


class Limits(forms.Form):
    """The numbers of one part; an empty number goes back to the shipped one."""

    def __init__(self, *args: Any, group: Group, draft: Draft, **named: Any) -> None:
        super().__init__(*args, **named)
        self.limits, self.draft = of_group(group), draft
        self.drafted = {change.name: change for change in draft.changes}
        for limit in self.limits:
            told = self.drafted.get(limit.name)
            self.fields[limit.key] = forms.CharField(
                label=limit.says,
                required=False,
                max_length=40,
                initial=f"{self.number_of(limit).number:g}",
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"{limit.key}-why"] = forms.CharField(
                label=f"Why: {limit.says}",
                required=False,
                max_length=1000,
                initial=told.reason if told else "",
                widget=forms.TextInput({"autocomplete": "off"}),
            )

    def number_of(self, limit: Adjustable) -> Quantity:
        """Return the number that the draft holds for this limit."""
        told = self.drafted.get(limit.name)
        return told.quantity if told else limit.shipped

    def clean(self) -> dict[str, Any]:
        """Each number must be one, in its unit, inside its range; a change says why."""
        told = super().clean() or {}
        self.told: dict[str, Told] = {}
        for limit in self.limits:
            try:
                self._read(limit, told.get(limit.key, ""), told.get(f"{limit.key}-why", ""))
            except CannotAdjust as why:
                self.add_error(limit.key, str(why))
        return told

    def _read(self, limit: Adjustable, text: str, why: str) -> None:
        quantity = read(limit, text) if text.strip() else limit.shipped
        before = self.drafted.get(limit.name)
        same = quantity == self.number_of(limit) and (before is None or why.strip() == before.reason)
        if same:
            return
        if not why.strip():
            self.add_error(f"{limit.key}-why", f"{limit.says}: say why it becomes {written(quantity)}.")
            return
        back = quantity == limit.shipped
        self.told[limit.name] = Told(quantity=None if back else quantity, reason=why.strip())

    @property
    def rows(self) -> Iterator[LimitFields]:
        """The limits with their fields, as the page lists them."""
        for limit in self.limits:
            standing = self.draft.standing.thresholds.of(limit.row).quantity
            yield LimitFields(
                says=limit.says,
                unit=unit_word(limit.unit),
                shipped=written(limit.shipped),
                in_force=written(standing),
                may_be=range_of(limit),
                why=why_range(limit),
                number=self[limit.key],
                reason=self[f"{limit.key}-why"],
                is_drafted=self.number_of(limit) != standing,
            )


class Sign(forms.Form):
    """The signature under the draft as it is shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label="I have read the changes and what they would do to stored assessments",
        error_messages={"required": "Tick that you have read the changes and what they would do."},
    )
    typed_name = forms.CharField(
        label="Your name",
        help_text="Type it as it stands in your account: it is your signature.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Type your name: it is your signature."},
    )
