"""A number as it may be typed where a dose hangs on it: digits, a point, a leading zero; nothing else (H39)."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_POINTLESS: Final = re.compile(r"(\d+\.\d*?)0+(?![\d.])")


class Figure(forms.FloatField):
    """A decimal number with a point: a comma, a bare point, a sign, an exponent or other digits are refused."""

    default_error_messages = {  # noqa: RUF012 - Django's own
        "comma": "Write the decimal with a point: a comma can mean a thousand.",
        "bare": "Write the zero before the point, as in 0.5.",
    }

    def __init__(self, **named: Any) -> None:
        named.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**named)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """Return the number, None for nothing; raises ValidationError saying how to write it."""
        text = "" if value is None else str(value).strip()
        if text and not _PLAIN.fullmatch(text):
            kind = "comma" if "," in text else "bare" if re.fullmatch(r"\.[0-9]+|[0-9]+\.", text) else "invalid"
            raise ValidationError(self.error_messages[kind], code=kind)
        return super().to_python(text)


def without_trailing_zeros(text: str) -> str:
    """Return a text with its decimals as a dose is written: 35 for 35.0, 0.5 for 0.50."""
    return _POINTLESS.sub(lambda found: found.group(1).rstrip("."), text)


def plain(number: float, places: int) -> str:
    """Return a number rounded to so many places, without a trailing zero: 35 for 35.0, 0.5 for 0.50."""
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
