"""Monitors: the register of devices, its checklist, what was set aside, and who looked at it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q


class Device(models.Model):
    """One device that may speak here; every change of it is in the audit."""

    class Protocol(models.TextChoices):
        """How it speaks."""

        HL7 = "hl7", "HL7 v2 over MLLP"
        JSON = "json", "JSON lines over TCP"
        SDC = "sdc", "IEEE 11073 SDC"
        FHIR = "fhir", "FHIR R4 over HTTP"
        CSV = "csv", "CSV over HTTP"

    class Mode(models.TextChoices):
        """What its data are at most: a message may say less of itself, and never more."""

        REAL = "real", "Real"
        TEST = "test", "Test"
        DEMO = "demo", "Simulated"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    make = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    protocol = models.CharField(max_length=4, choices=Protocol)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.TEST)
    addresses = models.JSONField(default=list, blank=True)
    """Addresses and networks that it may call from, as text; none: any."""
    codes = models.JSONField(default=list, blank=True)
    """Rows of its own table: code, system, kind, site."""
    units = models.JSONField(default=list, blank=True)
    """Its own spellings of units: spelling, unit."""
    secret_hash = models.CharField(max_length=64, blank=True)
    secret_at = models.DateTimeField(null=True, blank=True)
    certificate = models.CharField(max_length=64, blank=True)
    """SHA-256 of the TLS certificate (DER) by which it proves itself, in hexadecimal; empty: none is asked for."""
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """None: taken over from the pairings of an older version."""
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retired_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("name", "registered_at")
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=Q(retired_at__isnull=True), name="monitors_one_device_of_a_name"
            ),
            models.UniqueConstraint(
                fields=("secret_hash",), condition=~Q(secret_hash=""), name="monitors_a_secret_is_one_devices"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="monitors_a_device_has_a_name"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | ~Q(retired_why=""), name="monitors_a_device_retires_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CheckLine(models.Model):
    """Somebody tried one line of the checklist on this device; the latest word on a line holds."""

    append_only = True

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="check_lines")
    line = models.CharField(max_length=30)
    is_met = models.BooleanField()
    says = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(is_met=True) | ~Q(says=""), name="monitors_what_fails_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.line}: {'met' if self.is_met else 'not met'}"


class Tally(models.Model):
    """What came of one sender on one day: counts, when it was last heard, and how far its clock was off.

    It is brought up every few seconds while a monitor sends, and is no deed of anybody: the audit would be full of it.
    """

    is_audited = False

    sender = models.CharField(max_length=120)
    day = models.DateField()
    kept = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField()
    peer = models.CharField(max_length=120, blank=True)
    clock_offset_s = models.FloatField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    problem_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("sender", "-day")
        verbose_name_plural = "tallies"
        constraints = (models.UniqueConstraint(fields=("sender", "day"), name="monitors_one_tally_a_day"),)

    def __str__(self) -> str:
        return f"{self.sender}, {self.day:%d-%b-%Y}"


class Quarantine(models.Model):
    """A message that could not be used, and the sentence that says why; it is looked at by a person."""

    append_only = True

    device_id = models.CharField(max_length=120, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField()
    why = models.TextField()
    readings = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "infusions_quarantine"  # where it lay before there was a register
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return self.why


class Unreadable(models.Model):
    """The beginning of something that was no message, with the address that it came from."""

    append_only = True

    device_id = models.CharField(max_length=120, blank=True)
    peer = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    why = models.CharField(max_length=400)
    head = models.CharField(max_length=400, blank=True)
    """Its first characters, what cannot be printed as \\x.."""

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name_plural = "unreadable"
        indexes = (models.Index(fields=("peer", "received_at"), name="monitors_unreadable_by_peer"),)

    def __str__(self) -> str:
        return self.why


class Looked(models.Model):
    """Somebody looked at what was set aside of one sender for one reason, up to an instant, and says what it was."""

    class What(models.TextChoices):
        """Which of the two piles."""

        REFUSED = "refused", "Not used"
        UNREADABLE = "unreadable", "Not readable"

    append_only = True

    what = models.CharField(max_length=10, choices=What)
    sender = models.CharField(max_length=120, blank=True)
    why = models.TextField()
    until = models.DateTimeField()
    says = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "looked"
        constraints = (models.CheckConstraint(condition=~Q(says=""), name="monitors_looking_leaves_a_word"),)

    def __str__(self) -> str:
        return self.says
