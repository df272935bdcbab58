"""CAPS-5: the score of the interview that diagnoses PTSD, entered from the interviewer's own form."""

from dataclasses import replace
from typing import Final

from leeward.evidence import Reference, Status
from leeward.evidence.sources import CAPS5_COPY, CAPS5_DIGEST, CAPS5_WEEK_COPY
from leeward.instruments.scale import Area, Cluster, Scale, ScaleItem

ITEMS: Final = (
    ScaleItem(number=1, label="Total severity", most=80),
    ScaleItem(number=2, label="B Intrusion, sub-total", most=20),
    ScaleItem(number=3, label="C Avoidance, sub-total", most=8),
    ScaleItem(number=4, label="D Cognition and mood, sub-total", most=28),
    ScaleItem(number=5, label="E Arousal and reactivity, sub-total", most=24),
)
NAMES: Final = (
    ("B", "Intrusion"),
    ("C", "Avoidance"),
    ("D", "Cognition and mood"),
    ("E", "Arousal and reactivity"),
)

CAPS5: Final = Scale(
    key="caps-5",
    name="CAPS-5",
    area=Area.TRAUMA,
    items=ITEMS,
    clusters=tuple(
        Cluster(key=key, name=name, items=(item.number,)) for (key, name), item in zip(NAMES, ITEMS[1:], strict=True)
    ),
    recall="past month",
    rights="VA; the form goes on request to qualified assessors (recalled). Leeward ships score entry only.",
    cites=(
        Reference(CAPS5_COPY, "20 symptoms of 0 to 4, total 0 to 80; clusters as in PCL-5; a symptom counts from 2"),
        Reference(CAPS5_DIGEST, "30 items, of which 20 are symptoms", Status.SECONDARY),
    ),
    by_clinician=True,
    total_of=lambda points: points[0],
    parts=tuple(item.number for item in ITEMS[1:]),
    note="Sub-totals may be left out. PCL-5 runs higher than CAPS-5 in the same person: the two are never mixed.",
)

CAPS5_WEEK: Final = replace(
    CAPS5,
    key="caps-5-week",
    name="CAPS-5, past week",
    recall="past week",
    cites=(*CAPS5.cites, Reference(CAPS5_WEEK_COPY, "an edition on the past week exists")),
)
