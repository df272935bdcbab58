"""How Django finds this app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments: what was charted, and whether treatment may start."""

    name = "leeward.clinic.assessments"
