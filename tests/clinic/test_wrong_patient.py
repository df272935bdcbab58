"""A stale tab, a wrong link, two patients of one name: no address takes a thing of one person for another's."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.urls import reverse

from clinic.test_access_matrix import ADDRESSES, Address
from leeward.clinic.audit.models import Change
from leeward.clinic.people import actions as people
from leeward.clinic.people.access import ACCESS
from leeward.clinic.people.roles import Role
from way import walked

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H01 wrong patient")]

KEPT_BY_DJANGO = frozenset({"django_session"})
REFUSED = frozenset({400, 404, 405})  # 400: the tablet's queue is no form, and is refused before it is read
OF_A_THING = {
    "infusion_id": "infusions.Infusion", "order_id": "plans.Order", "proposal_id": "plans.Proposal",
    "preparation_id": "plans.Preparation", "decision_id": "assessments.Assessment",
    "entry_id": "outcomes.ScoreEntry", "crisis_id": "crises.Crisis",
}  # fmt: skip


def things(address: Address) -> set[str]:
    return {key for key, _ in address.asks} & OF_A_THING.keys()


ABOUT_A_THING = tuple(each for each in ADDRESSES if "person_id" in dict(each.asks) and things(each))


@pytest.fixture
def two(person, prescriber, nurse, now):
    """One person with a whole course, and another of the same name with nothing."""
    infusion = walked(person, prescriber=prescriber, nurse=nurse)
    twin = people.add_person(
        family_name=person.family_name, given_names=person.given_names, born=date(1985, 7, 14), is_synthetic=True,
        at=now,
    )  # fmt: skip
    return infusion, twin


def _of_the_first(key: str, kind: object) -> object:
    """The id of the first person's thing; something that is not there where they have none."""
    if key in OF_A_THING:
        model = apps.get_model(OF_A_THING[key])
        found = model._default_manager.first()
        return found.pk if found else uuid4() if "UUID" in type(kind).__name__ else 1
    return uuid4() if "UUID" in type(kind).__name__ else 1 if "Int" in type(kind).__name__ else "studied"


def written() -> int:
    return Change.objects.exclude(table__in=KEPT_BY_DJANGO).count()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_one_person_is_shown_or_changed_under_another_of_the_same_name(two, client_as, method):
    _, twin = two
    allowed = {each.name for each in ABOUT_A_THING if ACCESS[each.name].may(Role.MEDICAL_DIRECTOR, method.upper())}
    assert len(allowed) > 30
    client = client_as(Role.MEDICAL_DIRECTOR)
    before, opened = written(), []
    for address in ABOUT_A_THING:
        told = {key: twin if key == "person_id" else _of_the_first(key, kind) for key, kind in address.asks}
        form = {"event_id": str(uuid4()), "reason": "patient asks", "note": "calm", "why": "x"}
        response = getattr(client, method)(reverse(address.name, kwargs=told), form if method == "post" else None)
        if address.name in allowed and response.status_code not in REFUSED:
            opened.append(f"{address.name} answered {response.status_code}")
    assert not opened
    assert written() == before


def test_the_same_walk_under_the_right_person_opens(two, person, client_as):
    """So that the walk above proves something: the same things are found where they belong."""
    infusion, _ = two
    client = client_as(Role.MEDICAL_DIRECTOR)
    for name in ("chairside", "journal", "flowsheet", "discharge"):
        assert client.get(reverse(f"infusions:{name}", args=[person.pk, infusion.pk])).status_code == 200
    assert isinstance(infusion.pk, UUID)


def test_scores_on_which_nothing_is_rated_are_not_said_to_be_recorded(two, person, client_as):
    infusion, _ = two
    address = reverse("infusions:recovery_scores", args=[person.pk, infusion.pk])
    response = client_as(Role.NURSE).post(address, {"event_id": str(uuid4())})
    assert response.status_code == 422
    assert "Nothing is rated" in response.content.decode()
