"""The whole own record in one file: every row that is about the person, and a list of what is left out and why."""

import csv
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Final
from uuid import UUID

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
LEFT_OUT: Final = {  # by table, with what the reader is told
    "patient_patientsession": gettext_lazy("Sessions of this website: they hold secrets."),
    "scheduling_takenquarter": gettext_lazy("Times kept free for your visits. The visits are in this file."),
    "therapy_therapynote": gettext_lazy(
        "Private notes of therapists: the person who wrote one may show it to you. Ask them."
    ),
    "audit_change": gettext_lazy(
        "The clinic’s log of changes: it also names other patients. Ask us for the part about you."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table's rows of one person."""

    table: str
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


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
    """Are these the words of a therapist, which only they show? Every table of notes is, and all that hangs on one."""
    return model._meta.app_label == "therapy" and "note" in model._meta.model_name  # type: ignore[operator]


def whole_record(person_id: UUID, *, now: datetime) -> bytes:
    """Return the file: a page to begin with, the record as JSON, as FHIR, and each table as CSV."""
    found = tuple(parts(person_id))
    kept, written = BytesIO(), timezone.localtime(now)
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("READ-ME.txt", _read_me(found, f"{written:%d-%b-%Y %H:%M}"))
        record = {each.table: [dict(zip(each.names, row, strict=True)) for row in each.rows] for each in found}
        file.writestr("record.json", json.dumps(record, indent=1, ensure_ascii=False, default=str))
        file.writestr("fhir-bundle.json", json.dumps(bundle_of(person_id, now=now), indent=1, ensure_ascii=False))
        for each in found:
            file.writestr(f"tables/{each.table}.csv", _as_csv(each))
    return kept.getvalue()


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
    told = tuple(tuple(_value(row, each) for each in fields) for row in rows)
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


def _as_csv(part: Part) -> str:
    kept = StringIO()
    table = csv.writer(kept)
    table.writerow(part.names)
    for row in part.rows:
        table.writerow([_cell(each) for each in row])
    return kept.getvalue()


def _cell(value: Any) -> str:
    """Write a cell; one that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    text = "" if value is None else str(value)
    is_formula = text[:1] in {"=", "+", "-", "@"} and not isinstance(value, (int, float))
    return f"'{text}" if is_formula else text


def _read_me(found: tuple[Part, ...], moment: str) -> str:
    with override("en"):  # as the rest of the page is
        out = left_out()
    lines = [
        f"Your record at {settings.CLINIC_NAME}, as it stood on {moment}.", "",
        "fhir-bundle.json  the main facts as HL7 FHIR R4, for another clinic's system",
        "record.json       everything, table by table",
        "tables/           the same as spreadsheets (CSV, UTF-8); times are in UTC", "",
        "What is left out, and why:", *(f"- {each}" for each in out), "",
        "What is in it:", *(f"- {each.table}: {len(each.rows)}" for each in found if each.rows), "",
        "It is yours. It is also private: whoever has this file can read it.",
    ]  # fmt: skip
    return "\r\n".join(lines)
