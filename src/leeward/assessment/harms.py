"""What a person has to be told before consenting: how often what was felt, and what the two trials found."""

from leeward.evidence import Facts, cite
from leeward.evidence.sources import ABDALLAH_2022, FEDER_2021, RODRIGUES_2022, SPRAVATO_HCP

_COHORT = "abstract: clinic cohort, ketamine by vein for depression"
_LABEL = "adverse reactions, short-term trials; the nasal sister drug, for depression"


class FeltByVein(Facts):
    """People out of a hundred who had it, ketamine by vein, 203 people treated for depression, not for PTSD."""

    drowsiness = cite("56.4 %", RODRIGUES_2022, at=_COHORT)
    dizziness = cite("45.2 %", RODRIGUES_2022, at=_COHORT)
    pressure_rise = cite("44.3 %", RODRIGUES_2022, at=f"{_COHORT}; 165/100 mmHg or more")
    pressure_treated = cite("12 %", RODRIGUES_2022, at=f"{_COHORT}; of those with the rise")
    dissociation = cite("35.6 %", RODRIGUES_2022, at=_COHORT)
    nausea = cite("13.3 %", RODRIGUES_2022, at=_COHORT)
    withdrew = cite("5 %", RODRIGUES_2022, at=f"{_COHORT}; fewer than 5 % withdrew")
    people = cite("203 people", RODRIGUES_2022, at=_COHORT)


class FeltWithNasalSpray(Facts):
    """The same for the nasal sister drug, which was compared with a spray without drug."""

    dissociation = cite("41 %", SPRAVATO_HCP, at=_LABEL)
    dissociation_without = cite("9 %", SPRAVATO_HCP, at=_LABEL)
    dizziness = cite("29 %", SPRAVATO_HCP, at=_LABEL)
    dizziness_without = cite("8 %", SPRAVATO_HCP, at=_LABEL)
    nausea = cite("28 %", SPRAVATO_HCP, at=_LABEL)
    nausea_without = cite("9 %", SPRAVATO_HCP, at=_LABEL)
    anxiety = cite("13 %", SPRAVATO_HCP, at=_LABEL)
    anxiety_without = cite("6 %", SPRAVATO_HCP, at=_LABEL)
    vomiting = cite("9 %", SPRAVATO_HCP, at=_LABEL)
    vomiting_without = cite("2 %", SPRAVATO_HCP, at=_LABEL)
    headache = cite("20 %", SPRAVATO_HCP, at=_LABEL)
    headache_without = cite("17 %", SPRAVATO_HCP, at=_LABEL)


class Found(Facts):
    """What the positive and the null trial found for PTSD."""

    small_people = cite("30 people", FEDER_2021, at="abstract")
    responded = cite("67 %", FEDER_2021, at="abstract digest: 30 % or more lower CAPS-5 at two weeks")
    responded_with_midazolam = cite("20 %", FEDER_2021, at="abstract digest")
    lasted = cite("27.5 d", FEDER_2021, at="abstract digest: median time to loss of response, in those who responded")
    large_people = cite("158 people", ABDALLAH_2022, at="abstract")
