"""The words of each kind of message, in each language: a link and the clinic's name, and nothing of a treatment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from leeward.clinic.messaging.clinical_words import clinical_words_in
from leeward.clinic.messaging.models import Channel, Kind

Promised = Any  # words that are put into a language when they are read

# A text message holds 160 letters of the GSM alphabet, which has é, ñ and ¿ but neither á, í, ó nor ú: the Spanish ones
# do without them, so that they are not cut in three.
SMS: Final[Mapping[Kind, Promised]] = MappingProxyType({
    Kind.QUESTIONNAIRE: gettext_lazy("%(clinic)s: we have some questions for you. Answer here: %(link)s"),
    Kind.REMINDER: gettext_lazy("%(clinic)s: your questions still wait for you. Answer here: %(link)s"),
    Kind.VISIT: gettext_lazy("%(clinic)s: we see you %(when)s. How to get ready: %(link)s"),
    Kind.DAY_AFTER: gettext_lazy("%(clinic)s: how are you today? Tell us here: %(link)s"),
    Kind.NOTE: gettext_lazy("%(clinic)s: we wrote to you. Read it here: %(link)s"),
})  # fmt: skip
SUBJECTS: Final[Mapping[Kind, Promised]] = MappingProxyType({
    Kind.QUESTIONNAIRE: gettext_lazy("Some questions from %(clinic)s"),
    Kind.REMINDER: gettext_lazy("Your questions from %(clinic)s still wait"),
    Kind.VISIT: gettext_lazy("Your visit to %(clinic)s"),
    Kind.DAY_AFTER: gettext_lazy("%(clinic)s asks how you are today"),
    Kind.NOTE: gettext_lazy("%(clinic)s wrote to you"),
})  # fmt: skip
EMAILS: Final[Mapping[Kind, Promised]] = MappingProxyType({
    Kind.QUESTIONNAIRE: gettext_lazy(
        "We have some questions for you. Most people need a few minutes. You can stop and go on later."
    ),
    Kind.REMINDER: gettext_lazy(
        "Some days ago we sent you questions. They still wait for you. If you would rather not answer, that is fine."
    ),
    Kind.VISIT: gettext_lazy("We see you %(when)s. The page below tells you how to get ready and what to bring."),
    Kind.DAY_AFTER: gettext_lazy("We would like to know how you are today. The page below asks a few short questions."),
    Kind.NOTE: gettext_lazy("We wrote to you. You can read it on the page below."),
})  # fmt: skip
STOP_BY_WORD: Final = gettext_lazy("Reply STOP to end")
STOP_BY_LINK: Final = gettext_lazy("To end: %(stop)s")
HELLO: Final = gettext_lazy("Hello,")
OPEN: Final = gettext_lazy("Open this page:")
NOT_READ: Final = gettext_lazy("Nobody reads answers to this message.")
CALL_US: Final = gettext_lazy("To talk with us, call %(phone)s.")
EMERGENCY: Final = gettext_lazy("In an emergency call %(emergency)s.")
STOP_EMAILS: Final = gettext_lazy(
    "You agreed that we may write to you. To get no more of these messages, open this page:"
)
ANY_CLINIC: Final = gettext_lazy("Your clinic")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the words are filled with; `zone` is the clinic's, `lives` the reader's.

    `is_answered` says that a reply by text message reaches us.
    """

    clinic: str
    link: str
    stop: str
    zone: ZoneInfo
    lives: ZoneInfo
    visit_at: datetime | None = None
    phone: str = ""
    emergency: str = ""
    is_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One message as it is read."""

    subject: str
    text: str


def words(kind: Kind, channel: Channel, about: About, *, language: str) -> Words:
    """Return a message of a kind in a language."""
    with translation.override(language):
        told = {
            "clinic": discreet(about.clinic), "link": about.link, "stop": about.stop, "phone": about.phone,
            "emergency": about.emergency, "when": _when(about, channel),
        }  # fmt: skip
        subject = SUBJECTS[kind] % told
        if channel is Channel.SMS:
            end = STOP_BY_WORD if about.is_answered else STOP_BY_LINK % told
            return Words(subject=subject, text=f"{SMS[kind] % told} {end}")
        return Words(subject=subject, text=_email(kind, told))


def discreet(clinic: str) -> str:
    """Return the clinic's name, or “Your clinic” where its name tells what for."""
    return str(ANY_CLINIC) if clinical_words_in(clinic) else clinic


def _email(kind: Kind, told: Mapping[str, str]) -> str:
    call = CALL_US % told if told["phone"] else ""
    danger = EMERGENCY % told if told["emergency"] else ""
    parts = (
        str(HELLO),
        EMAILS[kind] % told,
        f"{OPEN}\n{told['link']}",
        told["clinic"],
        " ".join(part for part in (str(NOT_READ), call, danger) if part),
        f"{STOP_EMAILS}\n{told['stop']}",
    )
    return "\n\n".join(parts)


def _when(about: About, channel: Channel) -> str:
    if about.visit_at is None:
        return ""
    here = about.visit_at.astimezone(about.zone)
    # Translators: the day and time of a visit, as Django's date formats write it; in a text message, and in a mail.
    form = gettext("M j, g:i A") if channel is Channel.SMS else gettext("l, F j, g:i A")
    told = date_format(here, form)
    if here.utcoffset() == here.astimezone(about.lives).utcoffset():
        return told
    place = about.zone.key.rpartition("/")[2].replace("_", " ")
    if channel is Channel.SMS:  # a text message has room for the place alone
        return f"{told} ({place})"
    # Translators: by whose clock: %(place)s is a city, such as Denver.
    return gettext("%(told)s (%(place)s time)") % {"told": told, "place": place}
