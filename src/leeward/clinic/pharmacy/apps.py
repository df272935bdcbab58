"""How Django finds this app."""

from django.apps import AppConfig


class PharmacyConfig(AppConfig):
    """Pharmacy: the controlled drug's stock and its ledger."""

    name = "leeward.clinic.pharmacy"
