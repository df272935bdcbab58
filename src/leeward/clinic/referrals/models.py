"""Referrals: requests for a consultation, and what became of them."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class Referral(models.Model):
    """What somebody told us when asking for a consultation. What became of it stands in its decisions."""

    append_only = True

    class Heard(models.TextChoices):
        """How somebody heard of the clinic."""

        CLINICIAN = "clinician", "A clinician told me"
        SOMEBODY = "somebody", "Somebody I know"
        VETERANS = "veterans", "A veterans’ service"
        INTERNET = "internet", "The internet"
        OTHER = "other", "Other, or I would rather not say"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    family_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100)
    born = models.DateField()
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    reason = models.TextField()
    preferred_times = models.CharField(max_length=300, blank=True)
    heard = models.CharField(max_length=10, choices=Heard.choices, blank=True)
    consent_to_contact = models.BooleanField()
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(condition=models.Q(consent_to_contact=True), name="referrals_consent_is_given"),
            models.CheckConstraint(condition=~models.Q(phone="", email=""), name="referrals_there_is_a_way_to_answer"),
        )

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_names}"


class Decision(models.Model):
    """What a member of staff decided about a request; the latest one holds."""

    append_only = True

    class Kind(models.TextChoices):
        """What was decided."""

        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        ASKED_BACK = "asked back", "Asked back"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="referral_decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("referral",), condition=models.Q(kind="accepted"), name="referrals_accepted_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="accepted", person__isnull=False)
                | (~models.Q(kind="accepted") & models.Q(person__isnull=True)),
                name="referrals_accepting_opens_a_record",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="accepted") | ~models.Q(note=""), name="referrals_a_no_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} by {self.by_id}"
