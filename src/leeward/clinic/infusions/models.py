"""Infusions: the journal of what happened at the chair, and the readings of its devices."""

from typing import Final
from uuid import uuid4

from django.db import models
from django.db.models import Q

OCCUPIES_A_CHAIR: Final = ("ready", "running", "paused", "recovering")


class Infusion(models.Model):
    """One infusion; `state` is a copy for lists of what the journal says."""

    class Mode(models.TextChoices):
        """Whose data may enter: a real patient's, a test's, or the simulation's, and never two of them."""

        REAL = "real", "Real"
        TEST = "test", "Test"
        DEMO = "demo", "Simulated"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="infusions")
    number = models.PositiveSmallIntegerField()
    order = models.OneToOneField(
        "plans.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="infusion"
    )
    order_snapshot = models.JSONField()
    chair = models.CharField(max_length=20)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.REAL)
    state = models.CharField(max_length=20, default="planned")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("person", "number"), name="infusion_number_once_per_person"),
            models.UniqueConstraint(
                fields=("chair",), condition=Q(state__in=OCCUPIES_A_CHAIR), name="one_infusion_at_a_chair"
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(state__in=OCCUPIES_A_CHAIR), name="one_infusion_of_a_person_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Infusion {self.number}, chair {self.chair}"


class JournalEntry(models.Model):
    """One event with the hash of the one before; rows are added and never changed."""

    append_only = True

    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="journal")
    seq = models.PositiveIntegerField()
    event_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("infusion", "seq")
        verbose_name_plural = "journal entries"
        constraints = (models.UniqueConstraint(fields=("infusion", "seq"), name="one_entry_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Reading(models.Model):
    """One value of one device at one instant; an artefact is marked in the journal, never here."""

    append_only = True

    reading_id = models.UUIDField(unique=True)
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="readings")
    kind = models.CharField(max_length=30)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=12)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    device = models.CharField(max_length=120, blank=True)
    validity = models.CharField(max_length=20)
    mode = models.CharField(max_length=4)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("infusion", "kind", "at"), name="reading_by_kind_and_time"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.value} {self.unit}"


class FrameBatch(models.Model):
    """What one transaction of a gateway kept, sealed by a hash over its frames and over the batch before.

    It stands for the audit's copy: whoever changes, adds or takes away a frame behind our back breaks it.
    """

    append_only = True
    is_audited = False

    origin = models.CharField(max_length=60)
    seq = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField()
    rows = models.PositiveIntegerField(help_text="frames")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("origin", "seq")
        verbose_name_plural = "frame batches"
        constraints = (models.UniqueConstraint(fields=("origin", "seq"), name="one_frame_batch_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.origin} {self.seq}"


class Frame(models.Model):
    """One message of a device with all its readings; a message that is sent twice is one frame.

    Written by the gateway alone (`frames.py`); `at` is the newest measurement in it.
    """

    append_only = True
    is_audited = False  # a thousand a second: their batch is sealed instead

    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="frames", db_index=False)
    device = models.CharField(max_length=120)
    message_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    mode = models.CharField(max_length=4)
    news = models.PositiveIntegerField(help_text="a bit for each kind measured anew, in the order of VitalKind")
    rows = models.TextField(help_text="compact JSON, see frame_rows.py")
    batch = models.ForeignKey(
        FrameBatch, on_delete=models.PROTECT, related_name="frames", db_index=False, db_constraint=False
    )

    class Meta:
        ordering = ("at", "id")
        # The time comes first, so that what is written in one second lies together: by the device each message would
        # be a page of its own in every commit.
        constraints = (models.UniqueConstraint(fields=("at", "device", "message_id"), name="a_message_is_one_frame"),)
        # The way to an infusion's frames is another on each database, and made by the migrations: see `frame_blocks`.

    def __str__(self) -> str:
        return f"{self.device} {self.message_id}"


class FrameRetirement(models.Model):
    """What a gateway kept up to a batch was thinned to one reading a minute: the protocol's time for it was over."""

    append_only = True

    origin = models.CharField(max_length=60)
    up_to_seq = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, help_text="of that batch: the chain goes on from it")
    frames = models.PositiveBigIntegerField(help_text="that were taken away")
    readings = models.PositiveBigIntegerField(help_text="that stay of them")
    kept_before = models.DateTimeField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.origin} up to {self.up_to_seq}"


class DevicePairing(models.Model):
    """Whose readings a device's are: a person said so, from one instant until another.

    `told_patient` and `told_place` are what the device first said of itself under this pairing: they never decide
    whose readings these are, but when they change somebody has to look (H18).
    """

    device_id = models.CharField(max_length=120)
    told_patient = models.CharField(max_length=200, blank=True)
    told_place = models.CharField(max_length=200, blank=True)
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="pairings")
    paired_at = models.DateTimeField()
    paired_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-paired_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("device_id",), condition=Q(ended_at__isnull=True), name="a_device_serves_one_infusion"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="") | Q(ended_at__isnull=False) & ~Q(ended_by=""),
                name="a_pairing_ended_by_someone",
            ),
        )

    def __str__(self) -> str:
        return self.device_id


class LateEntry(models.Model):
    """What a tablet charted without network, as it came, and what became of it: the receipt that makes it once.

    `events` are those that found no place when it came; what comes later may make room for them.
    """

    append_only = True

    class Answer(models.TextChoices):
        """What became of an entry."""

        STORED = "stored", "Stored"
        NOTED = "noted", "Written as a note"

    entry_id = models.UUIDField(unique=True)
    infusion = models.ForeignKey(Infusion, on_delete=models.PROTECT, related_name="late_entries")
    by = models.CharField(max_length=150)
    verb = models.CharField(max_length=40)
    fields = models.JSONField()
    told_at = models.DateTimeField(help_text="by the tablet's clock")
    at = models.DateTimeField(help_text="by the server's clock")
    received_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer)
    says = models.TextField(blank=True)
    events = models.JSONField(default=list)

    class Meta:
        ordering = ("received_at", "id")
        verbose_name_plural = "late entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.answer}"
