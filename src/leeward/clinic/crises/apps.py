"""How Django finds this app."""

from django.apps import AppConfig


class CrisesConfig(AppConfig):
    """Crises: a positive answer opens a human path at once."""

    name = "leeward.clinic.crises"
