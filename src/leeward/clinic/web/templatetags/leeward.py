"""Small words for templates: dates as the clinic writes them, tags with a glyph, error summaries."""

from datetime import date, datetime

from django import forms, template
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone

register = template.Library()

GLYPHS = {"high": "▲▲", "warn": "▲", "ask": "◆", "tech": "◆", "ok": "✓", "care": "●", "quiet": "○"}


@register.filter
def clinic_date(day: date | None) -> str:
    """14-Jul-1985, or "not known"."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day:%d-%b-%Y}" if day else "not known"


@register.filter
def clinic_time(at: datetime | None) -> str:
    """08:41, in the clinic's time zone."""
    return f"{timezone.localtime(at):%H:%M}" if at else "not known"


@register.filter
def clinic_moment(at: datetime | None) -> str:
    """14-Jul-1985 08:41, in the clinic's time zone."""
    return f"{clinic_date(at)} {clinic_time(at)}" if at else "not known"


@register.simple_tag
def clinic_name() -> str:
    """The clinic's name."""
    return settings.CLINIC_NAME


@register.inclusion_tag("web/components/_tag.html")
def tag(kind: str, says: str) -> dict[str, str]:
    """A word with a glyph and a colour: high, warn, ask, tech, ok, care, quiet."""
    return {"kind": kind, "says": says, "glyph": GLYPHS.get(kind, "")}


@register.inclusion_tag("web/components/_error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with a form, each line leading to its field."""
    in_order = [name for name in (*form.fields, NON_FIELD_ERRORS) if name in form.errors]
    lines = [
        {"says": says, "to": form[name].id_for_label if name in form.fields else ""}
        for name in in_order
        for says in form.errors[name]
    ]
    return {"lines": lines}
