"""What a draft would do to decisions that are stored: records that the apps above fill."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from leeward.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactLine:
    """One person whose stored chart would get another answer: from what, to what, and because of which row."""

    title: str
    url_name: str
    url: str
    judged: str
    before: str
    before_kind: str
    after: str
    after_kind: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """How many were looked at, those whose outcome changes, and those that keep it with other findings.

    `unread` are the people whose chart this version cannot read, and of whom it can say nothing.
    """

    looked_at: int
    lines: tuple[ImpactLine, ...]
    other_findings: tuple[ImpactLine, ...]
    unread: tuple[str, ...] = ()


def impacts(before: Protocol, after: Protocol) -> tuple[Impact, ...]:
    """Ask every app that stores decisions."""
    return tuple(import_string(name)(before, after) for name in settings.PROTOCOL_IMPACTS)
