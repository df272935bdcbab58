"""How Django finds this app."""

from django.apps import AppConfig


class PatientConfig(AppConfig):
    """Patient: the patient's own pages."""

    name = "leeward.clinic.patient"
