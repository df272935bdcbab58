"""The whole own record in one file: every row that is about the person, and a list of what is left out and why."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from leeward.clinic.audit.models import Read
from leeward.clinic.patient.fhir_record import bundle_of
from leeward.clinic.people.models import Person, Staff

OURS: Final = "leeward.clinic."
DEEPEST: Final = 4  # tables from a person to what belongs to what belongs to them
SECRETS: Final = frozenset({"token_hash", "password", "public_data", "credential_id", "secret_hash", "code_hash"})
NOTES: Final = "therapy_therapynote"
LEFT_OUT: Final = {  # by table, with what the reader is told
    "patient_patientsession": gettext_lazy("Sessions of this website: they hold secrets."),
    "scheduling_takenquarter": gettext_lazy("Times kept free for your visits. The visits are in this file."),
    NOTES: gettext_lazy("Private notes of therapists: the person who wrote one may show it to you. Ask them."),
    "audit_change": gettext_lazy(
        "The clinic’s log of changes: it also names other patients. Ask us for the part about you."
    ),
}


AT_ONCE: Final = 500  # rows held in memory; one row of readings or of the journal is a few kilobytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table's rows of one person: read as they are asked for, once."""

    table: str
    names: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def parts(person_id: UUID) -> Iterator[Part]:
    """Yield every table that holds something about the person, in the order of their names, and who looked at it."""
    for model, path in sorted(about_persons().items(), key=lambda pair: pair[0]._meta.db_table):
        if model._meta.db_table not in LEFT_OUT and not is_private(model):
            yield _part(model, path, person_id)
    yield _part(Read, "person_id", person_id)


def about_persons() -> dict[type[models.Model], str]:
    """Return every table of ours that is about a person, with the way from its rows to whom."""
    ways: dict[type[models.Model], str] = {Person: "pk"}
    ours = [model for model in apps.get_models() if model._meta.app_config.name.startswith(OURS)]
    for _ in range(DEEPEST):
        for model in ours:
            way = None if model in ways else _way(model, ways)
            if way is not None:
                ways[model] = way
    return ways


def is_private(model: type[models.Model]) -> bool:
    """Are these the words of a therapist, which only they show? The table of notes is, and all that hangs on one."""
    found = [model]
    for each in found:  # grows by what each table hangs on
        fields = (field for field in each._meta.local_fields if isinstance(field, models.ForeignKey))
        found += {to for field in fields if isinstance(to := field.related_model, type)} - set(found)
    return any(each._meta.db_table == NOTES for each in found)


def whole_record(person_id: UUID, *, now: datetime) -> IO[bytes]:
    """Return the file, open at its beginning: a page of what it is, the record as JSON, as FHIR, each table as CSV.

    It is written table by table into a nameless temporary file, so that a long record fills no memory.
    """
    kept = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        _write(kept, person_id, now=now)
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return kept


def left_out() -> tuple[str, ...]:
    """Return what is not in the file, in sentences."""
    return tuple(map(str, LEFT_OUT.values()))


def _way(model: type[models.Model], ways: dict[type[models.Model], str]) -> str | None:
    for field in model._meta.local_fields:
        to = field.related_model if isinstance(field, models.ForeignKey) else None
        if to is Person:
            return field.name
        if isinstance(to, type) and to in ways and to is not Person:
            return f"{field.name}__{ways[to]}"
    return None


def _part(model: type[models.Model], path: str, person_id: UUID) -> Part:
    fields = [each for each in model._meta.local_concrete_fields if each.column not in SECRETS]
    rows = model._base_manager.filter(**{path: person_id}).order_by("pk").select_related(
        *(each.name for each in fields if _is_staff(each))
    )  # fmt: skip
    told = (tuple(_value(row, each) for each in fields) for row in rows.iterator(chunk_size=AT_ONCE))
    return Part(table=model._meta.db_table, names=tuple(each.column for each in fields), rows=told)


def _is_staff(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is Staff


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """Return a value; a member of staff stands there by name, and no other fact of theirs."""
    if _is_staff(field):
        who = getattr(row, field.name)
        return who.name if who else None
    value = getattr(row, field.attname)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return value


def _write(kept: IO[bytes], person_id: UUID, *, now: datetime) -> None:
    written = timezone.localtime(now)
    with ZipFile(kept, "w", ZIP_DEFLATED) as file, TemporaryFile() as record:
        found = {each.table: _write_part(each, file, record) for each in parts(person_id)}
        record.write(b"\n}")
        file.writestr("READ-ME.txt", _read_me(found, f"{written:%d-%b-%Y %H:%M}"))
        file.writestr("fhir-bundle.json", json.dumps(bundle_of(person_id, now=now), indent=1, ensure_ascii=False))
        record.seek(0)
        with file.open("record.json", "w", force_zip64=True) as told:
            copyfileobj(record, told)


def _write_part(part: Part, file: ZipFile, record: IO[bytes]) -> int:
    """Write one table as CSV into the file and as JSON into the record, row by row; return how many rows it has."""
    count = 0
    record.write(f"{',' if record.tell() else '{'}\n {json.dumps(part.table)}: [".encode())
    place = f"tables/{part.table}.csv"
    with file.open(place, "w", force_zip64=True) as entry, TextIOWrapper(entry, encoding="utf-8", newline="") as text:
        table = csv.writer(text)
        table.writerow(part.names)
        for count, row in enumerate(part.rows, start=1):
            table.writerow([_cell(each) for each in row])
            told = json.dumps(dict(zip(part.names, row, strict=True)), ensure_ascii=False, default=str)
            record.write(f"{',' if count > 1 else ''}\n  {told}".encode())
    record.write(b"]")
    return count


def _cell(value: Any) -> str:
    """Write a cell; one that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    text = "" if value is None else str(value)
    is_formula = text[:1] in {"=", "+", "-", "@"} and not isinstance(value, (int, float))
    return f"'{text}" if is_formula else text


def _read_me(found: Mapping[str, int], moment: str) -> str:
    with override("en"):  # as the rest of the page is
        out = left_out()
    lines = [
        f"Your record at {settings.CLINIC_NAME}, as it stood on {moment}.", "",
        "fhir-bundle.json  the main facts as HL7 FHIR R4, for another clinic's system",
        "record.json       everything, table by table",
        "tables/           the same as spreadsheets (CSV, UTF-8); times are in UTC", "",
        "What is left out, and why:", *(f"- {each}" for each in out), "",
        "What is in it:", *(f"- {table}: {rows}" for table, rows in found.items() if rows), "",
        "It is yours. It is also private: whoever has this file can read it.",
    ]  # fmt: skip
    return "\r\n".join(lines)
