"""How far a clinic may move how long raw readings are kept."""

from typing import Final

from leeward.evidence import Facts, assumed
from leeward.protocol.movable import Adjustable, Group, move
from leeward.protocol.records import Keeping


class KeepingRange(Facts):
    """The ends."""

    longest = assumed("36500 d", why="A hundred years: for good.")
    shortest = assumed("365 d", why="A course and the year after it are looked at with everything that was measured.")


RECORDS: Final[tuple[Adjustable, ...]] = (
    move(Keeping.raw_readings, "What devices sent is kept at its own rate for", Group.RECORDS,
         strictest=KeepingRange.longest, loosest=KeepingRange.shortest),
)  # fmt: skip
