"""PCL-5: the patient's own list of twenty symptoms of post-traumatic stress."""

from dataclasses import replace
from itertools import accumulate
from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import PCL5_LOINC, PCL5_SCORING
from leeward.instruments.scale import Answers, Area, Cluster, Scale, numbered
from leeward.instruments.scoring import Score
from leeward.truth import NO, UNKNOWN, YES, Truth

STEPS: Final = ("none", "slight", "medium", "strong", "very strong")

# The order of the items is the instrument's; the words are ours.
SYMPTOMS: Final = {
    ("B", "Intrusion"): (
        "Memories that force themselves in",
        "Bad dreams of it",
        "Reliving it",
        "Upset by reminders",
        "Body reacts to reminders",
    ),
    ("C", "Avoidance"): (
        "Keeps off thoughts and feelings of it",
        "Keeps off people, places or things",
    ),
    ("D", "Cognition and mood"): (
        "Gaps in the memory of it",
        "Dark beliefs on self, others or world",
        "Blame of self or others",
        "Fear, anger, guilt or shame",
        "Lost interest",
        "Apart from others",
        "Few good feelings",
    ),
    ("E", "Arousal and reactivity"): (
        "Irritable or angry acts",
        "Risk-taking or self-harming acts",
        "On guard",
        "Easily startled",
        "Poor concentration",
        "Poor sleep",
    ),
}


class Pcl5(Facts):
    """How the list is read."""

    lowest_cut = cite("31 points", PCL5_SCORING, at="cut-point 31 to 33")
    highest_cut = cite("33 points", PCL5_SCORING, at="cut-point 31 to 33")
    endorsed = cite("2 points", PCL5_SCORING, at="provisional diagnosis: an item counts from 2")
    needed_b = cite("1 1", PCL5_SCORING, at="provisional diagnosis: items of cluster B")
    needed_c = cite("1 1", PCL5_SCORING, at="provisional diagnosis: items of cluster C")
    needed_d = cite("2 1", PCL5_SCORING, at="provisional diagnosis: items of cluster D")
    needed_e = cite("2 1", PCL5_SCORING, at="provisional diagnosis: items of cluster E")


NEEDED: Final = {"B": Pcl5.needed_b, "C": Pcl5.needed_c, "D": Pcl5.needed_d, "E": Pcl5.needed_e}


def _clusters() -> tuple[Cluster, ...]:
    ends = list(accumulate(len(labels) for labels in SYMPTOMS.values()))
    starts = [0, *ends[:-1]]
    return tuple(
        Cluster(key=key, name=name, items=tuple(range(start + 1, end + 1)))
        for (key, name), start, end in zip(SYMPTOMS, starts, ends, strict=True)
    )


CLUSTERS: Final = _clusters()
NIGHTMARES: Final = next(n for n, label in enumerate(SYMPTOMS["B", "Intrusion"], 1) if label == "Bad dreams of it")
SLEEP: Final = CLUSTERS[-1].items[-1]


def provisional(answers: Answers) -> Truth:
    """Does the pattern of answers suggest PTSD? Unknown while left-out items could tell; an interview decides."""
    verdict = YES
    for cluster in CLUSTERS:
        verdict &= _enough([answers[number - 1] for number in cluster.items], int(NEEDED[cluster.key].to("1")))
    return verdict


def _enough(answers: list[int | None], needed: int) -> Truth:
    endorsed = sum(answer is not None and answer >= Pcl5.endorsed.to("points") for answer in answers)
    if endorsed >= needed:
        return YES
    return UNKNOWN if endorsed + answers.count(None) >= needed else NO


def above_cut(score: Score) -> Truth:
    """Is the total in the range of probable PTSD? Unknown between the two published cuts, and for an unknown total."""
    if score.total is None:
        return UNKNOWN
    if score.total >= Pcl5.highest_cut.to("points"):
        return YES
    return NO if score.total < Pcl5.lowest_cut.to("points") else UNKNOWN


PCL5: Final = Scale(
    key="pcl-5",
    name="PCL-5",
    area=Area.TRAUMA,
    items=numbered([label for labels in SYMPTOMS.values() for label in labels], STEPS),
    clusters=CLUSTERS,
    recall="past month",
    rights="A work of the US Department of Veterans Affairs, not copyrighted. Leeward ships its own short labels.",
    cites=(
        *Pcl5.rows(),
        Reference(PCL5_SCORING, "20 items of 0 to 4; clusters B 1-5, C 6-7, D 8-14, E 15-20"),
        Reference(PCL5_SCORING, "item 20 is sleep", Status.RECALLED),
        Reference(PCL5_LOINC, "LOINC codes of panel and total; their text says civilian, past month"),
    ),
    loinc_panel="101697-1",
    loinc_total="101698-9",
    note="No published bands of severity. Runs higher than CAPS-5 in the same person: the two are never mixed. "
    "Not interchangeable with the PCL of DSM-IV.",
)

# LOINC's panel asks for a month, so a weekly list has no code of its own.
PCL5_WEEK: Final = replace(
    PCL5, key="pcl-5-week", name="PCL-5, past week", recall="past week", loinc_panel="", loinc_total=""
)
