"""Reads and changes: two tables that only grow."""

from django.db import models


class Read(models.Model):
    """Somebody asked for a page about a patient."""

    append_only = True

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    person_id = models.UUIDField(db_index=True)
    page = models.CharField(max_length=100)
    method = models.CharField(max_length=10)
    status = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.actor} {self.method} {self.page} {self.status}"


class Change(models.Model):
    """A row was written. Rows come from the triggers of `audit.triggers`, never from Python."""

    class Kind(models.TextChoices):
        """What was done to the row."""

        INSERT = "insert"
        UPDATE = "update"
        DELETE = "delete"

    append_only = True

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150)
    table = models.CharField(max_length=64)
    row = models.CharField(max_length=64)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("table", "row"), name="audit_change_row"),)

    def __str__(self) -> str:
        return f"{self.actor} {self.kind} {self.table} {self.row}"
