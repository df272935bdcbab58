"""The report of one infusion: one record, from which the page and the PDF are made alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward import __version__
from leeward.clinic.aftercare import queries as aftercare
from leeward.clinic.courses import infusion_parts as parts
from leeward.clinic.courses.drug_account import account_part
from leeward.clinic.courses.infusion_parts import Part, Table
from leeward.clinic.courses.learned_part import learned_part
from leeward.clinic.courses.records import InfusionSection, Notes, Treatment, Who
from leeward.clinic.courses.treatments import treatment_of
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.people.models import Staff
from leeward.clinic.people.queries import Banner, get_person
from leeward.clinic.plans.models import Order, Preparation
from leeward.evidence import Cited
from leeward.infusion import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionReport:
    """One infusion from its order to the day after; the same record makes the same bytes."""

    person_id: UUID
    infusion_id: UUID
    title: str
    who: Who
    state: str
    simulated: str
    as_of: str
    parts: tuple[Part, ...]
    notes: Notes
    versions: Table
    seal: str
    seal_is_whole: bool


def infusion_report(banner: Banner, *, infusion_id: UUID, now: datetime) -> InfusionReport:
    """Return the report; raises Infusion.DoesNotExist for anyone else's infusion.

    Nothing of the moment or the reader stands in it: what is over gives the same report whenever it is asked for.
    """
    infusion = standing.find(person_id=banner.person_id, infusion_id=infusion_id)
    notes, found = Notebook(), standing.as_it_ended(infusion, now=now)
    order = Order.objects.filter(pk=infusion.order_id).select_related("approved_by", "withdrawal").first()
    treatment = treatment_of(infusion, order, notes, now=now)
    _cite_gate(found, notes)
    section = treatment.infusion
    if section is None:
        raise Infusion.DoesNotExist
    return InfusionReport(
        person_id=banner.person_id,
        infusion_id=infusion_id,
        title=f"{section.title} of {banner.name}",
        who=_who(banner),
        state=section.state,
        simulated=section.mode,
        as_of=_as_of(found),
        parts=(
            *_parts(found, treatment, section),
            _after(banner.person_id, infusion_id),
            learned_part(infusion.order_id),
            _people(found),
        ),
        notes=Notes(sources=notes.sources, assumptions=notes.assumptions),
        versions=_versions(found),
        seal=section.seal,
        seal_is_whole=section.seal_is_whole,
    )


def _parts(found: Bedside, treatment: Treatment, section: InfusionSection) -> tuple[Part, ...]:
    drawn = Preparation.objects.filter(order_id=found.infusion.order_id).first() if found.infusion.order_id else None
    return (
        parts.order_part(found, treatment.plan),
        parts.preparation_part(treatment.preparation, treatment.missing),
        account_part(found, drawn),
        parts.rates_part(found),
        parts.compared_part(section),
        parts.vitals_part(found),
        parts.scores_part(section),
        parts.alarms_part(section),
        parts.happened_part(section),
        parts.home_part(section),
    )


def _after(person_id: UUID, infusion_id: UUID) -> Part:
    """Return the day after: the call that was agreed, each try, and what was done about the answers."""
    try:
        page = aftercare.heard(person_id=person_id, infusion_id=infusion_id)
    except aftercare.NotFound:
        return Part(key="after", title="The day after", missing="No call was agreed.")
    rows = tuple(
        (each.title, each.by, " ".join((*(says for says, _, _ in each.concerns), each.says)).strip(), each.followed)
        for each in page.heard
    )
    table = Table(head=("What", "By", "Told", "What was done"), rows=rows)
    return Part(
        key="after", title="The day after", says=(f"Call of {page.agreed}.",), tables=(table,) if rows else (),
        missing="" if rows else "Nothing has been heard yet.",
    )  # fmt: skip


def _people(found: Bedside) -> Part:
    keys = {event.by for event in found.events}
    names: Mapping[str, str] = {
        staff.key: f"{staff.name} ({staff.works_as.label.lower()})" for staff in Staff.objects.filter(username__in=keys)
    }
    return parts.who_part(found, names)


def _cite_gate(found: Bedside, notes: Notebook) -> None:
    """Note where the criteria for going home come from; what the plan cites is noted already."""
    criteria = found.protocol.discharge
    values = (getattr(criteria, name) for name in criteria.__slots__)
    notes.marks(value for value in values if isinstance(value, Cited))


def _versions(found: Bedside) -> Table:
    rows = (
        ("Leeward", __version__, "the program that wrote this report"),
        ("Protocol", found.protocol.says, "limits of dose, start, alarms and discharge, as in force at the start"),
        ("Journal", journal.head(found.journal), f"hash of the last of {len(found.journal)} entries"),
    )
    return Table(head=parts.FACTS, rows=rows)


def _as_of(found: Bedside) -> str:
    last = max((event.at for event in found.events), default=found.infusion.created_at)
    return (
        f"As of the last entry of the journal, {timezone.localtime(last):%d-%b-%Y %H:%M:%S}; "
        f"times in {timezone.get_current_timezone_name()}."
    )


def _who(banner: Banner) -> Who:
    person = get_person(banner.person_id)
    return Who(
        name=banner.name, born=banner.born, sex=banner.sex, identifiers=person.record_number,
        allergies=banner.allergies.says, is_synthetic=banner.is_synthetic,
    )  # fmt: skip
