"""The roles of the people who work here."""

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


PRESCRIBERS: Final = (Role.PRESCRIBER, Role.MEDICAL_DIRECTOR)
CHAIRSIDE: Final = (Role.NURSE, *PRESCRIBERS)
CARE_TEAM: Final = (*CHAIRSIDE, Role.THERAPIST)
DESK: Final = (Role.FRONT_DESK, *CHAIRSIDE)
KNOWS_PATIENTS: Final = (Role.FRONT_DESK, *CARE_TEAM)
