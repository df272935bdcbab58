"""How Django finds this app."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    """Protocols: the clinic's own limits, drafted, signed, kept for ever."""

    name = "leeward.clinic.protocols"
