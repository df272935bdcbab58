"""How Django finds this app."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Upkeep: health, readiness, and the page that the director looks at."""

    name = "leeward.clinic.upkeep"
