"""What a hundred do at once comes out as if one had done it after another: PostgreSQL keeps SQLite's promises."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction

from cleared import clear
from leeward.clinic.audit.actor import acting
from leeward.clinic.audit.turns import beside_the_others
from leeward.clinic.consents import actions as consents
from leeward.clinic.consents import queries as consent_pages
from leeward.clinic.consents.models import ConsentSignature
from leeward.clinic.crises import actions as crises
from leeward.clinic.crises.models import Crisis, CrisisStep
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions import journaling, mapping
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.infusions.snapshot import OrderSnapshot
from leeward.clinic.people.models import WitnessTry
from leeward.clinic.people.roles import PRESCRIBERS, Role
from leeward.clinic.people.witness import MOST_WRONG, CannotWitness, witness
from leeward.clinic.pharmacy import actions as pharmacy
from leeward.clinic.pharmacy import replaying
from leeward.clinic.pharmacy.models import Drawing, DrugMovement
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans.models import Order, OrderOfDay
from leeward.clinic.protocols import actions as protocols
from leeward.clinic.protocols import standing
from leeward.clinic.protocols.actions import Told
from leeward.clinic.protocols.models import ProtocolVersion
from leeward.clinic.protocols.replayed import Standing
from leeward.clinic.web.tries import count_try
from leeward.dosing import propose
from leeward.infusion import journal
from leeward.infusion.events import NoteWritten
from leeward.outcomes.crisis import Urgency
from leeward.outcomes.crisis_triggers import Trigger
from leeward.protocol.assessing import RestingPressure
from leeward.units import Quantity
from stocked import a_stock_vial

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 12  # threads, each with a connection of its own
HOW_OFTEN = 100
ORDER = OrderSnapshot(
    dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
    rate_ml_per_h=52.5, vtbi_ml=35,
)  # fmt: skip


@pytest.fixture(autouse=True)
def as_after_a_start(db, monkeypatch):
    """A transactional test empties every table, also those that a start fills; few virtual patients are computed."""
    call_command("createcachetable", verbosity=0)
    cache.clear()
    monkeypatch.setattr("leeward.clinic.plans.actions.propose", partial(propose, n=40))


def at_once(act: Callable[[int], object], *, times: int = HOW_OFTEN) -> list[object]:
    """Do it so often from many threads; return what each came to, an exception where it was refused."""
    together = Barrier(AT_ONCE)

    def one(number: int) -> object:
        if number < AT_ONCE:
            together.wait(20)
        try:
            with acting(f"test {number}"):
                return act(number)
        except Exception as why:  # noqa: BLE001 - the test looks at it
            return why
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(times)))


def refusals(came: list[object]) -> dict[str, int]:
    names = [type(one).__name__ for one in came if isinstance(one, Exception)]
    return {name: names.count(name) for name in set(names)}


@pytest.mark.hazard("H13 double infusion")
def test_of_a_hundred_approvals_at_once_one_becomes_the_order_of_the_day(person, nurse, prescriber, now):
    clear(person, by=nurse, at=now)
    proposal_id = plans.propose_options(person_id=person.pk, by=prescriber, at=now)

    def approve(_: int) -> UUID:
        return plans.approve_option(
            person_id=person.pk, proposal_id=proposal_id, option_key="studied", reason="", second=None, by=prescriber,
            at=now,
        )  # fmt: skip

    came = at_once(approve)
    assert refusals(came) == {"CannotPlan": HOW_OFTEN - 1}
    assert Order.objects.count() == OrderOfDay.objects.count() == 1


@pytest.mark.hazard("H36 audit tampering: one chain over all vials")
def test_a_hundred_draws_at_once_make_one_chain_and_never_take_more_than_a_vial_holds(person, nurse, now):
    vials = [a_stock_vial(by=nurse, at=now) for _ in range(3)]

    def draw(number: int) -> None:
        pharmacy.draw(
            preparation_id=uuid4(), order_id=uuid4(), person_id=person.pk, vial_id=vials[number % 3], drawn_ul=700,
            bag_ul=50_000, by=nurse, at=now,
        )  # fmt: skip

    came = at_once(draw)
    assert Drawing.objects.count() == came.count(None)
    assert set(refusals(came)) <= {"CannotDraw", "CannotMove"}
    assert all(taken <= 10_000 for taken in drawn_of(vials))
    assert list(DrugMovement.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, DrugMovement.objects.count() + 1)
    )
    assert {one.standing for one in replaying.replays()} == {Standing.AGREES}


def drawn_of(vials: list[UUID]) -> list[int]:
    return [sum(Drawing.objects.filter(vial_id=vial).values_list("drawn_ul", flat=True)) for vial in vials]


@pytest.mark.parametrize("waits", [True, False], ids=["in turn", "beside the others"])
@pytest.mark.hazard("H36 audit tampering: one chain of a journal")
def test_a_hundred_entries_at_once_make_one_journal(person, nurse, now, waits):
    """The row's lock is enough: gateways do not wait for the turn."""
    infusion_id = infusions.plan_infusion(person_id=person.pk, order=ORDER, chair="3", by=nurse, at=now)
    ids = [uuid4() for _ in range(HOW_OFTEN // 2)]

    def write(number: int) -> None:
        event = NoteWritten(
            event_id=ids[number % len(ids)], at=now, by=nurse.key, source="person", text=f"note {number % len(ids)}"
        )
        if waits:
            return record(event)
        with beside_the_others():
            return record(event)

    def record(event: NoteWritten) -> None:
        with transaction.atomic():
            infusion = journaling.locked(person_id=None, infusion_id=infusion_id)
            journaling.record(infusion, (event,), now=now)

    assert at_once(write) == [None] * HOW_OFTEN
    kept = mapping.journal_of(JournalEntry.objects.all())
    assert journal.verify(kept) is None
    assert sorted(str(entry.event.event_id) for entry in kept) == sorted(map(str, ids)), "each once, sent twice"


def test_tries_that_come_together_are_all_counted():
    counts = at_once(lambda _: count_try("a-key", within_s=600))
    assert sorted(counts) == list(range(1, HOW_OFTEN + 1))


@pytest.mark.hazard("H35 unwitnessed waste")
def test_guesses_of_a_witness_that_come_together_are_too_many(nurse, prescriber, now):
    def guess(_: int) -> object:
        return witness(username="prescriber", password="wrong", besides=nurse, roles=PRESCRIBERS, now=now)

    came = at_once(guess, times=40)
    assert refusals(came) == {"CannotWitness": 40}
    looked_at = [why for why in came if isinstance(why, CannotWitness) and "do not belong together" in str(why)]
    assert len(looked_at) <= MOST_WRONG
    assert WitnessTry.objects.count() == 40


def test_one_consent_that_is_sent_a_hundred_times_at_once_is_signed_once(person, nurse, now):
    page = consent_pages.sign_page(person.pk, now=now)
    points = frozenset(block.key for block in page.blocks if block.kind == "point")
    signed = consents.Signed(seen=page.digest, agreed=points, typed_name="Ada Sample")
    came = at_once(lambda _: consents.sign(person_id=person.pk, signed=signed, witness=nurse, at=now))
    assert came == [signed.signature_id] * HOW_OFTEN
    assert ConsentSignature.objects.count() == 1


@pytest.mark.hazard("H38 rule or limit update breaks practice")
def test_of_a_hundred_signatures_under_one_draft_one_makes_the_version(staff, now):
    director = staff(Role.MEDICAL_DIRECTOR)
    told = {RestingPressure.systolic_to_weigh.name: Told(quantity=Quantity(130, "mmHg"), reason="a reason")}
    protocols.draft_changes(told=told, by=director, at=now)
    seen = standing.draft(now).digest

    def sign(number: int) -> int:
        at = now + timedelta(seconds=number)
        return protocols.sign(seen=seen, typed_name=director.name, second_factor=False, by=director, at=at)

    came = at_once(sign)
    assert len([one for one in came if isinstance(one, int)]) == 1
    assert set(refusals(came)) == {"CannotSign"}
    assert ProtocolVersion.objects.count() == 1


@pytest.mark.hazard("H34 Suicidality missed")
def test_one_answer_that_arrives_a_hundred_times_opens_one_crisis_and_others_join_it(person, nurse, now):
    sources = [f"score:{uuid4()}" for _ in range(4)]

    def opened(number: int) -> UUID:
        trigger = a_trigger(sources[number % 4])
        return crises.open_crisis(person_id=person.pk, trigger=trigger, by=nurse, at=now)

    came = at_once(opened)
    assert len(set(came)) == 1
    assert refusals(came) == {}
    assert Crisis.objects.count() == 1
    assert list(CrisisStep.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


def a_trigger(source: str) -> Trigger:
    return Trigger(instrument="PHQ-9", says="thoughts of death", urgency=Urgency.RAISED, answers=(), source=source)


def test_infusions_that_are_planned_at_once_have_numbers_of_their_own(person, nurse, now):
    made = at_once(lambda _: infusions.plan_infusion(person_id=person.pk, order=ORDER, chair="3", by=nurse, at=now))
    assert refusals(made) == {}
    assert sorted(Infusion.objects.values_list("number", flat=True)) == list(range(1, HOW_OFTEN + 1))
