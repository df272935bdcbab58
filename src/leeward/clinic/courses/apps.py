"""How Django finds this app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """Courses: the series of infusions and its report."""

    name = "leeward.clinic.courses"
