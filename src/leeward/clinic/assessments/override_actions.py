"""Setting an exclusion aside: one person proposes, a different one confirms, either takes it back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from leeward.assessment.override import CannotOverride, Signatory
from leeward.assessment.overriding import may_confirm
from leeward.clinic.assessments import overrides
from leeward.clinic.assessments.models import ExclusionOverride
from leeward.clinic.assessments.override_page import exclusion
from leeward.clinic.people.models import Person, Staff


@transaction.atomic
def propose_override(*, person_id: UUID, rule_key: str, reason: str, by: Staff, at: datetime) -> UUID:
    """Propose to set an exclusion aside; return the override's id. It counts for nothing before it is confirmed.

    Raises CannotOverride for a wrong role, NoSuchExclusion for what does not apply or can never be set aside.
    """
    _lock(person_id)
    exclusion(person_id, rule_key, now=at)
    if overrides.open_course(person_id, rule_key, on=timezone.localdate(at)) is not None:
        raise CannotOverride("An override of this finding is already proposed or stands. Withdraw it first.")
    override_id = uuid4()
    _step(overrides.PROPOSED, person_id, override_id, rule_key, _signing(by, reason), by, at)
    return override_id


@transaction.atomic
def confirm_override(*, person_id: UUID, rule_key: str, reason: str, by: Staff, at: datetime) -> None:
    """Confirm what another person proposed; raises CannotOverride for the same person, a wrong role or nothing open."""
    _lock(person_id)
    exclusion(person_id, rule_key, now=at)
    current = overrides.open_course(person_id, rule_key, on=timezone.localdate(at))
    if current is None or current.confirmed is not None:
        raise CannotOverride("No override of this finding waits to be confirmed.")
    proposed, second = current.proposed, _signing(by, reason)
    if proposed.by_id == by.pk:  # whatever the account is called by now
        raise CannotOverride(f"{by.name} proposed this override. A different person has to confirm it.")
    may_confirm(overrides.signatory(proposed), second.name, second.office)
    _step(overrides.CONFIRMED, person_id, proposed.override_id, rule_key, second, by, at)


@transaction.atomic
def withdraw_override(*, person_id: UUID, rule_key: str, reason: str, by: Staff, at: datetime) -> None:
    """Take back what was proposed or confirmed: the exclusion stands again. One person suffices."""
    _lock(person_id)
    current = overrides.open_course(person_id, rule_key, on=timezone.localdate(at))
    if current is None:
        raise CannotOverride("No override of this finding is proposed or stands.")
    signing = _signing(by, reason)
    _step(overrides.WITHDRAWN, person_id, current.proposed.override_id, rule_key, signing, by, at)


def _lock(person_id: UUID) -> None:
    """Let two people who press at once come one after the other."""
    Person.objects.select_for_update().get(pk=person_id)


def _signing(by: Staff, reason: str) -> Signatory:
    office = overrides.OFFICES.get(by.works_as)
    if office is None:
        raise CannotOverride("Only a prescriber and the medical director can override an exclusion.")
    return Signatory(name=by.name, office=office, reason=reason)


def _step(
    step: str, person_id: UUID, override_id: UUID, rule_key: str, signing: Signatory, by: Staff, at: datetime
) -> None:
    ExclusionOverride.objects.create(
        person_id=person_id,
        override_id=override_id,
        rule_key=rule_key,
        step=step,
        name=signing.name,
        office=signing.office.value,
        reason=signing.reason,
        at=at,
        by=by,
    )
