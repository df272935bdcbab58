"""Records that were taken over: what of each, and what not and why."""

from dataclasses import dataclass
from uuid import UUID

from leeward.clinic.assessments.models import ImportLeft, RecordImport
from leeward.clinic.web.moments import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """Resources of one kind and name of which nothing was taken, why, and which they are."""

    kind: str
    called: str
    why: str
    count: int
    ids: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One record that was taken over: what of it, and what not and why."""

    file_name: str
    when: str
    by: str
    digest: str
    taken: tuple[str, ...]
    notes: tuple[str, ...]
    left: tuple[LeftLine, ...]
    left_count: int


def imports(person_id: UUID) -> tuple[ImportLine, ...]:
    """Return the records taken over for a person, the newest first."""
    rows = RecordImport.objects.filter(person_id=person_id).select_related("by").prefetch_related("left")
    return tuple(_line(row) for row in rows)


def _line(row: RecordImport) -> ImportLine:
    left = tuple(_left(one) for one in row.left.all())
    return ImportLine(
        file_name=row.file_name,
        when=moment(row.at),
        by=row.by.name,
        digest=row.digest[:16],
        taken=tuple(row.taken),
        notes=tuple(row.notes),
        left=left,
        left_count=sum(one.count for one in left),
    )


def _left(one: ImportLeft) -> LeftLine:
    return LeftLine(
        kind=one.kind, called=one.called or "without a name", why=one.why, count=len(one.ids), ids=", ".join(one.ids)
    )
