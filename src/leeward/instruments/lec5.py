"""LEC-5: which dreadful events a person met, and how closely; it is not scored and makes no diagnosis."""

from typing import Final

from leeward.evidence import Reference, Status
from leeward.evidence.sources import LEC5_COPY, PHQ_CAMCOPS
from leeward.instruments.scale import Area, Scale, numbered
from leeward.instruments.scoring import Score

# From the farthest to the nearest: where several are true, the nearest is marked.
STEPS: Final = ("no", "not sure", "part of the job", "heard of it", "saw it", "happened to me")
CLOSE: Final = ("part of the job", "heard of it", "saw it", "happened to me")
LABELS: Final = (
    "Disaster of nature",
    "Fire or blast",
    "Crash on road, rail, water or in the air",
    "Bad accident at work, home or play",
    "Poison, chemicals or radiation",
    "Beaten, kicked or hit",
    "Attacked or threatened with a weapon",
    "Rape or sexual assault",
    "Other unwanted sexual contact",
    "War or combat zone",
    "Held captive",
    "Illness or injury near to death",
    "Great human suffering",
    "Violent death of another",
    "Unexpected death of someone close",
    "Grave harm done to another",
    "Another dreadful event",
)


def exposures(score: Score) -> tuple[str, ...]:
    """Return the events that were met in any way, each with how, the nearest first."""
    met = [(item, item.says(given)) for item, given in zip(LEC5.items, score.answers, strict=True) if given is not None]
    return tuple(f"{item.label}: {how}" for step in reversed(CLOSE) for item, how in met if how == step)


LEC5: Final = Scale(
    key="lec-5",
    name="LEC-5",
    area=Area.TRAUMA,
    items=numbered(LABELS, STEPS),
    recall="whole life",
    rights="A work of the US Department of Veterans Affairs, not copyrighted. Leeward ships its own short labels.",
    cites=(
        Reference(LEC5_COPY, "6 answers on exposure; not scored"),
        Reference(LEC5_COPY, "17 rows of events", Status.RECALLED),
        Reference(PHQ_CAMCOPS, "VA instruments: rights"),
    ),
    is_scored=False,
    note="Exposure only: it sets the event that the other lists ask about, and is never scored. "
    "Where several answers are true of one event, the nearest is marked.",
)
