"""Portal: links that were given out, what happened to each, what was answered, and what became of the answers."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person


class EventKind(models.TextChoices):
    """What can happen to a link."""

    WRONG_BIRTH = "wrong birth", "Another date of birth was entered"
    OPENED = "opened", "Opened on a device"
    AGAIN = "again", "Opened again on the same device"
    REFUSED = "refused", "Refused, though the date of birth was right"
    REVOKED = "revoked", "Taken back"
    SUBMITTED = "submitted", "Sent"


class Link(models.Model):
    """A link for one person and one device; the link itself is shown once and kept nowhere, only its hash is."""

    append_only = True
    writes_as = "link"  # the name under which what it does is recorded

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="%(app_label)s_a_link_holds_for_a_while"),
        )


class LinkEvent(models.Model):
    """One thing that happened to a link."""

    append_only = True
    Kind = EventKind

    kind = models.CharField(max_length=12, choices=EventKind.choices)
    told = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("link", "kind"),
                condition=Q(kind__in=("opened", "revoked", "submitted")),
                name="%(app_label)s_opened_revoked_submitted_once",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class IntakeLink(Link):
    """A link to the questions at home."""

    writes_as = "intake"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="intake_links")

    def __str__(self) -> str:
        return f"intake link {self.pk}"


class IntakeEvent(LinkEvent):
    """One thing that happened to a link of the intake."""

    link = models.ForeignKey(IntakeLink, on_delete=models.PROTECT, related_name="events")


class IntakeAnswer(models.Model):
    """What was answered on one step; the latest of a step holds."""

    append_only = True

    link = models.ForeignKey(IntakeLink, on_delete=models.PROTECT, related_name="answers")
    step = models.CharField(max_length=80)
    value = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.step


class IntakeDecision(models.Model):
    """What a member of staff did with one answer that was sent."""

    append_only = True

    class Kind(models.TextChoices):
        """What was done."""

        TAKEN = "taken", "Taken over"
        LEFT = "left", "Left out"

    link = models.ForeignKey(IntakeLink, on_delete=models.PROTECT, related_name="decisions")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("link", "key"), name="portal_each_answer_is_decided_once"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.kind}"
