"""How Django finds this app."""

from django.apps import AppConfig


class InfusionsConfig(AppConfig):
    """Infusions: the journal of what happened at the chair."""

    name = "leeward.clinic.infusions"
