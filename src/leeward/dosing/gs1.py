"""What the GS1 code of a box says: product, lot, expiry; nothing else of it is used."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_GROUP: Final = "\x1d"
_FIXED: Final = {"01": 14, "11": 6, "13": 6, "15": 6, "17": 6}  # plain: lengths of GS1 elements, by identifier
_OPEN: Final = ("10", "21")
_CENTURY: Final = 2000  # plain: GS1 writes a year with two figures
_DECEMBER: Final = 12  # plain: the last month


class CannotScan(ValueError):
    """This is not a GS1 code that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the code says; empty or None where it does not."""

    product: str
    lot: str
    expires_on: date | None


def scanned(text: str) -> Scanned:
    """Read a code as a scanner types it, with (17) in brackets or bare with group separators; raises CannotScan."""
    code = text.strip().removeprefix("]d2").removeprefix("]C1")
    found = dict(re.findall(r"\((\d{2})\)([^(]+)", code)) if code.startswith("(") else _bare(code)
    if not found:
        raise CannotScan("This is not a GS1 code. Type lot and expiry from the box, and leave the code empty.")
    product = found.get("01", "").strip()
    if product and not _is_product(product):
        raise CannotScan("The check digit of the product number is wrong: scan again, or leave the code empty.")
    expires = found.get("17")
    return Scanned(product=product, lot=found.get("10", "").strip(), expires_on=_day(expires) if expires else None)


def _bare(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = code
    while rest:
        rest = rest.removeprefix(_GROUP)
        key, rest = rest[:2], rest[2:]
        if key in _FIXED:
            found[key], rest = rest[: _FIXED[key]], rest[_FIXED[key] :]
        elif key in _OPEN:
            found[key], _, rest = rest.partition(_GROUP)
        else:
            return {}
    return found


def _is_product(number: str) -> bool:
    """Does the last figure check the others, each other one counted three times?"""
    if not (number.isascii() and number.isdigit() and len(number) == _FIXED["01"]):
        return False
    weights = (3 - 2 * (place % 2) for place in range(len(number)))  # plain: GS1's weights 3 and 1
    return sum(int(figure) * weight for figure, weight in zip(number, weights, strict=True)) % 10 == 0  # plain: GS1


def _day(written: str) -> date:
    """YYMMDD; a day 00 is the last of the month."""
    try:
        year, month, day = (int(written[place : place + 2]) for place in (0, 2, 4))  # plain: places of YY, MM, DD
        if day:
            return date(_CENTURY + year, month, day)
        after = date(_CENTURY + year + month // _DECEMBER, month % _DECEMBER + 1, 1)
        return after - timedelta(days=1)
    except ValueError:
        raise CannotScan(f"The code’s expiry {written!r} is no day: type it from the box.") from None
