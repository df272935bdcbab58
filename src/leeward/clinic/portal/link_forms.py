"""Forms of a link to the portal: its door, and asking for one."""

from datetime import date
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.clinic.web.forms import DateField, DateParts


class Birth(forms.Form):
    """The date of birth that opens a link."""

    born = DateField(
        label=gettext_lazy("Your date of birth"),
        help_text=gettext_lazy("For example 7 14 1985."),
        widget=DateParts(birthday=True),
        error_messages={"required": gettext_lazy("Enter your date of birth.")},
    )

    def clean_born(self) -> date | None:
        """A birth date lies in the past."""
        born: date | None = self.cleaned_data["born"]
        if born and born >= timezone.localdate():
            raise forms.ValidationError(_("Your date of birth must be in the past."))
        return born


class MakeLink(forms.Form):
    """Ask for a link; the id makes sure that a page loaded again makes no second one."""

    link_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
