"""How Django finds this app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal: what a patient answers at home."""

    name = "leeward.clinic.portal"
