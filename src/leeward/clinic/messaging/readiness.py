"""Can messages leave as the settings say, and would they keep silent about what the clinic treats?"""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leeward.clinic.messaging.carriers import carrier, pairs
from leeward.clinic.messaging.clinical_words import clinical_words_in
from leeward.clinic.messaging.models import Channel
from leeward.clinic.messaging.sms import CannotSend


def findings() -> Iterator[tuple[bool, str]]:
    """Yield (is it well, what was found) for how patients are written to; nothing is sent."""
    for channel in Channel:
        yield _carrier(channel)
    told = clinical_words_in(settings.MESSAGE_NAME)
    says = f"messages name the clinic {settings.MESSAGE_NAME}"
    yield not told, says if not told else f"set LEEWARD_MESSAGE_NAME: “{told[0]}” in the name tells what is treated"
    told = clinical_words_in(settings.PUBLIC_URL)
    says = f"links in messages begin with {settings.PUBLIC_URL}"
    yield not told, says if not told else f"no message is sent: “{told[0]}” in LEEWARD_PUBLIC_URL tells what is treated"


def _carrier(channel: Channel) -> tuple[bool, str]:
    try:
        kind = type(carrier(channel)).__name__.lower()
        pairs(settings.SMS_HOOK["fields"])
    except (ImproperlyConfigured, CannotSend, ValueError) as why:
        return False, f"{channel.label.lower()}s: {why}"
    return True, f"{channel.label.lower()}s go by {kind}"
