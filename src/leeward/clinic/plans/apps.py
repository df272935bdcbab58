"""How Django finds this app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans: what was proposed, who approved it, how it is drawn up."""

    name = "leeward.clinic.plans"
