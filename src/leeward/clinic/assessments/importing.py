"""Taking over what another system's record states: only what it states, only about this person, and never less safe."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward.assessment import CannotChart, Measurement
from leeward.clinic.assessments import actions, charts, mapping, weighing
from leeward.clinic.assessments.models import ChartEntry, ImportLeft, RecordImport
from leeward.clinic.people import actions as people_actions
from leeward.clinic.people import queries as people
from leeward.clinic.people.models import Person, Staff
from leeward.fhir import Imported, Left, PersonFacts, Stated, import_bundle

SOURCE_LENGTH = 300


class WrongPerson(Exception):
    """The record names somebody else, or nobody: a person has to say that it is this patient's."""


@transaction.atomic
def import_record(
    *, person_id: UUID, raw: bytes, file_name: str, by: Staff, at: datetime, same_person: bool = False
) -> Imported:
    """Chart what a FHIR bundle states about this person; nothing absent becomes a no.

    Raises CannotImport for what is no bundle, WrongPerson where name or birth date differ and nobody confirmed.
    """
    imported = import_bundle(raw, on=timezone.localdate(at))
    person = people.get_person(person_id)
    differs = differences(person, imported.person)
    if differs and not same_person:
        raise WrongPerson(f"Nothing was taken over. {' '.join(differs)}")
    taken = _Taken(person=person, file_name=file_name, by=by, at=at)
    taken.answers(imported)
    for key, measured in imported.measurements.items():
        taken.measurement(key, measured)
    taken.medicines(imported.medicines, imported.medicines_stated)
    taken.allergies(imported.allergies, imported.allergies_stated)
    confirmed = [f"Confirmed as this person by {by.name}: {each}" for each in differs]
    record = RecordImport.objects.create(
        person=person,
        file_name=file_name[:200],
        digest=hashlib.sha256(raw).hexdigest(),
        taken=taken.lines,
        notes=[*confirmed, *taken.left, *imported.notes],
        at=at,
        by=by,
    )
    ImportLeft.objects.bulk_create(_grouped(record, imported.left))
    return imported


def _grouped(record: RecordImport, left: Iterable[Left]) -> Iterator[ImportLeft]:
    """Yield what was left as it is stored: alike resources together, with every id."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in left:
        groups.setdefault((one.kind, one.called, one.why), []).append(one.key or "without id")
    for (kind, called, why), ids in groups.items():
        yield ImportLeft(record=record, kind=kind, called=called, why=why, ids=ids)


def differences(person: Person, stated: PersonFacts) -> tuple[str, ...]:
    """Say in which of name and birth date the record differs from the person; what it does not state differs too."""
    pairs = (
        ("family name", stated.family, person.family_name),
        ("given name", _first(stated.given), _first(person.given_names)),
        ("birth date", _written(stated.born), _written(person.born)),
    )
    return tuple(
        f"The {name} is {theirs or 'missing'} in the record, {ours or 'not known'} here."
        for name, theirs, ours in pairs
        if theirs.casefold().strip() != ours.casefold().strip() or not theirs
    )


def _first(given: str) -> str:
    return given.split()[0] if given.split() else ""


def _written(day: date | None) -> str:
    return f"{day:%d-%b-%Y}" if day else ""


class _Taken:
    """What is being taken over, line by line, and what was left and why."""

    def __init__(self, *, person: Person, file_name: str, by: Staff, at: datetime) -> None:
        self.person, self.file_name, self.by, self.at = person, file_name, by, at
        self.lines: list[str] = []
        self.left: list[str] = []

    def answers(self, imported: Imported) -> None:
        for key, stated in imported.answers.items():
            source = "; ".join(str(each) for each in stated.provenance)
            actions.answer(
                person_id=self.person.pk, answers={key: stated.truth}, by=self.by, at=self.at,
                source=source[:SOURCE_LENGTH],
            )  # fmt: skip
            self.lines.append(f"{mapping.ITEM_BY_KEY[key].question} {stated.truth.value.capitalize()} ({source})")

    def measurement(self, key: str, measured: Measurement) -> None:
        label = mapping.MEASURE_BY_KEY[key].label
        taken_at = charts.instant(measured.at)
        if measured.day == timezone.localdate(self.at):
            taken_at = min(taken_at, self.at)  # a day without a time stands for noon, which may be yet to come
        entry = ChartEntry(
            person=self.person,
            key=key,
            value=mapping.measured_value(measured.quantity, taken_at),
            source=measured.source[:SOURCE_LENGTH],
            at=self.at,
            by=self.by,
        )
        try:
            charts.check(entry)
            if key == weighing.KEY:
                weighing.check(self.person.pk, measured.quantity, weighing.Again(), at=self.at)
        except CannotChart as why:
            self.left.append(f"{label} of {_written(measured.day)} was not taken: {why}")
            return
        entry.save()
        self.lines.append(f"{label}: {measured.quantity}, {_written(measured.day)} ({measured.source})")

    def medicines(self, names: tuple[str, ...], stated: Mapping[str, Stated]) -> None:
        """Add to the list that stands: an import never drops a medicine that somebody told us."""
        if not names:
            return
        before = charts.chart_of(self.person.pk, on=timezone.localdate(self.at)).medicines or ()
        actions.record_medicines(
            person_id=self.person.pk,
            names=_together(before, names),
            by=self.by,
            at=self.at,
            source=f"imported from {self.file_name}"[:SOURCE_LENGTH],
        )
        self.lines.extend(f"Medicine: {name} ({stated[name]})" for name in names)

    def allergies(self, substances: tuple[str, ...] | None, stated: Mapping[str, Stated]) -> None:
        """Add to the allergies that stand: a record that knows of none takes none away."""
        before = people.allergies(self.person.pk)
        if substances is None or (before and not substances):
            self.left.extend(
                ["The record knows of no allergy; the ones told here stand."] if before and substances == () else []
            )
            return
        people_actions.record_allergies(
            person_id=self.person.pk, substances=_together(before or (), substances), by=self.by, at=self.at,
            source=f"imported from {self.file_name}"[:SOURCE_LENGTH],
        )  # fmt: skip
        told = [f"{substance} ({stated[substance]})" for substance in substances]
        self.lines.append(f"Allergies: {', '.join(told) or 'none known'}")


def _together(before: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Join two lists of names without saying one twice."""
    return tuple({name.casefold(): name for name in (*new, *before)}.values())
