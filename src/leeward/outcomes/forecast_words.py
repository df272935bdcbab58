"""What a forecast says, and what it says where it is silent."""

from typing import Final

from leeward.outcomes.definitions import RESPONSE
from leeward.outcomes.distribution import Foreseen, ResponseChance
from leeward.pharmacology.calibration import Freeze

BANDS: Final = (Freeze.half.to("1"), Freeze.wide.to("1"))
ASSUMED: Final = (
    "This rests on wide assumptions: no relation between ketamine and PTSD symptoms is published, and the largest "
    "trial (n=158) found no effect."
)
BESIDE: Final = (
    "The control arm is the same virtual people with everything but the drug: what would have come without it, if the "
    "assumptions held."
)
OVERLAP: Final = "The two bands overlap: these figures do not tell the drug from the control arm."
SAYS: Final = (ASSUMED, BESIDE, "A regimen is not chosen by these figures.")
NO_BASELINE: Final = "There is no whole PCL-5 of this edition from before infusion 1: nothing is foretold without it."
LOW: Final = "PCL-5 was so low before infusion 1 that a response cannot be told from chance: nothing is foretold."
TOO_FEW: Final = "There are too few whole scores since infusion 1 to say anything of this person: nothing is foretold."
UNLIKE: Final = (
    "These scores are unlike those of nearly every virtual patient: the model does not fit this person, and nothing is "
    "foretold."
)
NOT_LEARNED: Final = "Not learned: the scores so far leave this where it stood before them, at people like this person."


def sentences(response: ResponseChance, end: Foreseen, control: Foreseen, *, learned: bool) -> tuple[str, ...]:
    """Return the chance and the bands in sentences, what they cannot tell, and what they rest on."""
    half, wide = (end.band(share) for share in BANDS)
    beside = control.band(BANDS[1])
    chance = (
        f"Chance of a response ({RESPONSE.short.removeprefix('response ').strip('()')}) at the end of the course: "
        f"{_share(response.chance)}; {_share(response.low)} if the drug does nothing for anyone, "
        f"{_share(response.high)} if two in three respond to it; without the drug {_share(response.control)}."
    )
    bands = (
        f"PCL-5 then: {half.low} to {half.high} with a chance of one half, {wide.low} to {wide.high} in nine of ten; "
        f"without the drug {beside.low} to {beside.high} in nine of ten."
    )
    overlap = (OVERLAP,) if wide.low <= beside.high and beside.low <= wide.high else ()
    return (chance, bands, *overlap, *(() if learned else (NOT_LEARNED,)), *SAYS)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"  # plain: per cent
