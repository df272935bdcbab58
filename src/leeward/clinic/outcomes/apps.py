"""How Django finds this app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Outcomes: scored questionnaires over time."""

    name = "leeward.clinic.outcomes"
