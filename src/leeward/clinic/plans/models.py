"""Plans: what could be given, what a prescriber approved, how it is drawn up, and what it taught."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from leeward.clinic.assessments.models import Assessment
from leeward.clinic.people.models import Person


class Proposal(models.Model):
    """Options put side by side for one person, with everything that they were computed from."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="proposals")
    inputs = models.JSONField()
    result = models.JSONField()
    protocol_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{len(self.result['options'])} options, computed {timezone.localtime(self.at):%d-%b-%Y %H:%M}"


class Order(models.Model):
    """The option that a prescriber approved: one infusion."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="orders")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="orders")
    option_key = models.CharField(max_length=30)
    dose_mg = models.FloatField()
    minutes = models.FloatField()
    dosing_weight_kg = models.FloatField()
    dosing_weight_kind = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    second_person = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-approved_at",)
        get_latest_by = "approved_at"

    def __str__(self) -> str:
        return f"{self.dose_mg:g} mg over {self.minutes:g} min"


class SecondPerson(models.Model):
    """Who decided with the prescriber past a hard limit, proved by their own password.

    An order of before this table names the second person as typed, and has no row here.
    """

    append_only = True

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="seconded")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"decided with {self.by.name}"


class OrderOfDay(models.Model):
    """The one place that an order of a person takes on its day; the next place is free once that one is withdrawn.

    Two approvals at the same moment ask for the same place, and the database gives it to one (H13).
    """

    append_only = True

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="of_day")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("day", "place")
        verbose_name_plural = "orders of the day"
        constraints = (
            models.UniqueConstraint(fields=("person", "day", "place"), name="plans_one_order_of_a_person_at_a_time"),
        )

    def __str__(self) -> str:
        return f"{self.day:%d-%b-%Y}, place {self.place}"


class Withdrawal(models.Model):
    """An order taken back before it was given: nothing is prepared or planned from it any more."""

    append_only = True

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"withdrawn: {self.reason}"


class Preparation(models.Model):
    """How an order is drawn up from the vial at hand, and the second person who recomputed it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="preparations")
    vial = models.JSONField()
    result = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        get_latest_by = "at"

    def __str__(self) -> str:
        return f"{self.result['drug_ml']:g} mL of {self.vial['strength_mg_per_ml']:g} mg/mL"


class SecondCheck(models.Model):
    """Another person read the vial's label and computed the same; nothing starts without."""

    append_only = True

    preparation = models.OneToOneField(Preparation, on_delete=models.PROTECT, related_name="second_check")
    drug_ml = models.FloatField()
    strength_mg_per_ml = models.FloatField()
    rate_ml_per_h = models.FloatField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"agreed by {self.by.name}"


class Disagreement(models.Model):
    """A second person found something else than was prepared; it stays in the record whatever came after."""

    append_only = True

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="disagreements")
    what = models.TextField()
    lot = models.CharField(max_length=40)
    drug_ml = models.FloatField()
    strength_mg_per_ml = models.FloatField()
    rate_ml_per_h = models.FloatField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.what


class Lesson(models.Model):
    """What one infusion taught, with everything that it was computed from; the newest of an order counts."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lessons")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lessons")
    started_at = models.DateTimeField()
    mode = models.CharField(max_length=4)
    inputs = models.JSONField()
    result = models.JSONField()
    protocol_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"lesson of {timezone.localtime(self.started_at):%d-%b-%Y %H:%M}"
