"""The roles of the people who work here."""

from collections.abc import Mapping
from typing import Final

from django.db import models


class Role(models.TextChoices):
    """What somebody is here to do; each person has one."""

    FRONT_DESK = "front_desk", "Front desk"
    NURSE = "nurse", "Nurse"
    PRESCRIBER = "prescriber", "Prescriber"
    THERAPIST = "therapist", "Therapist"
    MEDICAL_DIRECTOR = "medical_director", "Medical director"
    ADMINISTRATOR = "administrator", "Administrator"
    RESEARCHER = "researcher", "Researcher"


# What a role will have its own pages for, and how it is done until then: said on its first page.
NOT_YET: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.ADMINISTRATOR: (
        "Accounts have no pages yet: on the server, “leeward staff” opens and closes them and sets passwords.",
        "Patients' records are not open to an administrator. That is on purpose.",
    ),
    Role.RESEARCHER: (
        "Research has no pages yet: this version keeps no registry and exports nothing without names.",
        "Patients' records are not open to a researcher. That is on purpose.",
    ),
}
PRESCRIBERS: Final = (Role.PRESCRIBER, Role.MEDICAL_DIRECTOR)
CHAIRSIDE: Final = (Role.NURSE, *PRESCRIBERS)
CARE_TEAM: Final = (*CHAIRSIDE, Role.THERAPIST)
DESK: Final = (Role.FRONT_DESK, *CHAIRSIDE)
KNOWS_PATIENTS: Final = (Role.FRONT_DESK, *CARE_TEAM)
