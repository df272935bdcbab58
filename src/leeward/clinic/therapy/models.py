"""Therapy: plans of psychotherapy, their sessions, notes that are sealed, who may read them, and outside therapists."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from leeward.clinic.people.models import Person
from leeward.clinic.portal.models import Link, LinkEvent
from leeward.clinic.scheduling.models import Booking


class OutsideTherapist(models.Model):
    """A therapist who works elsewhere and has no account here."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)  # by which the code is told
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TherapyPlan(models.Model):
    """So many sessions of one kind with one therapist, of this clinic or from outside."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="therapy_plans")
    kind = models.CharField(max_length=30)  # a value of course.therapy's kinds
    sessions = models.PositiveSmallIntegerField()
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside = models.ForeignKey(OutsideTherapist, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(therapist=None) ^ Q(outside=None), name="therapy_one_therapist_of_here_or_from_outside"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sessions} sessions, {self.kind}"


class PlanEnd(models.Model):
    """A plan that is over before its sessions are, and why."""

    append_only = True

    plan = models.OneToOneField(TherapyPlan, on_delete=models.PROTECT, related_name="end")
    says = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"ended: {self.says}"


class TherapySession(models.Model):
    """One session of a plan, in the calendar."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(TherapyPlan, on_delete=models.PROTECT, related_name="placed")
    number = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="therapy_session")

    class Meta:
        ordering = ("plan", "number", "pk")

    def __str__(self) -> str:
        return f"session {self.number} of {self.plan}"


class SessionHeld(models.Model):
    """That a session took place, its kind and the homework: what everybody of the care team sees. Never its content."""

    append_only = True

    session = models.OneToOneField(TherapySession, on_delete=models.PROTECT, related_name="held")
    kind = models.CharField(max_length=30)
    minutes = models.PositiveSmallIntegerField()
    homework = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outside = models.ForeignKey(OutsideTherapist, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "sessions held"
        constraints = (
            models.CheckConstraint(
                condition=Q(by=None) ^ Q(outside=None), name="therapy_one_therapist_tells_that_it_was_held"
            ),
        )

    def __str__(self) -> str:
        return f"held, {self.minutes} min"


class TherapyNote(models.Model):
    """What a therapist wrote for themselves: sealed in the database, and never copied into the audit."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(TherapySession, on_delete=models.PROTECT, related_name="notes")
    sealed = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return "a note"


class NoteReader(models.Model):
    """The patient named somebody who may read a therapist's notes, or took it back; the newest of the two holds."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="note_readers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    may_read = models.BooleanField()
    says = models.CharField(max_length=400)  # how the patient said so
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        get_latest_by = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(says=""), name="therapy_a_reader_is_named_in_words"),)

    def __str__(self) -> str:
        return f"{self.reader} {'may' if self.may_read else 'may not'} read notes of {self.author}"


class OutsideLink(Link):
    """A link for an outside therapist to their own part of one plan; it opens once, with a code told by telephone."""

    writes_as = "outside therapist"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outside_links")
    plan = models.ForeignKey(TherapyPlan, on_delete=models.PROTECT, related_name="links")
    code_hash = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"outside link {self.pk}"


class OutsideEvent(LinkEvent):
    """One thing that happened to a link."""

    link = models.ForeignKey(OutsideLink, on_delete=models.PROTECT, related_name="events")
