"""Outcomes: questionnaires as they were answered, and what was remarked upon them."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from leeward.clinic.people.models import Person


class InstrumentWording(models.Model):
    """The words in which this clinic shows an instrument, and why it may; the newest row of a scale is in force.

    Without content Leeward's own short labels are in force again.
    """

    append_only = True

    scale_key = models.CharField(max_length=40)
    content = models.JSONField(null=True)  # the wording item by item, as it is shown
    document = models.TextField(blank=True)  # the FHIR Questionnaire as it was given
    sha256 = models.CharField(max_length=64, blank=True)  # of the document
    rights = models.TextField()  # why the clinic may show these words, in its own
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("scale_key",), name="outcomes_wording_in_force"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(rights=""), name="outcomes_a_wording_says_its_rights"),
            models.CheckConstraint(
                condition=models.Q(content__isnull=True) | ~models.Q(sha256=""), name="outcomes_a_wording_has_its_hash"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scale_key}: {'own labels' if self.content is None else self.sha256[:12]}"


class ScoreEntry(models.Model):
    """One filled-in questionnaire; the answers are kept, the total stands beside them to be checked against."""

    append_only = True

    class Source(models.TextChoices):
        """How the answers came to us."""

        PATIENT = "patient", "The patient filled it in"
        READ_OUT = "read out", "Read out, the patient answered"
        INTERVIEW = "interview", "A clinician's interview"
        OTHER_RECORD = "other record", "Copied from another record"
        SIMULATED = "simulated", "Simulated"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="score_entries")
    scale_key = models.CharField(max_length=40)  # names instrument and edition: another recall period is another key
    wording = models.ForeignKey(  # null: shown under Leeward's own labels
        InstrumentWording, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField()  # in the order of the items; null stands for one that was left out
    total = models.IntegerField(null=True)  # null: an item was left out, so it is unknown
    engine_version = models.CharField(max_length=20)
    source = models.CharField(max_length=12, choices=Source.choices)
    taken_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("taken_at", "at", "id")
        verbose_name_plural = "score entries"
        indexes = (models.Index(fields=("person", "scale_key", "taken_at"), name="outcomes_scores_of_a_person"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(taken_at__lte=models.F("at")), name="outcomes_taken_before_it_is_entered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scale_key}: {'unknown' if self.total is None else self.total}"


class Remark(models.Model):
    """What a member of staff added to an entry: that it was a mistake, or what was done about a warning."""

    append_only = True

    class Kind(models.TextChoices):
        """What the remark does."""

        MISTAKE = "mistake", "Entered by mistake"
        ANSWERED = "answered", "What was done about the warning"

    entry = models.ForeignKey(ScoreEntry, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    says = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("entry",), condition=models.Q(kind="mistake"), name="outcomes_a_mistake_is_said_once"
            ),
            models.CheckConstraint(condition=~models.Q(says=""), name="outcomes_a_remark_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.says}"


class CourseForecast(models.Model):
    """What was foretold of a course, with everything that it was made from: kept as it was shown, never changed.

    Where nothing was foretold, why not is kept in the same way.
    """

    append_only = True

    class Mode(models.TextChoices):
        """Whose course it is: forecasts of real people are never judged together with those of made-up ones."""

        REAL = "real", "Real"
        DEMO = "demo", "Simulated"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="course_forecasts")
    infusion = models.ForeignKey("infusions.Infusion", on_delete=models.PROTECT, related_name="course_forecasts")
    mode = models.CharField(max_length=4, choices=Mode.choices)
    inputs = models.JSONField()
    result = models.JSONField()
    protocol_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(  # null: made by the worker after a questionnaire was entered
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")
        indexes = (models.Index(fields=("mode", "at"), name="outcomes_forecasts_of_a_mode"),)

    def __str__(self) -> str:
        return f"forecast of {self.at:%d-%b-%Y %H:%M}"
