"""How Django finds this app."""

from django.apps import AppConfig


class TherapyConfig(AppConfig):
    """Therapy: the plan of psychotherapy, its sessions, private notes, and the outside therapist's part."""

    name = "leeward.clinic.therapy"
