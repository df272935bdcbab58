"""Small words for templates: dates as the clinic writes them, tags with a glyph, error summaries."""

from datetime import date, datetime

from django import forms, template
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

SPANISH = "es"
GLYPHS = {"high": "▲▲", "warn": "▲", "ask": "◆", "tech": "◆", "ok": "✓", "care": "●", "quiet": "○"}


@register.filter
def clinic_date(day: date | None) -> str:
    """14-Jul-1985, or "not known"; 14 de julio de 1985 on a page in Spanish."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    if day and get_language() == SPANISH:
        return date_format(day, r"j \d\e F \d\e Y")
    return f"{day:%d-%b-%Y}" if day else _("not known")


@register.filter
def clinic_time(at: datetime | None) -> str:
    """08:41, in the clinic's time zone."""
    return f"{timezone.localtime(at):%H:%M}" if at else _("not known")


@register.filter
def clinic_moment(at: datetime | None) -> str:
    """14-Jul-1985 08:41, in the clinic's time zone."""
    return f"{clinic_date(at)} {clinic_time(at)}" if at else _("not known")


@register.simple_tag
def clinic_name() -> str:
    """The clinic's name."""
    return settings.CLINIC_NAME


@register.inclusion_tag("web/components/_tag.html")
def tag(kind: str, says: str) -> dict[str, str]:
    """A word with a glyph and a colour: high, warn, ask, tech, ok, care, quiet."""
    return {"kind": kind, "says": says, "glyph": GLYPHS.get(kind, "")}


@register.inclusion_tag("web/components/_languages.html", takes_context=True)
def languages(context: Context) -> dict[str, object]:
    """The switch between the languages of a patient's page: plain links to this page, so no script is needed."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    lines = []
    for code, name in settings.LANGUAGES:
        query["language"] = code
        lines.append({"code": code, "name": name, "url": f"?{query.urlencode()}", "here": code == get_language()})
    return {"languages": lines}


@register.inclusion_tag("web/components/_error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with a form, each line leading to its field."""
    in_order = [name for name in (*form.fields, NON_FIELD_ERRORS) if name in form.errors]
    lines = [
        {"says": _with_label(form, name, str(says)), "to": _first_input(form, name)}
        for name in in_order
        for says in form.errors[name]
    ]
    return {"lines": lines}


def _with_label(form: forms.BaseForm, name: str, says: str) -> str:
    """A sentence that would fit any field says which one it is about."""
    fits_any = name in form.fields and says == forms.Field.default_error_messages["required"]
    return f"{form[name].label}: {says[:1].lower()}{says[1:]}" if fits_any else says


def _first_input(form: forms.BaseForm, name: str) -> str:
    """Where the line leads: the field, or the first of its choices."""
    if name not in form.fields:
        return ""
    return form[name].id_for_label or form[name].subwidgets[0].id_for_label
