"""How Django finds this app, and when the triggers are put in place."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """Audit: who read what, and who changed what."""

    name = "leeward.clinic.audit"

    def ready(self) -> None:
        # The only signals in the house: tables change in `migrate` and nowhere else, no function of ours is called
        # there, and a table without its triggers would go unrecorded without anyone noticing.
        pre_migrate.connect(_make_room, sender=self, dispatch_uid="audit.make_room")
        post_migrate.connect(_install, sender=self, dispatch_uid="audit.install")


def _make_room(*, using: str, plan: list[Any], **_: object) -> None:
    """Remove the triggers if tables are about to change: SQLite refuses to drop a column that a trigger names."""
    from leeward.clinic.audit import triggers

    if plan:
        triggers.remove(connections[using])


def _install(*, using: str, **_: object) -> None:
    """Put the triggers in place."""
    from leeward.clinic.audit import triggers

    triggers.install(connections[using])
