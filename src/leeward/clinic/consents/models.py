"""Consent: the versions of the text, who signed which, word for word, and what was taken back."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from leeward.clinic.people.models import Person


class ConsentVersion(models.Model):
    """One version of the text: Leeward's words with what the clinic adds; the latest counts."""

    append_only = True

    number = models.PositiveIntegerField(unique=True)
    text_id = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    own = models.TextField(blank=True)  # the clinic's own paragraph
    text = models.TextField()  # all of it, but for what is about a person
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"version {self.number}"


class ConsentSignature(models.Model):
    """A person signed: the exact text that was on the screen, its hash, and a seal over all that was recorded."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_signatures")
    version = models.ForeignKey(ConsentVersion, on_delete=models.PROTECT, related_name="signatures")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    agreed = models.JSONField(default=list)  # keys of the points
    typed_name = models.CharField(max_length=200)
    drawing = models.JSONField(default=list)  # strokes of points, in a box of 1000 by 300
    language = models.CharField(max_length=10)
    interpreter = models.CharField(max_length=200, blank=True)
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(typed_name=""), name="consents_a_signature_has_a_name"),)

    def __str__(self) -> str:
        return f"{self.typed_name}, {self.version}"


class ConsentWithdrawal(models.Model):
    """A person took the consent back: it ends whatever was signed before."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_withdrawals")
    says = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(says=""), name="consents_a_withdrawal_says_how"),)

    def __str__(self) -> str:
        return f"withdrawn: {self.says}"
