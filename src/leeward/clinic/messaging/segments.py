"""How many text messages a text becomes: 160 letters of the GSM alphabet, or 70 of any other (3GPP TS 23.038)."""

from dataclasses import dataclass
from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE: Final = frozenset("^{}\\[~]|€\f")  # of the GSM alphabet too, each in the room of two
ONE_GSM, EACH_GSM = 160, 153
ONE_WIDE, EACH_WIDE = 70, 67


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """How a text travels: is it of the GSM alphabet, how much room it takes, and in how many messages."""

    is_gsm: bool
    length: int
    count: int


def segments(text: str) -> Segments:
    """Count a text.

    >>> segments("Hello").count, segments("á" * 70).count, segments("á" * 71).count
    (1, 1, 2)
    """
    is_gsm = all(sign in GSM or sign in TWICE for sign in text)
    if is_gsm:
        length, one, each = len(text) + sum(sign in TWICE for sign in text), ONE_GSM, EACH_GSM
    else:
        length, one, each = len(text.encode("utf-16-be")) // 2, ONE_WIDE, EACH_WIDE
    return Segments(is_gsm=is_gsm, length=length, count=1 if length <= one else -(-length // each))
