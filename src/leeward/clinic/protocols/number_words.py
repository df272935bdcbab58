"""What a number is called on a page: by the protocol's words, else by its own name in clinical words."""

from typing import Final

from leeward.evidence import Cited
from leeward.protocol.adjustable import BY_NAME

CLINICAL: Final = {  # what a word in the name of a number is called by whoever reads this page
    "rearm": "limit: an alarm ends this far inside it", "red": "high-priority", "amber": "medium-priority",
    "nibp": "cuff pressure", "spo2": "SpO2", "etco2": "end-tidal CO2", "moaas": "MOAA/S", "cadss": "CADSS",
    "cadss6": "CADSS-6", "moca": "MoCA", "ymrs": "YMRS", "padss": "PADSS", "aldrete": "Aldrete", "pcl5": "PCL-5",
    "phq9": "PHQ-9", "ke0": "effect-site rate constant ke0", "sd": "standard deviation",
}  # fmt: skip


def called(row: Cited) -> str:
    """Return the name of a number."""
    if row.name in BY_NAME:
        return BY_NAME[row.name].says
    words = " ".join(CLINICAL.get(word, word) for word in row.name.rpartition(".")[2].split("_"))
    return f"{words[:1].upper()}{words[1:]}"
