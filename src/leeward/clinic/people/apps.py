"""How Django finds this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: staff, patients, and who may do what."""

    name = "leeward.clinic.people"
