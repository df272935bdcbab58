"""Protocols: what is drafted, what was signed, and by whom; nothing is ever changed in place."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DraftChange(models.Model):
    """One number told for the next version; the latest of a row holds, and none means the shipped number.

    A row without a name takes back everything that was drafted before it. What was drafted against an earlier version
    no longer counts once another one is signed.
    """

    append_only = True

    based_on = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    number = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(name="") | ~Q(reason=""), name="protocols_a_change_says_why"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | ~Q(unit=""), name="protocols_a_number_has_its_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.number} {self.unit}" if self.name else "drafted anew"


class ProtocolVersion(models.Model):
    """One version, whole: every row that the clinic set, with its reason; the rest is as shipped."""

    append_only = True

    number = models.PositiveIntegerField(unique=True)
    changes = models.JSONField(default=list)  # [{"name": ..., "number": 130.0, "unit": "mmHg", "reason": ...}]
    digest = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"version {self.number}"


class Signature(models.Model):
    """A medical director signed a version: without this row it judges nothing."""

    append_only = True

    version = models.OneToOneField(ProtocolVersion, on_delete=models.PROTECT, related_name="signature")
    typed_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # of exactly what was shown and signed
    second_factor = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(typed_name=""), name="protocols_a_signature_has_a_name"),)

    def __str__(self) -> str:
        return f"signed by {self.typed_name}"
