"""Writing the wording of instruments: a form is kept with its hash and its rights, or taken out of force."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from leeward.clinic.outcomes.models import InstrumentWording
from leeward.clinic.people.models import Staff
from leeward.fhir.questionnaire import read_questionnaire
from leeward.fhir.questionnaire_gates import CannotRead
from leeward.fhir.wording import CannotFit, Wording, fit
from leeward.instruments import by_key


class CannotKeep(Exception):
    """The form cannot be kept as the wording of this instrument."""


def read_form(*, scale_key: str, document: str, link_ids: Sequence[str]) -> Wording:
    """Return the wording that a form would give an instrument, storing nothing; raises CannotKeep."""
    try:
        return fit(read_questionnaire(document), by_key(scale_key), link_ids=link_ids)
    except (CannotRead, CannotFit) as why:
        raise CannotKeep(str(why)) from why


@transaction.atomic
def keep_wording(
    *, scale_key: str, document: str, link_ids: Sequence[str], rights: str, by: Staff, at: datetime
) -> int:
    """Put a form in force as the wording of an instrument; raises CannotKeep."""
    if not rights.strip():
        raise CannotKeep("Say why the clinic may show these words: a licence, a permission, or the public domain.")
    written = document.replace("\r\n", "\n")
    wording = read_form(scale_key=scale_key, document=written, link_ids=link_ids)
    kept = InstrumentWording.objects.create(
        scale_key=scale_key,
        content=asdict(wording),
        document=written,
        sha256=hashlib.sha256(written.encode()).hexdigest(),
        rights=rights.strip(),
        at=at,
        by=by,
    )
    return kept.pk


@transaction.atomic
def return_to_labels(*, scale_key: str, why: str, by: Staff, at: datetime) -> None:
    """Put Leeward's own labels in force again; the earlier wording stays in the record."""
    last = InstrumentWording.objects.filter(scale_key=scale_key).last()
    if last is None or last.content is None:
        raise CannotKeep("Leeward’s own labels are in force already.")
    if not why.strip():
        raise CannotKeep("Say why the wording is taken out of force.")
    InstrumentWording.objects.create(scale_key=scale_key, rights=why.strip(), at=at, by=by)
