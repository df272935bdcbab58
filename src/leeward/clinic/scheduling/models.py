"""Scheduling: chairs and people with their hours, days on which the clinic is closed, and what is booked."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person


class Chair(models.Model):
    """A place in which an infusion is given."""

    append_only = True

    name = models.CharField(max_length=20, unique=True)  # as infusions call it
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"chair {self.name}"


class Told(models.Model):
    """Something that somebody told on a day; the newest of its subject holds, the older ones stay."""

    append_only = True

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")


class ChairHours(Told):
    """When a chair is used: `hours` by weekday ("0" is Monday), each [from, to] by the clinic's clock; {}: not used."""

    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, related_name="hours")
    hours = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"hours of {self.chair}"


class StaffHours(Told):
    """When somebody works, by weekday as `ChairHours` tells it."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hours")
    hours = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"hours of {self.staff}"


class StaffAway(Told):
    """Days on which somebody is not here; `is_away` False: they are, whatever was told before."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="away")
    first = models.DateField()
    last = models.DateField()
    is_away = models.BooleanField(default=True)
    says = models.CharField(max_length=120, blank=True)

    class Meta(Told.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="scheduling_away_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.staff} away {self.first:%d-%b-%Y} to {self.last:%d-%b-%Y}"


class ClinicDay(Told):
    """A day on which the clinic is closed, or open though it was told closed."""

    day = models.DateField(db_index=True)
    is_closed = models.BooleanField()
    says = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.day:%d-%b-%Y} {'closed' if self.is_closed else 'open'}: {self.says}"


class PatientHours(Told):
    """When a patient can come, by weekday as `ChairHours` tells it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hours")
    hours = models.JSONField(default=dict)
    says = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"hours of {self.person}"


class Booking(models.Model):
    """One session of one person in the calendar; where it stands is the last of its events."""

    append_only = True

    class Kind(models.TextChoices):
        """What is done in it."""

        INFUSION = "infusion", "Infusion"
        THERAPY = "therapy", "Psychotherapy"
        REVIEW = "review", "Review"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.person}"


class BookingEvent(models.Model):
    """One thing that happened to a booking, with where it stands after it."""

    append_only = True

    class Kind(models.TextChoices):
        """What happened."""

        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"
        HELD = "held", "Held"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()  # recovery is part of it
    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    says = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("booking", "number")
        constraints = (
            models.UniqueConstraint(fields=("booking", "number"), name="scheduling_events_are_numbered_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="scheduling_a_session_lasts"),
            models.CheckConstraint(
                condition=~Q(kind__in=("moved", "cancelled", "missed")) | ~Q(says=""),
                name="scheduling_a_change_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%d-%b-%Y %H:%M}"


class TakenQuarter(models.Model):
    """A quarter of an hour that a booking takes of a chair, a person, a member of staff or the nurses on duty.

    Two bookings at the same moment ask for the same place, and the database gives it to one. Rows go when a booking
    is moved or cancelled: what happened stands in its events.
    """

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="quarters")
    what = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("starts_at", "what", "place")
        constraints = (
            models.UniqueConstraint(fields=("what", "starts_at", "place"), name="scheduling_each_place_is_taken_once"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.starts_at:%d-%b-%Y %H:%M}"
