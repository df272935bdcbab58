"""Aftercare: calls that were agreed, links that went home, what was told on the day after, and what was done."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person
from leeward.clinic.portal.models import Link, LinkEvent


class AgreedCall(models.Model):
    """When and where the patient is called on the day after; the last that was agreed for an infusion holds."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreed_calls")
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="agreed_calls")
    due_at = models.DateTimeField()
    phone = models.CharField(max_length=40, blank=True)
    next_visit = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("infusion", "pk")

    def __str__(self) -> str:
        return f"call of {self.due_at:%d-%b-%Y %H:%M}"


class AftercareLink(Link):
    """A link to the instructions of one infusion and to the questions of the day after."""

    writes_as = "aftercare"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aftercare_links")
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="aftercare_links")

    def __str__(self) -> str:
        return f"aftercare link {self.pk}"


class AftercareEvent(LinkEvent):
    """One thing that happened to a link."""

    link = models.ForeignKey(AftercareLink, on_delete=models.PROTECT, related_name="events")


class CheckIn(models.Model):
    """One try to hear from the patient: answers on the telephone, answers on the page, no answer, or given up."""

    append_only = True

    class Kind(models.TextChoices):
        """What it was."""

        CALLED = "called", "Answered on the telephone"
        WRITTEN = "written", "Answered on the page"
        UNANSWERED = "unanswered", "Nobody answered"
        CLOSED = "closed", "Closed without an answer"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="check_ins")
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="check_ins")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    answers = models.JSONField(default=dict)
    is_heard = models.BooleanField(default=False)  # answered, and whether there were thoughts of self-harm is known
    has_concerns = models.BooleanField(default=False)  # a follow-up then says what was done
    says = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("infusion", "number")
        verbose_name_plural = "check-ins"
        constraints = (
            models.UniqueConstraint(fields=("infusion", "number"), name="aftercare_check_ins_are_numbered_once"),
            models.CheckConstraint(
                condition=Q(kind="written", by=None) | ~Q(kind="written") & Q(by__isnull=False),
                name="aftercare_only_the_patient_writes_without_an_account",
            ),
            models.CheckConstraint(condition=~Q(kind="closed", says=""), name="aftercare_closing_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d-%b-%Y %H:%M}"


class FollowUp(models.Model):
    """What was done about the answers of a check-in."""

    append_only = True

    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="follow_up")
    did = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(did=""), name="aftercare_follow_up_says_what_was_done"),)

    def __str__(self) -> str:
        return self.did
