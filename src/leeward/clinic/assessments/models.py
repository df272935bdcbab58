"""Assessments: what was charted, and whether treatment may start."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from leeward.clinic.people.models import Person


class ChartEntry(models.Model):
    """One answer or measurement, with who charted it and when; the latest of a key holds."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chart_entries")
    key = models.CharField(max_length=60)
    value = models.JSONField()  # {"truth": "yes"} or {"value": 70.2, "unit": "kg", "taken_at": "2026-11-23"}
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "chart entries"
        indexes = (models.Index(fields=("person", "key", "at"), name="assessments_latest_of_key"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class MedicationList(models.Model):
    """The medicines as reconciled once; the latest list holds, none means not asked."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="medication_lists")
    names = models.JSONField(default=list)  # as told, with dose; an empty list means none taken
    source = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return ", ".join(self.names) or "no medicines"


class SpecialistApproval(models.Model):
    """A named specialist's approval of one finding."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    rule_key = models.CharField(max_length=120)
    specialist = models.CharField(max_length=120)
    on = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.rule_key}: {self.specialist}"


class ExclusionOverride(models.Model):
    """One step of setting an exclusion aside: proposed by one person, confirmed by another, or withdrawn."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusion_overrides")
    override_id = models.UUIDField(db_index=True)
    rule_key = models.CharField(max_length=120)
    step = models.CharField(max_length=10)  # proposed, confirmed or withdrawn
    name = models.CharField(max_length=150)  # as it was when the step was signed
    office = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("override_id", "step"), name="assessments_override_step_once"),)

    def __str__(self) -> str:
        return f"{self.rule_key}: {self.step}"


class TreatmentTrial(models.Model):
    """A psychotherapy or a medicine that was tried; the latest row of a trial holds, or takes it back."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="treatment_trials")
    trial_id = models.UUIDField(db_index=True)
    part = models.CharField(max_length=20)  # psychotherapies or medicines
    told = models.JSONField(default=dict)  # as assessment.history_reading reads it; what is not known is left out
    is_taken_back = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.told.get("medicine") or self.told.get("name") or self.told.get("therapy", ""))


class HistoryAnswer(models.Model):
    """Whether a list of treatments tried is complete, as told once; the latest of a part holds."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="history_answers")
    part = models.CharField(max_length=20)
    complete = models.CharField(max_length=7)  # yes, no or unknown
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.part}: {self.complete}"


class RecordImport(models.Model):
    """A record imported from another system: what was taken from it, and what was not and why."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    taken = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ImportLeft(models.Model):
    """Alike resources of one imported record of which nothing was taken, why, and the id of each."""

    append_only = True

    record = models.ForeignKey(RecordImport, on_delete=models.PROTECT, related_name="left")
    kind = models.CharField(max_length=200)
    called = models.CharField(max_length=200)
    why = models.TextField()
    ids = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "imports left"

    def __str__(self) -> str:
        return f"{self.kind}: {self.called}"


class Assessment(models.Model):
    """A suitability decision, with everything that it was made from."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    outcome = models.CharField(max_length=20)
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
        return f"{self.outcome}, {timezone.localtime(self.at):%d-%b-%Y %H:%M}"
