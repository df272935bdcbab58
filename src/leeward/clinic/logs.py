"""Logs that say nothing about a patient: our own words, numbers, and where in the code; never what was put into them.

A logged sentence is a pattern and what was filled in. The pattern is ours and is written; of what was filled in only
numbers are. What other libraries say is cleared of whatever could be a name, a date or an id. Of an error its kind and
its place in the code are told: its text may quote a record.
"""

import json
import logging
import os
import re
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

OURS: Final = ("leeward", "django.request", "django.security", "django.db")
TOLD: Final = frozenset({"route", "method", "status", "took_ms", "kind", "count", "code", "worker", "port"})
HEAD: Final = ("at", "level", "logger", "says")
HELD_BACK: Final = "…"
PLACEHOLDER: Final = re.compile(r"%(?:\(\w+\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[hlL]?[diouxXeEfFgGcrsa]")
NEVER: Final = (
    re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"),  # ids
    re.compile(r"\b\d{1,4}[-/.]\w{2,9}[-/.]\d{1,4}\b"),  # dates
    re.compile(r"'[^']*'|\"[^\"]*\"|\([^)]*\)"),  # what is quoted, and what stands in parentheses
    re.compile(r"/\S*"),  # addresses and paths
    re.compile(r"\b\d{5,}\b"),  # numbers of records and telephones
    re.compile(r"\S+@\S+"),
    re.compile(r"(?<=[^.!?:]\s)[A-ZÀ-Þ][\w'’-]+"),  # a capital within a sentence: perhaps a name
)
FRAMES_TOLD: Final = 12


class Plain(logging.Formatter):
    """Everything as it is, for a developer's machine (LEEWARD_DEBUG)."""


class Discreet(logging.Formatter):
    """One line for one record: JSON where LEEWARD_LOG asks for it, else words."""

    def __init__(self, *, is_json: bool | None = None) -> None:
        super().__init__()
        self.is_json = os.environ.get("LEEWARD_LOG") == "json" if is_json is None else is_json

    def format(self, record: logging.LogRecord) -> str:
        told = self.told(record)
        if self.is_json:
            return json.dumps(told, ensure_ascii=False)
        extra = " ".join(
            f"{key}={value}" for key, value in told.items() if key not in ("at", "level", "logger", "says")
        )
        return f"{told['at']} {told['level']} {told['logger']}: {told['says']} {extra}".rstrip()

    def told(self, record: logging.LogRecord) -> dict[str, object]:
        """Return what is written of a record."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "says": says(record),
        }
        told |= {name: value for name, value in vars(record).items() if name in TOLD and _is_plain(value)}
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            told["route"] = match.view_name if match is not None else "none"
        if status := getattr(record, "status_code", None):
            told["status"] = status
        if record.exc_info and record.exc_info[0] is not None:
            told |= error(record.exc_info[0], record.exc_info[2])
        return told


def says(record: logging.LogRecord) -> str:
    """Return the sentence without what was filled in, but for numbers."""
    pattern = str(record.msg)
    if not record.name.startswith(OURS):
        return cleared(pattern if record.args else record.getMessage())
    if not record.args:
        return pattern
    values = iter(record.args if isinstance(record.args, tuple) else ())

    def filled(found: re.Match[str]) -> str:
        value = next(values, None)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return found[0] % value if is_number and "(" not in found[0] else HELD_BACK

    return PLACEHOLDER.sub(filled, pattern)


def cleared(text: str) -> str:
    """Return words that are not ours without whatever could be about somebody."""
    for pattern in NEVER:
        text = pattern.sub(HELD_BACK, text)
    return text


def error(kind: type[BaseException], where: TracebackType | None) -> dict[str, object]:
    """Return what an error was and where in the code, the innermost place last; its text may quote a record."""
    frames = traceback.extract_tb(where)[-FRAMES_TOLD:]
    return {"error": kind.__qualname__, "where": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]}


def _short(path: str) -> str:
    """Return a path from its package on: where it is installed is nobody's business."""
    return re.sub(r"^.*?/(?:site-packages|src|lib/python[\d.]+)/", "", path)


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | float | str)
