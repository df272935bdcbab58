"""Forms of consent: signing, taking it back, the password of who takes the device back, the clinic's paragraph."""

import json
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.clinic.consents.actions import Signed, Stroke
from leeward.clinic.consents.queries import SignPage

MOST_DRAWN: Final = 200_000


class Sign(forms.Form):
    """The points, the name, and the drawing where the device can take one."""

    signature_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)
    drawing = forms.CharField(required=False, max_length=MOST_DRAWN, widget=forms.HiddenInput)
    typed_name = forms.CharField(
        label=gettext_lazy("Type your first and last name"),
        help_text=gettext_lazy("This is your signature."),
        min_length=2,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Type your name: it is your signature."),
            "min_length": gettext_lazy("Type your first and last name."),
        },
    )
    interpreter = forms.CharField(
        label=gettext_lazy("If somebody interpreted for you: their name"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, page: SignPage, **named: Any) -> None:
        super().__init__(*args, **named)
        self.page = page
        self.initial["seen"] = page.digest
        points = {
            f"agree_{point.key}": forms.BooleanField(
                label=point.says,
                error_messages={"required": _("Not ticked: %(point)s") % {"point": point.says}},
            )
            for point in page.blocks
            if point.kind == "point"
        }
        self.fields = {**points, **self.fields}

    @property
    def parts(self) -> tuple[tuple[Any, forms.BoundField | None], ...]:
        """The blocks of the text, each point with its box."""
        return tuple(
            (block, self[f"agree_{block.key}"] if block.kind == "point" else None)
            for block in self.page.blocks
            if block.kind != "title"
        )

    def clean_drawing(self) -> tuple[Stroke, ...]:
        """Read the strokes; what is no list of whole numbers is no drawing."""
        try:
            told = json.loads(self.cleaned_data["drawing"] or "[]")
            return tuple(tuple((_whole(x), _whole(y)) for x, y in stroke) for stroke in told)
        except (TypeError, ValueError, RecursionError):
            raise forms.ValidationError(
                _("The drawn signature could not be read. Draw it again, or sign by your typed name.")
            ) from None

    def read_again(self) -> None:
        """Take the ticks off where another text was read than the one that stands now."""
        if self.data.get("seen") != self.page.digest:
            kept = {name: value for name, value in self.data.items() if not name.startswith("agree_")}
            self.data = {**kept, "seen": self.page.digest}

    @property
    def signed(self) -> Signed:
        """What was put under the text."""
        told = self.cleaned_data
        return Signed(
            seen=told["seen"],
            agreed=frozenset(
                key.removeprefix("agree_") for key, yes in told.items() if key.startswith("agree_") and yes
            ),
            typed_name=told["typed_name"],
            drawing=told["drawing"],
            interpreter=told["interpreter"],
            signature_id=told["signature_id"] or uuid4(),
        )


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(number)
    return number


class Withdraw(forms.Form):
    """Taking a consent back."""

    says = forms.CharField(
        label="How and to whom was it said?",
        help_text="For example: on the telephone to Noor Nurse, wants to try EMDR first.",
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Write how and to whom it was said, in a few words."},
    )


class TakeBack(forms.Form):
    """The password of who is signed in."""

    password = forms.CharField(
        label="Staff: your password",
        widget=forms.PasswordInput({"autocomplete": "off"}),
        error_messages={"required": "Enter your password, or sign out."},
    )


class Change(forms.Form):
    """The clinic's own paragraph."""

    own = forms.CharField(
        label="What this clinic adds",
        help_text="Plain sentences; a line that begins with a hyphen is an item of a list. "
        "Leave it empty to take the paragraph out.",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
    )
    reason = forms.CharField(
        label="Why does the text change?",
        help_text="Everybody who signed the old text is asked again.",
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the text changes."},
    )
