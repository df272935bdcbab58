"""How Django finds this app."""

from django.apps import AppConfig


class AftercareConfig(AppConfig):
    """Aftercare: what follows an infusion."""

    name = "leeward.clinic.aftercare"
