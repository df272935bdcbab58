"""How Django finds this app, and when its cache table is made."""

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Web: what every page shares."""

    name = "leeward.clinic.web"

    def ready(self) -> None:
        # The cache counts sign-in attempts for all server processes together; its table belongs to no model.
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="web.cache_table")


def _make_cache_table(*, using: str, **_: object) -> None:
    call_command("createcachetable", database=using, verbosity=0)
