"""How a form looks, and a date in three fields."""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Renderer(DjangoTemplates):
    """Every form of the clinic, and allauth's, is drawn by our components."""

    field_template_name = "web/components/_field.html"
    form_template_name = "web/components/_form.html"


class DateParts(forms.MultiWidget):
    """Day, month and year, typed: no calendar to page back through for a birth date."""

    template_name = "web/components/_date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off", **(attrs or {})}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({**box, **({"autocomplete": f"bday-{part}"} if birthday else {})})
            for part in ("month", "day", "year")
        }
        super().__init__(parts)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        """The error summary leads to the first box."""
        return f"{id_}_0"


class DateField(forms.MultiValueField):
    """A date in three fields; what is wrong is said in a sentence."""

    widget = DateParts
    default_error_messages = {"required": gettext_lazy("Enter the date: month, day and year.")}  # noqa: RUF012 - Django's own type

    def __init__(self, **settings: Any) -> None:
        part = forms.IntegerField(required=False)
        super().__init__(fields=(part, part, part), require_all_fields=False, **{"widget": DateParts(), **settings})

    def clean(self, value: Any) -> date | None:
        """Return the date, None when nothing was entered."""
        parts = [str(part).strip() if part is not None else "" for part in value or ("", "", "")]
        if not any(parts):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        for name, part in zip((_("a month"), _("a day"), _("a year")), parts, strict=True):
            if not (part.isascii() and part.isdigit()):
                says = _("%(date)s needs %(part)s, in figures.") % {"date": self._name(), "part": name}
                raise forms.ValidationError(says, code="invalid")
        return self._date(*map(int, parts))

    def _date(self, month: int, day: int, year: int) -> date:
        if year < 1900:
            says = _("%(date)s needs a year with four figures.") % {"date": self._name()}
            raise forms.ValidationError(says, code="invalid")
        try:
            return date(year, month, day)
        except ValueError as why:
            raise forms.ValidationError(
                _("%(date)s must be a real date: month, day, year.") % {"date": self._name()}, code="invalid"
            ) from why

    def _name(self) -> str:
        return str(self.label or _("a date")).lower().capitalize()
