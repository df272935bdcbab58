"""ISI: how bad the sleep is, entered as a total from the clinic's licensed form."""

from typing import Final

from leeward.evidence import Facts, Reference, cite
from leeward.evidence.sources import ISI_MAPI, ISI_VA
from leeward.instruments.scale import Area, Band, Scale, ScaleItem


class Isi(Facts):
    """Where the bands begin."""

    none = cite("0 points", ISI_VA, at="0-7")
    mild = cite("8 points", ISI_VA, at="8-14")
    moderate = cite("15 points", ISI_VA, at="15-21")
    severe = cite("22 points", ISI_VA, at="22-28")


ISI: Final = Scale(
    key="isi",
    name="ISI",
    area=Area.SLEEP,
    items=(ScaleItem(number=1, label="Total of the seven items", most=28),),
    recall="past 2 weeks",
    rights="Copyright C. Morin, licensed by Mapi Research Trust. Leeward ships score entry only.",
    cites=(*Isi.rows(), Reference(ISI_VA, "7 items of 0 to 4"), Reference(ISI_MAPI, "rights")),
    bands=(
        Band(start=Isi.none, says="no insomnia that matters"),
        Band(start=Isi.mild, says="below the threshold"),
        Band(start=Isi.moderate, says="moderate"),
        Band(start=Isi.severe, says="severe"),
    ),
    note="The recall period is recalled: read it off the clinic's form.",
)
