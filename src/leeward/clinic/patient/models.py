"""Patient: links that were given, what was answered on them, what was reported, and who may sign in with what."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person
from leeward.clinic.portal.models import Link, LinkEvent

ONCE = ("opened", "revoked", "submitted")


class Sitting(models.Model):
    """The questionnaires of one time point, put to one person together."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sittings")
    time_point = models.CharField(max_length=120)  # in words, such as "3 days after infusion 2"
    scales = models.JSONField()  # keys, in the order in which they are asked
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # who asked for them

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.time_point}: {', '.join(self.scales)}"


class SittingAnswer(models.Model):
    """One line that was answered; the telephone makes the id, so that what is sent twice is kept once.

    The latest row of a line holds. An answer that is null is "I'd rather not say".
    """

    append_only = True

    id = models.UUIDField(primary_key=True, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()  # the order in which answers of a sitting arrived
    step = models.CharField(max_length=60)  # the scale's key and the number of its line
    answer = models.SmallIntegerField(null=True)
    wording_id = models.BigIntegerField(null=True)  # of the clinic's own words that were shown; null: our labels
    told_at = models.DateTimeField()  # by the telephone's clock, never later than `at`
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("sitting", "number"), name="patient_answers_are_numbered_once"),
            models.CheckConstraint(condition=Q(told_at__lte=F("at")), name="patient_answers_were_given_before"),
        )

    def __str__(self) -> str:
        return self.step


class SittingEnd(models.Model):
    """A sitting was sent, with how much of it was answered and what was not asked."""

    append_only = True

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="end")
    told = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sent {self.at:%d-%b-%Y %H:%M}"


class QuestionnaireLink(Link):
    """A link to the questionnaires of one time point."""

    writes_as = "questionnaire"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="questionnaire_links")
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="link")

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="patient_a_questionnaire_link_holds"),
        )

    def __str__(self) -> str:
        return f"questionnaire link {self.pk}"


class QuestionnaireEvent(LinkEvent):
    """One thing that happened to a link to questionnaires."""

    link = models.ForeignKey(QuestionnaireLink, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("link", "kind"), condition=Q(kind__in=ONCE), name="patient_questionnaire_events_once"
            ),
        )


class PagesLink(Link):
    """A link to the patient's own pages; on them a passkey can be made."""

    writes_as = "pages"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pages_links")

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="patient_a_pages_link_holds"),)

    def __str__(self) -> str:
        return f"pages link {self.pk}"


class PagesEvent(LinkEvent):
    """One thing that happened to a link to the pages."""

    link = models.ForeignKey(PagesLink, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("link", "kind"), condition=Q(kind__in=ONCE), name="patient_pages_events_once"
            ),
        )


class SideEffectReport(models.Model):
    """What a patient told of side effects; the telephone makes the id."""

    append_only = True

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="side_effect_reports")
    effects = models.JSONField(default=list)  # keys of `side_effects.EFFECTS`
    words = models.TextField(blank=True)
    since = models.CharField(max_length=20, blank=True)
    harm = models.CharField(max_length=10, blank=True)  # the answer about self-harm; empty: not answered
    is_serious = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return ", ".join(self.effects) or "in words"


class ReportTaken(models.Model):
    """What a member of staff did about a report; one that was charted as an adverse event names its infusion."""

    append_only = True

    report = models.OneToOneField(SideEffectReport, on_delete=models.PROTECT, related_name="taken")
    did = models.TextField()
    infusion_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(did=""), name="patient_taking_a_report_says_what_was_done"),)

    def __str__(self) -> str:
        return self.did


class PatientAccount(models.Model):
    """A person who may sign in to their own pages; it is nobody of the staff, and can become nobody."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="patient_account")
    link = models.ForeignKey(PagesLink, on_delete=models.PROTECT, related_name="+")  # by which it was opened
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"patient account {self.pk}"


class Passkey(models.Model):
    """One passkey of an account: what proves it, and nothing that could be used to sign in."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(PatientAccount, on_delete=models.PROTECT, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)  # base64url
    public_data = models.TextField()  # the attested credential, base64url
    name = models.CharField(max_length=60)
    link = models.ForeignKey(PagesLink, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.name


class PasskeyRemoval(models.Model):
    """A passkey that opens nothing any more: taken back by the patient (`by` null) or by the clinic."""

    append_only = True

    passkey = models.OneToOneField(Passkey, on_delete=models.PROTECT, related_name="removal")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"removed {self.at:%d-%b-%Y %H:%M}"


class PatientSession(models.Model):
    """Somebody is signed in with a passkey: a session of its own, which no page of the staff knows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    passkey = models.ForeignKey(Passkey, on_delete=models.PROTECT, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    sign_count = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return f"session of {self.begun_at:%d-%b-%Y %H:%M}"
