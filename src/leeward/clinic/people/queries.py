"""Reading people: the banner, the list, one person's page, and what waits today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from leeward.clinic.people.access import may
from leeward.clinic.people.allergy_words import Allergies, allergies_in_words, latest_allergies, told_by
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary, Waiting

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """Who this page is about, the same on every page."""

    person_id: UUID
    name: str
    born: str
    sex: str
    weight: str
    is_weighed_today: bool
    allergies: Allergies
    infusion: str
    is_synthetic: bool
    url: str
    crisis: str = ""  # where an open crisis stands; nothing where none is open


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One line of the list of people."""

    person_id: UUID
    name: str
    born: str
    sex: str
    record_number: str
    is_synthetic: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The list of people, searched."""

    search: str
    people: tuple[PersonLine, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person: the facts of identity, and where each step of the way stands."""

    phone: str
    email: str
    record_number: str
    language: str
    zone: str
    since: str
    allergies: Allergies
    allergies_by: str
    may_edit: bool
    may_edit_allergies: bool
    summaries: tuple[Summary, ...]


def get_person(person_id: UUID) -> Person:
    """Return the person; raises Person.DoesNotExist, which pages show as "not found"."""
    return Person.objects.get(pk=person_id)


def banner(person_id: UUID, *, now: datetime | None = None) -> Banner:
    """Return the patient banner as of now."""
    now = now or timezone.now()
    person = get_person(person_id)
    weight = _ask(settings.BANNER_WEIGHT, person_id, now=now)
    infusion = _ask(settings.BANNER_INFUSION, person_id)
    return Banner(
        person_id=person.pk,
        name=_name(person),
        born=_born(person.born, on=timezone.localdate(now)),
        sex=person.get_sex_display(),
        weight=weight or "not weighed today",
        is_weighed_today=weight is not None,
        allergies=allergies_in_words(latest_allergies(person_id)),
        infusion=infusion or "none yet",
        is_synthetic=person.is_synthetic,
        url=reverse("people:person", args=[person.pk]),
        crisis=_ask(settings.BANNER_CRISIS, person_id),
    )


def allergies(person_id: UUID) -> tuple[str, ...] | None:
    """The substances told; () for none known, None for not yet asked."""
    record = latest_allergies(person_id)
    return None if record is None else tuple(record.substances)


def identity(person_id: UUID) -> dict[str, object]:
    """What the identity form starts from."""
    person = get_person(person_id)
    names = (
        "family_name",
        "given_names",
        "title",
        "born",
        "sex",
        "phone",
        "email",
        "record_number",
        "language",
        "zone",
    )
    return {name: getattr(person, name) for name in names}


def people_page(*, search: str) -> PeoplePage:
    """Find people by parts of the name, the record number or the birth date (14-Jul-1985 or 1985-07-14)."""
    found = Person.objects.all()
    for word in search.split():
        by_day = Q(born=day) if (day := _day(word)) else Q()
        found = found.filter(
            Q(family_name__icontains=word) | Q(given_names__icontains=word) | Q(record_number__iexact=word) | by_day
        )
    rows = tuple(found[: PER_PAGE + 1])
    return PeoplePage(
        search=search, people=tuple(_line(person) for person in rows[:PER_PAGE]), more=len(rows) > PER_PAGE
    )


def person_page(person_id: UUID, *, role: Role) -> PersonPage:
    """Return one person's page for a role."""
    person, record = get_person(person_id), latest_allergies(person_id)
    return PersonPage(
        phone=person.phone or "not given",
        email=person.email or "not given",
        record_number=person.record_number or "none",
        language=person.get_language_display(),
        zone=person.zone or "the clinic’s",
        since=_written(timezone.localdate(person.created_at)),
        allergies=allergies_in_words(record),
        allergies_by=told_by(record) if record else "",
        may_edit=may(role, "people:identity", "POST"),
        may_edit_allergies=may(role, "people:allergies", "POST"),
        summaries=_summaries(person_id, role),
    )


def gate_warnings(person_id: UUID) -> tuple[str, ...]:
    """What somebody has to act upon before this person is given anything, and before they go home."""
    return tuple(says for name in settings.GATE_WARNINGS for says in _ask(name, person_id))


def home_waiting(*, role: Role, now: datetime) -> tuple[Waiting, ...]:
    """What waits today, for the pages that the role may open."""
    answers = (_ask(name, now=now) or () for name in settings.HOME_WAITING)
    return tuple(each for answer in answers for each in answer if may(role, each.url_name))


def likely_same(*, family_name: str, given_names: str, born: date | None) -> tuple[PersonLine, ...]:
    """People who may be the same: the same birth date and one name alike, or both names alike."""
    family, given = family_name.strip(), given_names.strip()
    both = Q(family_name__iexact=family, given_names__iexact=given)
    either = Q(born=born) & (Q(family_name__iexact=family) | Q(given_names__iexact=given)) if born else both
    return tuple(_line(person) for person in Person.objects.filter(both | either)[:PER_PAGE])


def staff_by_username(username: str) -> Staff:
    """Return a member of staff by the name under which deeds are recorded."""
    return Staff.objects.get(username=username)


def _summaries(person_id: UUID, role: Role) -> tuple[Summary, ...]:
    answers = (_ask(name, person_id) for name in settings.PERSON_SUMMARIES)
    return tuple(each for each in answers if each is not None and may(role, each.url_name))


def _ask(dotted: str, *args: object, **named: object) -> Any:
    """Ask an app above, named in settings, since imports go downwards only: what is not there is told, not left out."""
    return import_string(dotted)(*args, **named)


def _name(person: Person) -> str:
    title = f" ({person.title})" if person.title else ""
    return f"{person.family_name.upper()}, {person.given_names}{title}"


def _line(person: Person) -> PersonLine:
    return PersonLine(
        person_id=person.pk,
        name=_name(person),
        born=_written(person.born),
        sex=person.get_sex_display(),
        record_number=person.record_number,
        is_synthetic=person.is_synthetic,
        url=reverse("people:person", args=[person.pk]),
    )


def _born(born: date | None, *, on: date) -> str:
    if born is None:
        return "not known"
    age_y = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return f"{_written(born)} ({age_y})"


def _written(day: date | None) -> str:
    return f"{day:%d-%b-%Y}" if day else "not known"


def _day(word: str) -> date | None:
    for form in ("%d-%b-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(word, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
