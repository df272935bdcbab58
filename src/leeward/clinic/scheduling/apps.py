"""How Django finds this app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """Scheduling: chairs, who works when, closed days, and what is booked."""

    name = "leeward.clinic.scheduling"
