"""What somebody who knows the monitor tries before it is used on a patient; docs/devices.md tells it at length."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to try, and what must be seen."""

    key: str
    says: str


CHECKLIST: Final[tuple[Line, ...]] = (
    Line(
        key="same_numbers",
        says="Every number on the monitor’s screen is on Leeward’s within 10 seconds, in the same unit, and nothing "
        "else is.",
    ),
    Line(
        key="no_signal",
        says="Finger probe off: Leeward shows no SpO2, and says so within 10 seconds. The same for the leads, and for "
        "the network plug.",
    ),
    Line(
        key="own_time",
        says="A cuff reading shows its own time, not that of the latest message; taken again, the new one replaces it.",
    ),
    Line(key="two_probes", says="Two temperature or two SpO2 probes: both are listed, and it is known which is which."),
    Line(
        key="made_up",
        says="The monitor in its demonstration mode: Leeward marks every number so. If not, it must not be used.",
    ),
    Line(
        key="clock",
        says="The monitor’s clock and zone are right: Leeward names a difference above 5 seconds, and uses no reading "
        "from the future.",
    ),
    Line(
        key="told_apart",
        says="Two monitors of the same model are told apart, and each one’s numbers arrive at its own chair.",
    ),
    Line(
        key="not_used",
        says="The list of what was not used has been read, and nothing in it is missed. Numbers sent with status X "
        "show as questionable.",
    ),
    Line(
        key="how_often",
        says="It is known how often it sends; Leeward calls heart rate and SpO2 stale after 10 seconds.",
    ),
    Line(
        key="gap",
        says="Plug pulled, five minutes, plugged in again: Leeward shows the gap. Most never send what was lost.",
    ),
)
BY_KEY: Final = {line.key: line for line in CHECKLIST}
