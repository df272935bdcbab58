"""Courses: the plan of a person's course, what was chosen after each session, and the long-term safety record."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person
from leeward.clinic.scheduling.models import Booking


class CoursePlan(models.Model):
    """A series of infusions that a clinician planned, with everything that its days were computed from."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="course_plans")
    schedule = models.CharField(max_length=30)
    inputs = models.JSONField()
    result = models.JSONField()
    protocol_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")

    def __str__(self) -> str:
        return self.schedule


class CourseEnd(models.Model):
    """A course that was ended, and why."""

    append_only = True

    plan = models.OneToOneField(CoursePlan, on_delete=models.PROTECT, related_name="end")
    says = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"ended: {self.says}"


class CourseSession(models.Model):
    """One session of a course in the calendar; a missed one that is made up for has a further row of its number."""

    append_only = True

    plan = models.ForeignKey(CoursePlan, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    instead_of = models.PositiveSmallIntegerField(default=0)  # the missed one that it makes up for; 0 for none
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="course_session")

    class Meta:
        ordering = ("plan", "number", "pk")

    def __str__(self) -> str:
        return f"session {self.number}"


class Adaptation(models.Model):
    """What Leeward offered after a session and what a clinician chose, with everything that it was made from."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adaptations")
    plan = models.ForeignKey(CoursePlan, on_delete=models.PROTECT, null=True, blank=True, related_name="adaptations")
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, null=True, blank=True, related_name="adaptations")
    inputs = models.JSONField()
    result = models.JSONField()
    chosen = models.CharField(max_length=60)
    reason = models.TextField()
    protocol_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="courses_a_choice_says_why"),)

    def __str__(self) -> str:
        return self.chosen


class SafetyResult(models.Model):
    """One result of the long-term safety schedule: what was measured or asked in a domain."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safety_results")
    domain = models.CharField(max_length=30)
    values = models.JSONField()
    source = models.CharField(max_length=200)
    taken_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-taken_on", "-at", "-pk")

    def __str__(self) -> str:
        return f"{self.domain} of {self.taken_on:%d-%b-%Y}"


class SafetyDecision(models.Model):
    """What a clinician decided about a result beyond a limit."""

    append_only = True

    class Kind(models.TextChoices):
        """What it means for the next infusion."""

        GO_ON = "go on", "Go on: looked into"
        HOLD = "hold", "Hold: no infusion until another result"

    result = models.ForeignKey(SafetyResult, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        get_latest_by = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="courses_a_safety_decision_says_why"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"


class CourseReview(models.Model):
    """A prescriber saw the person after something serious, and wrote why infusions may go on."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="course_reviews")
    says = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(says=""), name="courses_a_review_says_why"),)

    def __str__(self) -> str:
        return f"reviewed: {self.says}"


class SafetyOverride(models.Model):
    """A medical director lets one day's infusion be given though a domain is overdue or held, where a protocol may."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safety_overrides")
    domain = models.CharField(max_length=30)
    on = models.DateField()
    reason = models.TextField()
    protocol_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="courses_an_override_says_why"),)

    def __str__(self) -> str:
        return f"{self.domain} let pass on {self.on:%d-%b-%Y}: {self.reason}"
