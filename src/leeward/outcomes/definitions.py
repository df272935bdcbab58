"""What counts as a change: each word with its number, its scale and its source."""

from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited, Claim, Facts, Reference, Status, assumed, cite, derived
from leeward.evidence.sources import ALBOTT_2018, DUEK_2023, FEDER_2021, MARX_2022, MORIN_2011, PHQ_CAMCOPS


class Pcl5Change(Facts):
    """How far PCL-5 has to move, and where it has to arrive."""

    reliable = cite("15 points", MARX_2022, at="reliable change of PCL-5")
    reliable_strict = cite("18 points", MARX_2022, at="reliable change of PCL-5, the stricter figure")
    recovered = cite("28 points", MARX_2022, at="recovery: 28 or less")
    possible = assumed(
        "10 points",
        why="Older advice calls 10 points meaningful; scores move as far without any drug, "
        "so it is shown as possible only.",
    )
    response = cite("30 %", FEDER_2021, at="response: a fall of 30 % or more, there of CAPS-5")
    drift = derived("4.8 points", DUEK_2023, by="mean change from screening to first visit, without drug, n=17")
    wobble = derived("9.9 points", DUEK_2023, by="SD of that change")


class Phq9Change(Facts):
    """How far PHQ-9 has to move."""

    changed = cite("5 points", PHQ_CAMCOPS, at="a change of 5", status=Status.RECALLED)


class Caps5Change(Facts):
    """How far CAPS-5 has to move, and where it has to arrive."""

    reliable = cite("13 points", MARX_2022, at="reliable change of CAPS-5: 12 to 13, the stricter taken")
    recovered = cite("8 points", MARX_2022, at="recovery: 8 or less")
    response = cite("30 %", FEDER_2021, at="response: a fall of 30 % or more")


class IsiChange(Facts):
    """How far ISI has to move."""

    moderate = cite("8.4 points", MORIN_2011, at="a moderate improvement: 8.4 (7.1 to 9.4)")
    least = cite("6 points", MORIN_2011, at="least change that matters", status=Status.RECALLED)


class BpicSsChange(Facts):
    """How far the bladder score has to rise."""

    rise = assumed("5 points", why="A rise that calls for a pause of the course and a urologist; no source sets it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A word of the outcome, what it means here, and who says so; `short` is how a sentence tells that it is met.

    A sentence leaves out the word whose `short` is empty.
    """

    name: str
    says: str
    cites: tuple[Cited | Reference, ...]
    short: str = ""


RELIABLE: Final = Definition(
    name="reliable change",
    says=f"PCL-5 fell by at least {Pcl5Change.reliable.quantity} (Marx 2022).",
    short=f"a reliable change (≥ {Pcl5Change.reliable.quantity})",
    cites=(Pcl5Change.reliable,),
)
RELIABLE_STRICT: Final = Definition(
    name="reliable change, stricter figure",
    says=f"PCL-5 fell by at least {Pcl5Change.reliable_strict.quantity} (Marx 2022).",
    cites=(Pcl5Change.reliable_strict,),
)
POSSIBLE: Final = Definition(
    name="possible change",
    says=f"PCL-5 fell by {Pcl5Change.possible.quantity} or more, but by less than a reliable change.",
    short=f"a possible change (≥ {Pcl5Change.possible.quantity}, not reliable)",
    cites=(Pcl5Change.possible, Pcl5Change.reliable),
)
RESPONSE: Final = Definition(
    name="response",
    says=f"PCL-5 fell by at least {Pcl5Change.response.quantity} of its baseline. The trial that used this rule "
    "(Feder 2021) measured it on CAPS-5, an interview; here it is applied to PCL-5.",
    short=f"response (≥ {Pcl5Change.response.quantity})",
    cites=(Pcl5Change.response,),
)
RECOVERY: Final = Definition(
    name="recovery",
    says=f"PCL-5 came from above to {Pcl5Change.recovered.quantity} or less, and the change is reliable (Marx 2022).",
    short=f"recovery (≤ {Pcl5Change.recovered.quantity})",
    cites=(Pcl5Change.recovered, Pcl5Change.reliable),
)
WORSENING: Final = Definition(
    name="reliable worsening",
    says=f"PCL-5 rose by at least {Pcl5Change.reliable.quantity} (Marx 2022).",
    short=f"a reliable worsening (≥ {Pcl5Change.reliable.quantity})",
    cites=(Pcl5Change.reliable,),
)
POSSIBLE_WORSENING: Final = Definition(
    name="possible worsening",
    says=f"PCL-5 rose by {Pcl5Change.possible.quantity} or more, but by less than a reliable change.",
    short=f"a possible worsening (≥ {Pcl5Change.possible.quantity}, not reliable)",
    cites=(Pcl5Change.possible, Pcl5Change.reliable),
)
LOSS_OF_RESPONSE: Final = Definition(
    name="loss of response",
    says="After a response, a later score is no longer a response. Our own rule: Feder 2021 timed the loss of "
    "response, but its exact rule was not read.",
    cites=(Pcl5Change.response, Reference(FEDER_2021, "time to loss of response", Status.RECALLED)),
)
RELAPSE: Final = Definition(
    name="relapse",
    says=f"After a response, PCL-5 rose by at least {Pcl5Change.reliable.quantity} from the lowest score since, and is "
    "no longer a response. Our own rule: Albott 2018 timed relapse, but its exact rule was not read.",
    short=f"a relapse (≥ {Pcl5Change.reliable.quantity} up again)",
    cites=(Pcl5Change.reliable, Pcl5Change.response, Reference(ALBOTT_2018, "median to relapse", Status.SECONDARY)),
)
PHQ9_IMPROVED: Final = Definition(
    name="improvement",
    says=f"PHQ-9 fell by at least {Phq9Change.changed.quantity}.",
    short=f"an improvement (≥ {Phq9Change.changed.quantity})",
    cites=(Phq9Change.changed,),
)
PHQ9_WORSE: Final = Definition(
    name="worsening",
    says=f"PHQ-9 rose by at least {Phq9Change.changed.quantity}.",
    short=f"a worsening (≥ {Phq9Change.changed.quantity})",
    cites=(Phq9Change.changed,),
)
CAPS5_RELIABLE: Final = Definition(
    name="reliable change",
    says=f"CAPS-5 fell by at least {Caps5Change.reliable.quantity} (Marx 2022).",
    short=f"a reliable change (≥ {Caps5Change.reliable.quantity})",
    cites=(Caps5Change.reliable,),
)
CAPS5_RESPONSE: Final = Definition(
    name="response",
    says=f"CAPS-5 fell by at least {Caps5Change.response.quantity} of its baseline (Feder 2021).",
    short=f"response (≥ {Caps5Change.response.quantity})",
    cites=(Caps5Change.response,),
)
CAPS5_RECOVERY: Final = Definition(
    name="recovery",
    says=f"CAPS-5 came from above to {Caps5Change.recovered.quantity} or less, and the change is reliable (Marx 2022).",
    short=f"recovery (≤ {Caps5Change.recovered.quantity})",
    cites=(Caps5Change.recovered, Caps5Change.reliable),
)
CAPS5_WORSENING: Final = Definition(
    name="reliable worsening",
    says=f"CAPS-5 rose by at least {Caps5Change.reliable.quantity} (Marx 2022).",
    short=f"a reliable worsening (≥ {Caps5Change.reliable.quantity})",
    cites=(Caps5Change.reliable,),
)
ISI_MODERATE: Final = Definition(
    name="moderate improvement",
    says=f"ISI fell by at least {IsiChange.moderate.quantity} (Morin 2011).",
    short=f"a moderate improvement (≥ {IsiChange.moderate.quantity})",
    cites=(IsiChange.moderate,),
)
ISI_LEAST: Final = Definition(
    name="least change that matters",
    says=f"ISI fell by at least {IsiChange.least.quantity}.",
    short=f"a change that matters (≥ {IsiChange.least.quantity})",
    cites=(IsiChange.least,),
)
BLADDER_WORSENING: Final = Definition(
    name="worsening",
    says=f"BPIC-SS rose by at least {BpicSsChange.rise.quantity}: hold the course, urinalysis and culture, urologist.",
    short=f"a worsening (≥ {BpicSsChange.rise.quantity})",
    cites=(BpicSsChange.rise,),
)

CAUTION: Final = Claim(
    key="change-is-not-cause",
    says="A change between two scores does not say that ketamine caused it. People given the comparison drug improve "
    "too (20 % of them responded in one trial), and scores move without any drug: between two visits by "
    f"{Pcl5Change.drift.quantity} on average, with an SD of {Pcl5Change.wobble.quantity}, in 17 people.",
    certainty=None,
    cites=(
        Reference(FEDER_2021, "response 67 % on ketamine, 20 % on midazolam"),
        Reference(DUEK_2023, "public file: +4.8 (SD 9.9) without drug; both arms improved", Status.DERIVED),
    ),
)
