"""Crises: who is on call, what opened a crisis, and every step since; rows are added and never changed."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person
from leeward.outcomes.crisis import Deed


class OnCall(models.Model):
    """Somebody who can be phoned for a while; rank 1 is told first."""

    append_only = True

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="on_call")
    name = models.CharField(max_length=120)  # of the account, or of somebody without one
    phone = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("start", "rank", "pk")
        verbose_name_plural = "on call"
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="crises_a_duty_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="crises_ranks_begin_with_one"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(phone=""), name="crises_on_call_has_name_and_phone"),
        )

    def __str__(self) -> str:
        return f"{self.name}, rank {self.rank}"


class OnCallTakenBack(models.Model):
    """A duty that was entered and does not hold."""

    append_only = True

    on_call = models.OneToOneField(OnCall, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="crises_taking_back_says_why"),)

    def __str__(self) -> str:
        return f"taken back: {self.reason}"


class Crisis(models.Model):
    """One crisis of one person; where it stands is the fold of its steps."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="crises")
    opened_at = models.DateTimeField()
    ranks = models.JSONField(default=list)  # who was on call when it opened, by rank

    class Meta:
        ordering = ("-opened_at",)
        verbose_name_plural = "crises"

    def __str__(self) -> str:
        return f"crisis of {self.opened_at:%d-%b-%Y %H:%M}"


class CrisisStep(models.Model):
    """One step: what was done, by whom, when and why; a number is given once, so that two writers do not both write."""

    append_only = True

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=20, choices=[(deed.value, deed.value) for deed in Deed])
    urgency = models.CharField(max_length=10, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)
    who = models.CharField(max_length=160, blank=True)
    says = models.TextField(blank=True)
    told = models.JSONField(default=dict)  # the answers that opened it; who was named on screen, with their phones
    source = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)  # the account's key, "the patient" or "the clock"
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("crisis", "number")
        constraints = (
            models.UniqueConstraint(fields=("crisis", "number"), name="crises_steps_are_numbered_once"),
            models.UniqueConstraint(
                fields=("source",), condition=~Q(source=""), name="crises_one_record_opens_one_crisis"
            ),
        )
        indexes = (models.Index(fields=("deed", "crisis"), name="crises_steps_by_deed"),)

    def __str__(self) -> str:
        return f"{self.number}. {self.deed}"
