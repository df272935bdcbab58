"""How Django finds this app."""

from django.apps import AppConfig


class MonitorsConfig(AppConfig):
    """Monitors: which devices may speak here, and what of their messages could not be used."""

    name = "leeward.clinic.monitors"
