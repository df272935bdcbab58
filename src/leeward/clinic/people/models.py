"""People: staff, patients, and what is known of a patient's allergies."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from leeward.clinic.people.roles import Role

__all__ = ["AllergyRecord", "Person", "Role", "Staff", "WitnessTry"]


class StaffManager(BaseUserManager["Staff"]):
    """Makes staff with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Staff":
        """Make a member of staff; without a password nobody can sign in under the name."""
        staff = self.model(username=username, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """Somebody who works here and signs in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]  # noqa: RUF012 - Django's own type

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "staff"
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="people_staff_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display().lower()}"

    @property
    def key(self) -> str:
        """The name under which deeds are recorded."""
        return self.username

    @property
    def works_as(self) -> Role:
        """The role."""
        return Role(self.role)


class Person(models.Model):
    """A patient, or somebody who may become one."""

    class Sex(models.TextChoices):
        """Sex as the dosing models know it."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        UNKNOWN = "unknown", "Not known"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family_name = models.CharField(max_length=100)
    given_names = models.CharField(max_length=100)
    title = models.CharField(max_length=20, blank=True)
    born = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=7, choices=Sex.choices, default=Sex.UNKNOWN)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    record_number = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    zone = models.CharField(max_length=64, blank=True, default="")  # where they live, by IANA; empty: the clinic's
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("family_name", "given_names", "born")
        verbose_name_plural = "people"
        constraints = (
            models.UniqueConstraint(
                fields=("record_number",),
                condition=~models.Q(record_number=""),
                name="people_person_record_number_is_used_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.family_name.upper()}, {self.given_names}"


class AllergyRecord(models.Model):
    """An answer to the question about allergies: the latest one holds, none means not yet asked."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="allergy_records")
    substances = models.JSONField(default=list)  # names as told; an empty list means none known
    source = models.CharField(max_length=300, blank=True, default="")  # of what was added; empty: asked here
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        get_latest_by = ("at", "pk")

    def __str__(self) -> str:
        return ", ".join(self.substances) or "no known allergy"


class WitnessTry(models.Model):
    """A second person was asked to prove who they are at a colleague's screen, and what came of it.

    The name as typed is not kept: people type a password into the wrong field.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        SEEN = "seen", "Proved"
        WRONG = "wrong", "Wrong name or password"
        UNFIT = "unfit", "Closed account or other role"
        TOO_MANY = "too_many", "Refused after too many tries"

    append_only = True

    named = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "witness tries"

    def __str__(self) -> str:
        return f"{self.named or 'nobody'} beside {self.asked_by}: {self.get_outcome_display().lower()}"
