"""The form of an override: which step, and the person's own reason."""

from django import forms


class Reason(forms.Form):
    """One step and why; whoever signs says it in their own words."""

    step = forms.ChoiceField(
        choices=(("propose", "propose"), ("confirm", "confirm"), ("withdraw", "withdraw")), widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label="Your own reason",
        help_text="What speaks for treating this person all the same, and where it is written down.",
        widget=forms.Textarea({"rows": 4}),
        max_length=4000,
        error_messages={"required": "Enter your reason: it stands on the assessment and in the report."},
    )
