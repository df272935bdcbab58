"""The form with which somebody's agreement is kept."""

from django import forms

from leeward.clinic.messaging.models import Channel

__all__ = ["Agreement", "Channel"]


class Agreement(forms.Form):
    """By what somebody wants to be written to, or not any more."""

    channel = forms.ChoiceField(label="By", choices=Channel.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label="Address or number",
        max_length=254,
        required=False,
        help_text="An e-mail address, or a mobile number with its country: +1 303 555 0100.",
    )
    do = forms.ChoiceField(
        label="The patient",
        choices=(("agree", "agrees to be written to"), ("end", "wants no more messages this way")),
        widget=forms.RadioSelect,
        initial="agree",
    )

    def clean(self) -> dict[str, object]:
        """Whoever agrees names an address."""
        told = super().clean() or {}
        if told.get("do") == "agree" and not told.get("address"):
            self.add_error("address", "Enter the address or the number to which we may write.")
        return told
