"""A dose is written with a point, a zero before it and none behind it: on every page that shows one (H39)."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cleared import clear
from leeward.clinic.infusions import planning
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.models import Preparation
from leeward.clinic.web.figure import Figure, without_trailing_zeros
from stocked import a_stock_vial

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H39 number format")]
UNITS = r"(?:mg|mL|µg|mcg|kg|ml)(?:/(?:kg|mL|h|min))*"
FIGURE = re.compile(rf"(?<![\w.,/-])([0-9.,]*[0-9][0-9.,]*)\s*{UNITS}(?![\w])")
RIGHT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")


def figures(page):
    """Return every amount on a page, as it is read."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return FIGURE.findall(html.unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.fixture
def course(person, nurse, prescriber, staff, monkeypatch):
    """A course in which weight, dose and volumes all have decimals: order, preparation, running infusion."""
    from functools import partial

    from leeward.dosing import propose

    few = partial(propose, n=40)
    monkeypatch.setattr("leeward.clinic.plans.actions.propose", few)
    monkeypatch.setattr("leeward.clinic.plans.computing.propose", few)
    at = timezone.now() - timedelta(minutes=10)
    clear(person, by=nurse, at=at, measured={"weight": "71.0 kg", "height": "176.5 cm"})
    who = {"person_id": person.pk}
    proposal_id = plans.propose_options(**who, by=prescriber, at=at)
    order_id = plans.approve_option(
        **who, proposal_id=proposal_id, option_key="studied", reason="", by=prescriber, at=at
    )
    vial_id = a_stock_vial(by=nurse, at=at)
    preparation_id = plans.prepare_order(
        **who, order_id=order_id, vial_id=vial_id, final_volume_ml=50, by=nurse, at=at
    )  # fmt: skip
    result = Preparation.objects.get().result
    plans.check_preparation(
        **who, preparation_id=preparation_id, lot="A1", strength_mg_per_ml=50, drug_ml=result["drug_ml"],
        rate_ml_per_h=result["rate_ml_per_h"], by=prescriber, at=at,
    )  # fmt: skip
    infusion_id = planning.plan_from_order(**who, order_id=order_id, chair="3", by=nurse, at=at)
    return {"proposal": proposal_id, "order": order_id, "infusion": infusion_id, "at": at, "result": result} | who


def addresses(course):
    person, infusion = course["person_id"], [course["person_id"], course["infusion"]]
    yield reverse("plans:plan", args=[person])
    for key in ("studied", "gentler", "lower"):
        yield reverse("plans:option", args=[person, course["proposal"], key])
    yield reverse("plans:order", args=[person, course["order"]])
    yield reverse("infusions:list", args=[person])
    yield reverse("people:person", args=[person])
    yield reverse("pharmacy:stock")
    for name in ("chairside", "time_out", "start", "journal", "flowsheet", "what_if", "settle"):
        yield reverse(f"infusions:{name}", args=infusion)


def read(client, course):
    for address in addresses(course):
        response = client.get(address)
        if response.status_code == 200:
            yield address, response.content.decode()


def test_no_page_shows_a_comma_a_bare_point_or_a_trailing_zero(course, client_as, nurse, prescriber):
    from uuid import uuid4

    from leeward.clinic.infusions import actions
    from leeward.clinic.infusions.deed import Deed

    deed = Deed(
        person_id=course["person_id"], infusion_id=course["infusion"], event_id=uuid4(), by=nurse, at=course["at"]
    )
    client, seen, wrong = client_as(Role.MEDICAL_DIRECTOR), 0, []
    for step in (None, cleared_and_passed_again, start):
        if step:
            step(deed, course["result"], actions)
        for address, page in read(client, course):
            found = figures(page)
            seen += len(found)
            wrong += [f"{address}: {figure}" for figure in found if not RIGHT.fullmatch(figure)]
    assert seen > 100
    assert not wrong, "\n".join(sorted(set(wrong)))


def cleared_and_passed_again(deed, _result, _actions):
    from timed_out import passed

    passed(deed)


def start(deed, result, actions):
    from dataclasses import replace
    from uuid import uuid4

    actions.start(
        replace(deed, event_id=uuid4()), shown_ml_per_h=result["rate_ml_per_h"], shown_vtbi_ml=result["vtbi_ml"]
    )


OTHERWISE = ["0,5", "1,000", ".5", "5.", "1e1", "-5", "+5", "1_0", "\u0665", "\uff15", "inf", "nan", "0x1"]


@pytest.mark.parametrize("typed", OTHERWISE)
def test_what_is_typed_otherwise_is_refused(typed):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        Figure().clean(typed)


@pytest.mark.parametrize(("typed", "number"), [("0.5", 0.5), ("50", 50), (" 7.25 ", 7.25), ("0", 0), ("5.0", 5)])
def test_a_plain_number_is_read(typed, number):
    assert Figure().clean(typed) == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [("35.0 mg", "35 mg"), ("0.50 mg/kg", "0.5 mg/kg"), ("35.50 mg (+0.0%)", "35.5 mg (+0%)"), ("100 mL", "100 mL"),
     ("10.05", "10.05"), ("v1.10.2", "v1.10.2")],
)  # fmt: skip
def test_zeros_behind_the_point_are_left_out(text, plain):
    assert without_trailing_zeros(text) == plain
