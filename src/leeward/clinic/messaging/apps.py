"""How Django finds this app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Messaging: e-mail and text messages to patients."""

    name = "leeward.clinic.messaging"
