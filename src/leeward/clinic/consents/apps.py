"""How Django finds this app."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Consent: versioned words, signed, kept for ever, withdrawn at any time."""

    name = "leeward.clinic.consents"
