"""What is known of ketamine for PTSD, and how surely: the sentences that every plan and patient page carries."""

from dataclasses import dataclass

from leeward.evidence.cited import Reference
from leeward.evidence.source import Certainty, Status
from leeward.evidence.sources import (
    ABDALLAH_2022,
    BORGOGNA_2024,
    FDA_2023,
    FEDER_2021,
    VA_DOD_2023,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence, how sure anyone is of it, and who says so."""

    key: str
    says: str
    certainty: Certainty | None
    cites: tuple[Reference, ...]


CLAIMS = (
    Claim(
        key="off-label",
        says="FDA has not approved ketamine for any psychiatric disorder; this use is off label.",
        certainty=None,
        cites=(Reference(FDA_2023, "alert of 10 October 2023"),),
    ),
    Claim(
        key="guideline-against",
        says="VA/DoD 2023 suggests against ketamine for PTSD (very low evidence) and puts prolonged exposure, "
        "cognitive processing therapy and EMDR first.",
        certainty=None,
        cites=(Reference(VA_DOD_2023, "synopsis; list read on a copy of the VA clinician page", Status.SECONDARY),),
    ),
    Claim(
        key="ptsd-repeated",
        says="Effect on PTSD after repeated infusions is very uncertain: one trial of 30 people found a large "
        "effect, the largest, of 158, found none.",
        certainty=Certainty.VERY_LOW,
        cites=(Reference(FEDER_2021, "abstract"), Reference(ABDALLAH_2022, "abstract")),
    ),
    Claim(
        key="ptsd-24h",
        says="Symptoms may be slightly lower within a day.",
        certainty=Certainty.LOW,
        cites=(Reference(BORGOGNA_2024, "pooled 24-h estimate, active control g 0.24 (-0.30 to 0.78)"),),
    ),
    Claim(
        key="depression",
        says="Depression may lift for a short time.",
        certainty=Certainty.LOW,
        cites=(Reference(FEDER_2021, "abstract"), Reference(ABDALLAH_2022, "abstract")),
    ),
    Claim(
        key="durability",
        says="For those who improve, benefit often fades within weeks (median 27.5 days after a course).",
        certainty=Certainty.VERY_LOW,
        cites=(Reference(FEDER_2021, "abstract digest"),),
    ),
    Claim(
        key="acute-effects",
        says="Transient dissociation, dizziness and a rise of blood pressure are to be expected.",
        certainty=Certainty.MODERATE,
        cites=(Reference(ABDALLAH_2022, "abstract"),),
    ),
)
