"""The text as a page: the current one with what the clinic added, and the versions before it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from leeward.clinic.consents import wording
from leeward.clinic.consents.models import ConsentVersion
from leeward.clinic.consents.standing import current
from leeward.clinic.consents.wording import Block
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.web.moments import moment


class NoSuchCopy(LookupError):
    """This person signed no such copy, or there is no such version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A signature or a withdrawal, in the order of time."""

    when: str
    says: str
    tag_kind: str
    tag: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """The current text, what the clinic added, and the versions before it."""

    title: str
    says: str
    own: str
    digest: str
    blocks: tuple[Block, ...]
    versions: tuple[Happened, ...]
    may_change: bool
    is_current: bool


def text_page(*, role: Role, now: datetime) -> TextPage:
    """Return the current text with its versions."""
    text = current(now)
    title, *rest = wording.blocks(text.text)
    rows = ConsentVersion.objects.select_related("by").order_by("-number")
    return TextPage(
        title=title.says,
        says=f"Version {text.number}" + ("" if text.row else ", kept when it is first signed"),
        own=text.own,
        digest=text.digest,
        blocks=tuple(rest),
        versions=tuple(_version_line(row) for row in rows),
        may_change=may(role, "consents:change", "POST"),
        is_current=True,
    )


def version_page(number: int) -> TextPage:
    """Return one version, word for word; raises NoSuchCopy."""
    row = ConsentVersion.objects.select_related("by").filter(number=number).first()
    if row is None:
        raise NoSuchCopy
    title, *rest = wording.blocks(row.text)
    return TextPage(
        title=title.says,
        says=f"Version {row.number}, since {moment(row.at)}, {row.by.name}: {row.reason}",
        own=row.own,
        digest=row.digest,
        blocks=tuple(rest),
        versions=(),
        may_change=False,
        is_current=False,
    )


def _version_line(row: ConsentVersion) -> Happened:
    return Happened(
        when=moment(row.at),
        says=f"Version {row.number}, {row.by.name}: {row.reason}",
        tag_kind="quiet",
        tag=row.digest[:12],
        url=reverse("consents:version", args=[row.number]),
    )
