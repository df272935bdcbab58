"""Who carries the messages of each channel: by the settings, and asked anew for each message."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leeward.clinic.messaging.envelopes import Carrier
from leeward.clinic.messaging.models import Channel
from leeward.clinic.messaging.outbox import Console, Outbox
from leeward.clinic.messaging.sms import FIELDS, Sms
from leeward.clinic.messaging.smtp import Smtp

OUTBOX: Final = "outbox"  # folder of LEEWARD_HOME


def carrier(channel: Channel) -> Carrier:
    """Return who carries this channel; raises ImproperlyConfigured for a word that names nobody."""
    told = settings.MESSAGES_EMAIL if channel is Channel.EMAIL else settings.MESSAGES_SMS
    if told == "file":
        return Outbox(settings.HOME / OUTBOX)
    if told == "console":
        return Console()
    if told == "smtp" and channel is Channel.EMAIL:
        return mail_server()
    if told == "http" and channel is Channel.SMS:
        return provider()
    name = "LEEWARD_MESSAGES_EMAIL" if channel is Channel.EMAIL else "LEEWARD_MESSAGES_SMS"
    other = "smtp" if channel is Channel.EMAIL else "http"
    raise ImproperlyConfigured(f"{name} is {told!r}. Set it to file, console or {other}.")


def mail_server() -> Smtp:
    """Return the mail server that the settings describe."""
    told = settings.SMTP
    return Smtp(
        host=told["host"], port=int(told["port"]), sender=told["sender"], user=told["user"], password=told["password"],
        security=told["security"],
    )  # fmt: skip


def provider() -> Sms:
    """Return the provider of text messages that the settings describe."""
    told = settings.SMS
    return Sms(
        url=told["url"], token=told["token"], sender=told["sender"], is_form=told["body"] == "form",
        fields=pairs(told["fields"]) or FIELDS, fixed=pairs(told["fixed"]), reference=told["reference"] or "id",
    )  # fmt: skip


def pairs(told: str) -> Mapping[str, str]:
    """Read a setting of pairs, such as `to=To,text=Body`; raises ImproperlyConfigured where one is none."""
    found = [each.split("=", 1) for each in told.split(",") if each.strip()]
    if any(len(each) < 2 for each in found):  # plain: a pair
        raise ImproperlyConfigured(f"{told!r} must be pairs with commas, such as to=To,text=Body.")
    return {name.strip(): value.strip() for name, value in found}
