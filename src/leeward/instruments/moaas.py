"""MOAA/S: how awake the patient is, from 5 (awake) to 0."""

from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import SPRAVATO_US
from leeward.instruments.scale import Area, Scale, ScaleItem

STEPS: Final = (
    "0 no response to a painful squeeze",
    "1 responds to a painful squeeze only",
    "2 responds to a light shake only",
    "3 responds to a loud or repeated call only",
    "4 slow to answer a normal voice",
    "5 awake, answers a normal voice at once",
)


class Moaas(Facts):
    """The ends of the scale."""

    awake = cite("5 points", SPRAVATO_US, at="sedation scale: 5 = normal response")


MOAAS: Final = Scale(
    key="moaa-s",
    name="MOAA/S",
    area=Area.WAKEFULNESS,
    items=(ScaleItem(number=1, label="Wakefulness", steps=STEPS),),
    recall="now",
    rights="Published rating; no licence found. Leeward ships its own labels.",
    cites=(
        Moaas.awake,
        Reference(SPRAVATO_US, "0 = no response to a painful squeeze of the trapezius"),
        Reference(SPRAVATO_US, "steps 1 to 4", Status.RECALLED),
    ),
    higher_is_worse=False,
    by_clinician=True,
)
