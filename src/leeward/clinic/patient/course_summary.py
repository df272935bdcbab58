"""The patient's own summary, always current: the course, the doses, the responses and the reactions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.plotting import is_plotted, place
from leeward.clinic.outcomes.queries import course_of
from leeward.clinic.patient import home_page, progress, side_effects, told_after
from leeward.clinic.patient.models import SideEffectReport
from leeward.clinic.people.models import Person
from leeward.clinic.people.queries import allergies, banner
from leeward.clinic.web.figure import plain
from leeward.clinic.web.templatetags.leeward import clinic_date, clinic_moment
from leeward.infusion.adverse import adverse_events
from leeward.infusion.events import Stopped
from leeward.outcomes import Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A heading, a head and rows; `none` is said where there are no rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str

    @property
    def lines(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Return each row's cells under the names of their columns."""
        return tuple(tuple(zip(self.head, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSummary:
    """One page to hand to another doctor."""

    title: str
    name: str
    born: str
    clinic: str
    made: str
    synthetic: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    caution: str
    foot: str


def course_summary(person_id: UUID, *, now: datetime) -> CourseSummary:
    """Return the summary as the record stands now."""
    who, known = banner(person_id, now=now), allergies(person_id)
    latest = MedicationList.objects.filter(person_id=person_id).last()
    visit = home_page.next_visit(person_id, now=now)
    return CourseSummary(
        title=_("Summary of my treatment with ketamine"),
        name=who.name,
        born=clinic_date(Person.objects.get(pk=person_id).born),
        clinic=" · ".join(part for part in (settings.CLINIC_NAME, settings.CLINIC_PHONE) if part),
        made=_("As the record stood on %(moment)s.") % {"moment": clinic_moment(now)},
        synthetic=_("A made-up person: nobody was treated.") if who.is_synthetic else "",
        facts=(
            (_("Allergies"), _allergies(known)),
            (_("Medicines"), _medicines(latest)),
            (_("Next visit"), f"{visit.title}: {visit.when}" if visit else _("not booked here")),
        ),
        tables=tuple(_tables(person_id, now)),
        caution=str(progress.CAUTION),
        foot=_("Printed by the patient from the clinic’s record. The clinic knows the details behind each line."),
    )


def _allergies(known: tuple[str, ...] | None) -> str:
    if known is None:
        return _("not asked yet")
    return ", ".join(known) or _("none known")


def _medicines(latest: MedicationList | None) -> str:
    if latest is None:
        return _("not asked yet")
    return ", ".join(latest.names) or _("none taken")


def _tables(person_id: UUID, now: datetime) -> Iterator[Table]:
    rows = Infusion.objects.filter(person_id=person_id).select_related("person").order_by("number")
    found = [bedside.load(each, now=now) for each in rows]
    given = [each for each in found if each.given is not None]
    yield Table(
        title=_("Infusions"), none=_("No infusion was given yet."),
        head=(_("Number"), _("Day"), _("Ketamine"), _("How it went")), rows=tuple(map(_infusion, given)),
    )  # fmt: skip
    yield Table(
        title=_("How I was"), none=_("No questionnaire was answered yet."),
        head=(_("Questionnaire"), _("Before the first infusion"), _("Newest"), _("What it means")),
        rows=tuple(_scored(each) for each in _shown(person_id)),
    )  # fmt: skip
    yield Table(
        title=_("Reactions"), none=_("None is recorded."), head=(_("Day"), _("What"), _("What became of it")),
        rows=(
            *(row for each in given for row in _reactions(each)), *told_after.reactions(person_id),
            *_reported(person_id),
        ),
    )  # fmt: skip


def _infusion(found: Bedside) -> tuple[str, ...]:
    given = found.given
    if given is None:
        return ()
    minutes = sum(piece.minutes for piece in given.segments if piece.rate_ml_per_h > 0)
    mg = _("%(mg)s mg (%(per)s mg/kg) in %(minutes)s minutes") % {
        "mg": plain(given.mg, 1), "per": plain(given.mg_per_kg, 2), "minutes": f"{minutes:.0f}",
    }  # fmt: skip
    how = _("stopped before the end") if any(isinstance(each, Stopped) for each in found.events) else _("as planned")
    if given.ended_at is None:
        how = _("running")
    return str(found.infusion.number), clinic_date(given.started_at), mg, how


def _shown(person_id: UUID) -> list[Series]:
    return sorted((each for each in course_of(person_id).series if is_plotted(each.scale_key)), key=place)


def _scored(series: Series) -> tuple[str, ...]:
    told, unknown = progress.told_of(series), _("not known")
    first = series.baseline.total if series.baseline else None
    newest = f"{told.score}, {clinic_date(series.points[-1].at)}"
    return f"{told.title} ({told.name})", unknown if first is None else str(first), newest, " ".join(told.says)


def _reactions(found: Bedside) -> Iterator[tuple[str, ...]]:
    for each in adverse_events(found.events):
        noted = each.noted
        what = f"{noted.term}, {noted.severity}"
        yield clinic_date(noted.at), what, "; ".join(filter(None, (noted.action, each.outcome)))


def _reported(person_id: UUID) -> Iterator[tuple[str, ...]]:
    for row in SideEffectReport.objects.filter(person_id=person_id, taken__infusion_id=None).order_by("at"):
        taken = getattr(row, "taken", None)
        what = side_effects.in_words(row.effects) or _("in my own words")
        yield clinic_date(row.at), what, taken.did if taken else _("reported by me")
