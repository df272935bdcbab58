"""Messaging: whether somebody wants to be written to, what is to be written, and what came of each message."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leeward.clinic.people.models import Person


class Channel(models.TextChoices):
    """By what somebody is reached."""

    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


class Kind(models.TextChoices):
    """What a message is about; each has its own words in each language, and none has a clinical one."""

    QUESTIONNAIRE = "questionnaire", "Link to questions"
    REMINDER = "reminder", "Reminder of questions"
    VISIT = "visit", "Before a visit"
    DAY_AFTER = "day_after", "Day after a visit"
    NOTE = "note", "Something to read from the clinic"


class Agreement(models.Model):
    """Somebody agreed to be written to at an address, or does not want it any more: the latest of a channel holds."""

    append_only = True

    class Told(models.TextChoices):
        """How the clinic learned it."""

        STAFF = "staff", "Told to the staff"
        PATIENT = "patient", "Set by the patient"
        LINK = "link", "By the link in a message"
        WORD = "word", "By a stop word in answer to a message"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="message_agreements")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254)  # as it is written to: name@example.org, +15550100123
    is_given = models.BooleanField()
    told = models.CharField(max_length=7, choices=Told.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("address",), name="messaging_agreement_address"),)
        constraints = (
            models.CheckConstraint(condition=~Q(address=""), name="messaging_an_agreement_names_an_address"),
            models.CheckConstraint(
                condition=~Q(told="staff") | Q(by__isnull=False), name="messaging_staff_say_who_they_are"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {'agreed' if self.is_given else 'ended'}"


class Message(models.Model):
    """One message that is to be written to a person; what came of it stands in its deliveries.

    It holds no words: they are made from its kind when it is handed over. It holds no address and no secret of a link
    either: both are looked up then, so that what was withdrawn meanwhile is not used.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    about = models.CharField(max_length=120)  # what it belongs to, so that it is planned once: "measure:<id>:1"
    opens = models.CharField(max_length=200, blank=True, default="")  # a path without a secret; empty: made when sent
    visit_at = models.DateTimeField(null=True)  # of what it counts down to
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # from then on it is not sent any more
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("due_at", "pk")
        indexes = (models.Index(fields=("due_at",), name="messaging_message_due"),)
        constraints = (
            models.UniqueConstraint(fields=("person", "kind", "about", "channel"), name="messaging_planned_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("due_at")), name="messaging_there_is_time_to_send"),
            models.CheckConstraint(
                condition=~Q(kind="visit") | Q(visit_at__isnull=False), name="messaging_a_countdown_has_its_visit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.get_channel_display().lower()}"


class Delivery(models.Model):
    """One thing that happened to a message."""

    append_only = True

    class Kind(models.TextChoices):
        """What can happen to it."""

        TRYING = "trying", "Being handed over"
        HANDED_OVER = "handed over", "Handed over"
        PUT_OFF = "put off", "Put off"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Not delivered"
        GIVEN_UP = "given up", "Given up"
        NOT_WANTED = "not wanted", "Not sent: not agreed to"
        EXPIRED = "expired", "Not sent: too late"
        CALLED_OFF = "called off", "Called off"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    attempt = models.PositiveSmallIntegerField(default=0)  # counted from 1; 0: before the first
    until = models.DateTimeField(null=True)  # trying: nobody else tries before; put off: nobody tries before
    reference = models.CharField(max_length=200, blank=True, default="")  # of the provider, to know its receipt again
    why = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=("reference",), condition=~Q(reference=""), name="messaging_delivery_reference"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("message", "kind", "attempt"), name="messaging_each_happens_once_in_an_attempt"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


TERMINAL = frozenset(
    {
        Delivery.Kind.HANDED_OVER,
        Delivery.Kind.DELIVERED,
        Delivery.Kind.FAILED,
        Delivery.Kind.GIVEN_UP,
        Delivery.Kind.NOT_WANTED,
        Delivery.Kind.EXPIRED,
        Delivery.Kind.CALLED_OFF,
    }
)  # fmt: skip - after one of these nobody hands it over again
