"""What may come after a session, as a page: choices side by side, and what was chosen before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses import adapting, so_far_records
from leeward.clinic.courses.models import Adaptation
from leeward.clinic.courses.refused import Refused, refused
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.queries import in_force, told
from leeward.course.so_far import CannotAdapt


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptPage:
    """What is offered now; `problem` says why nothing is."""

    offered: dict[str, Any] | None
    problem: str
    protocol: str
    may_choose: bool

    @property
    def refused(self) -> Refused:
        """What may not be chosen now."""
        return refused(self.offered["not_now"] if self.offered else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPage:
    """A choice that was made, with what was offered then."""

    offered: dict[str, Any]
    chosen: dict[str, Any]
    reason: str
    by: str
    at: str
    versions: str
    made_from: tuple[tuple[str, str], ...]

    @property
    def refused(self) -> Refused:
        """What could not be chosen then."""
        return refused(self.offered["not_now"])


def adapt_page(person_id: UUID, *, role: Role, now: datetime) -> AdaptPage:
    """Return what may come next."""
    protocol, offered, problem = in_force(now), None, ""
    try:
        offered = adapting.as_json(adapting.offered(so_far_records.gathered(person_id, now=now), protocol))
    except CannotAdapt as why:
        problem = str(why)
    return AdaptPage(
        offered=offered, problem=problem, protocol=protocol.says, may_choose=may(role, "courses:adapt", "POST")
    )  # fmt: skip


def chosen_page(person_id: UUID, adaptation_id: UUID, *, now: datetime) -> ChosenPage:
    """Return a choice that was made; raises Adaptation.DoesNotExist."""
    row = Adaptation.objects.select_related("by").get(pk=adaptation_id, person_id=person_id)
    return ChosenPage(
        offered=row.result,
        chosen=next(each for each in row.result["options"] if each["key"] == row.chosen),
        reason=row.reason,
        by=row.by.name,
        at=f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}",
        versions=f"{told(row.protocol_version, now=now)}; Leeward {row.engine_version}",
        made_from=tuple(_made_from(row.inputs)),
    )


def _made_from(inputs: dict[str, Any]) -> list[tuple[str, str]]:
    given = [
        f"{each['on']}: {each['mg_per_kg']} mg/kg over {each['minutes']} min" for each in inputs["infusions"]
    ]  # fmt: skip
    scores = [f"{each['on']}: {each['total'] if each['total'] is not None else 'unknown'}" for each in inputs["scores"]]
    return [
        ("Infusions", "; ".join(given)),
        ("PCL-5", "; ".join(scores) or "none"),
        ("New suicidality", inputs["new_suicidality"]),
        ("Review", _review(inputs.get("review"))),
        ("Planned infusions", str(inputs["planned_sessions"])),
        ("Therapy sessions to come", str(inputs["therapy_ahead"])),
    ]


def _review(kept: dict[str, Any] | None) -> str:
    if not kept:
        return "none"
    return f"{datetime.fromisoformat(kept['at']):%d-%b-%Y %H:%M}, {kept['by']}: {kept['says']}"
