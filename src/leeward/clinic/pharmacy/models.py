"""The stock: receipts, vials, the ledger of movements, counts, and what they found. Every table only grows."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person

KINDS = ("received", "drawn", "given", "wasted", "returned", "destroyed", "missed", "corrected")


class VialReceipt(models.Model):
    """Vials of one lot that came in together; strength and volume are the formulary's."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    strength_ug_per_ml = models.PositiveIntegerField()
    volume_ul = models.PositiveIntegerField()
    lot = models.CharField(max_length=40)
    expires_on = models.DateField()
    quantity = models.PositiveSmallIntegerField()
    supplier = models.CharField(max_length=120)
    invoice = models.CharField(max_length=60)
    code = models.CharField(max_length=120, blank=True)  # NDC or GS1, as read from the box
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="pharmacy_receipt_of_some_vials"),)

    def __str__(self) -> str:
        return f"{self.quantity} vials, lot {self.lot}"


class Vial(models.Model):
    """One vial; its number is written on it when it is received."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    receipt = models.ForeignKey(VialReceipt, on_delete=models.PROTECT, related_name="vials")
    number = models.PositiveIntegerField(unique=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"V-{self.number:04d}"


class Drawing(models.Model):
    """What was drawn for one preparation of an order: which vial, for whom, how much, into how large a bag."""

    append_only = True

    preparation_id = models.UUIDField(primary_key=True, editable=False)  # of plans, the app above
    order_id = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    vial = models.ForeignKey(Vial, on_delete=models.PROTECT, related_name="drawings")
    drawn_ul = models.PositiveIntegerField()
    bag_ul = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.drawn_ul} µL of {self.vial}"


class DrugMovement(models.Model):
    """One movement of drug in its place of the chain."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    seq = models.PositiveBigIntegerField(unique=True)
    vial = models.ForeignKey(Vial, on_delete=models.PROTECT, related_name="movements")
    preparation_id = models.UUIDField(null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    amount_ug = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("seq",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_ug__gt=0), name="pharmacy_movement_of_something"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="pharmacy_movement_kind_is_known"),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("by")), name="pharmacy_witness_is_another_person"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("received", "drawn", "given")) | Q(witness__isnull=False),
                name="pharmacy_disposal_is_witnessed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_ug} µg of {self.vial}"


class StockCount(models.Model):
    """Somebody counted what is there, without seeing what should be."""

    class Occasion(models.TextChoices):
        """When in the day."""

        START = "start", "Start of the day"
        END = "end", "End of the day"
        OTHER = "other", "Between"

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    occasion = models.CharField(max_length=5, choices=Occasion.choices)
    also_found = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}, {self.by.name}"


class CountLine(models.Model):
    """One lot's sealed vials (in vials), or one opened vial (in microlitres), counted beside the ledger's."""

    append_only = True

    count = models.ForeignKey(StockCount, on_delete=models.PROTECT, related_name="lines")
    strength_ug_per_ml = models.PositiveIntegerField()
    volume_ul = models.PositiveIntegerField()
    lot = models.CharField(max_length=40)
    expires_on = models.DateField()
    vial = models.ForeignKey(Vial, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveBigIntegerField()
    expected = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.counted} of {self.expected}"


class Discrepancy(models.Model):
    """What was found is not what the ledger says; it stands until two persons resolve it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    says = models.TextField()
    line = models.OneToOneField(CountLine, null=True, blank=True, on_delete=models.PROTECT, related_name="discrepancy")
    drawing = models.ForeignKey(Drawing, null=True, blank=True, on_delete=models.PROTECT, related_name="discrepancies")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)
        verbose_name_plural = "discrepancies"

    def __str__(self) -> str:
        return self.says


class Resolution(models.Model):
    """What two persons found a discrepancy to be."""

    class Outcome(models.TextChoices):
        """What it was."""

        AGREES = "agrees", "Counted again: it agrees with the ledger"
        EXPLAINED = "explained", "Explained; nothing is missing"
        LOST = "lost", "Not found: booked as missing"

    append_only = True

    discrepancy = models.OneToOneField(Discrepancy, on_delete=models.PROTECT, related_name="resolution")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    explanation = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(witness=F("by")), name="pharmacy_resolved_by_two_persons"),)

    def __str__(self) -> str:
        return self.get_outcome_display()
