"""What is done to the stock: each vial's account closes, and what cannot be is refused with what to do."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from leeward.clinic.audit import triggers
from leeward.clinic.pharmacy import actions, queries, replaying, settling
from leeward.clinic.pharmacy.models import Discrepancy, DrugMovement, Vial
from leeward.clinic.protocols.replayed import Standing
from leeward.dosing.ledger import CannotMove, Kind
from leeward.dosing.shelf import CannotDraw

pytestmark = pytest.mark.django_db


def test_each_vial_of_a_delivery_is_a_row_with_a_number_and_its_content(stock):
    made = stock.receive(quantity=3)
    assert queries.numbers_of(made) == "V-0001 to V-0003"
    assert [stock.account(each).in_vial for each in made] == [500_000] * 3
    assert queries.stock(now=stock.now).total_mg == "1500"


def test_a_delivery_sent_twice_is_received_once(stock):
    receipt_id = uuid4()
    assert stock.receive(receipt_id=receipt_id, quantity=2) == stock.receive(receipt_id=receipt_id, quantity=2)
    assert Vial.objects.count() == 2


@pytest.mark.parametrize("changes", [{"quantity": 5}, {"lot": "B2"}, {"days": 99}, {"strength": 10}, {"invoice": "2"}])
def test_a_delivery_that_comes_again_from_the_same_page_and_says_something_else_is_refused(stock, changes):
    receipt_id = uuid4()
    stock.receive(receipt_id=receipt_id, quantity=2)
    with pytest.raises(actions.CannotReceive, match="took 2 vials of lot A1 into the stock already"):
        stock.receive(receipt_id=receipt_id, **{"quantity": 2} | changes)
    assert Vial.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"vial_key": "500x10"}, "not on the formulary"),
        ({"vial_key": ""}, "not on the formulary"),
        ({"lot": " "}, "lot number"),
        ({"quantity": 0}, "how many"),
        ({"days": -1}, "expired"),
    ],
)
def test_a_delivery_that_cannot_be_is_not_taken_into_the_stock(stock, changes, says):
    with pytest.raises(actions.CannotReceive, match=says):
        stock.receive(**changes)
    assert not Vial.objects.exists()


@pytest.mark.hazard("H35 diversion")
@pytest.mark.parametrize("delivered_ul", [0, 1, 12_345, 25_000, 49_999, 50_000])
def test_after_the_infusion_every_microgram_of_the_vial_is_accounted_for(stock, delivered_ul):
    (vial_id,) = stock.receive()
    drawing = stock.draw(vial_id)
    assert [each.preparation_id for each in queries.unsettled(stock.person.pk)] == [drawing.pk]
    stock.settle(drawing, delivered_ul=delivered_ul)
    account = stock.account(vial_id)
    assert account.given == pytest.approx(35_000 * delivered_ul / 50_000, abs=0.5)
    assert account.given + account.wasted == 500_000
    assert (account.held, account.missing) == (0, 0)
    assert not queries.unsettled()


@pytest.mark.hazard("H35 diversion")
def test_waste_names_a_witness_who_is_another_person(stock):
    (vial_id,) = stock.receive()
    drawing = stock.draw(vial_id)
    with pytest.raises(CannotMove, match="another person"):
        stock.settle(drawing, delivered_ul=20_000, witness=stock.nurse)
    assert stock.account(vial_id).in_preparations == 35_000, "nothing of a refused settlement is kept"
    stock.settle(drawing, delivered_ul=20_000)
    wasted = DrugMovement.objects.filter(kind="wasted")
    assert {row.witness for row in wasted} == {stock.witness}


def test_a_preparation_is_settled_once(stock):
    drawing = stock.draw(stock.receive()[0])
    stock.settle(drawing)
    with pytest.raises(actions.CannotSettle, match="accounted for already"):
        stock.settle(drawing)
    with pytest.raises(actions.CannotSettle, match="Nothing was drawn"):
        settling.settle(preparation_id=uuid4(), delivered_ul=1, left_ul=1, **stock.told)


@pytest.mark.hazard("H35 diversion")
def test_a_bag_with_less_in_it_than_its_record_says_stays_open_as_a_discrepancy(stock):
    (vial_id,) = stock.receive()
    drawing = stock.draw(vial_id)
    stock.settle(drawing, delivered_ul=25_000, left_ul=10_000)
    assert "held 10 mL after the infusion; by its record 25 mL of 50 mL" in Discrepancy.objects.get().says
    account = stock.account(vial_id)
    assert (account.given, account.in_preparations) == (17_500, 10_500), "what is not there to waste is not wasted"
    assert queries.unsettled()


@pytest.mark.hazard("H35 diversion")
def test_what_went_in_once_is_not_given_from_a_second_preparation_of_the_order(stock):
    (vial_id,), order_id = stock.receive(), uuid4()
    first = stock.draw(vial_id, order_id=order_id)
    settling.waste_unused(preparation_id=first.pk, reason="spilt", keeps_vial=True, **stock.told)
    stock.settle(stock.draw(vial_id, order_id=order_id), delivered_ul=50_000)
    spilt = DrugMovement.objects.get(preparation_id=first.pk, kind="wasted")
    actions.correct(movement_id=spilt.pk, reason="of another order", **stock.told)
    stock.settle(first, delivered_ul=50_000, left_ul=50_000)
    account = stock.account(vial_id)
    assert (account.given, account.wasted, account.held) == (35_000, 465_000, 0)
    assert not Discrepancy.objects.exists()


@pytest.mark.hazard("H35 diversion")
@pytest.mark.parametrize("left_ul", [25_000, 10_000], ids=["as the record says", "the same form again"])
def test_what_was_short_in_a_bag_is_not_wasted_by_reading_it_again(stock, left_ul):
    (vial_id,) = stock.receive()
    drawing = stock.draw(vial_id)
    stock.settle(drawing, delivered_ul=25_000, left_ul=10_000)
    with pytest.raises(actions.CannotSettle, match="resolve that in the stock"):
        stock.settle(drawing, delivered_ul=25_000, left_ul=left_ul)
    assert Discrepancy.objects.count() == 1
    assert stock.left_in(drawing) == 10_500


def test_a_bag_with_more_in_it_than_its_record_says_is_wasted_and_said(stock):
    (vial_id,) = stock.receive()
    stock.settle(stock.draw(vial_id), delivered_ul=40_000, left_ul=30_000)
    assert stock.account(vial_id).held == 0
    assert Discrepancy.objects.count() == 1


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize(
    ("before", "says"),
    [
        (lambda stock, vial_id: stock.settle(stock.draw(vial_id)), "Nothing is left in V-0001"),
        (lambda stock, vial_id: stock.draw(vial_id), "opened for another order"),
    ],
)
def test_a_vial_serves_one_patient(stock, before, says):
    (vial_id,) = stock.receive()
    before(stock, vial_id)
    with pytest.raises(CannotDraw, match=says):
        stock.draw(vial_id, minute=90)


def test_an_expired_unknown_or_short_vial_is_not_drawn_from(stock):
    old = stock.receive(at=stock.now - timedelta(days=40), days=39)[0]
    with pytest.raises(CannotDraw, match="expired on 22-Nov-2026: take another vial"):
        stock.draw(old)
    with pytest.raises(CannotDraw, match="not in the stock"):
        stock.draw(uuid4())
    with pytest.raises(CannotDraw, match="holds 200 mg, the order takes 210 mg"):
        stock.draw(stock.receive(strength=10)[0], drawn_ul=21_000)
    assert not queries.unsettled()


def test_an_order_is_drawn_again_only_when_what_was_drawn_is_accounted_for(stock):
    first, second = stock.receive(quantity=2)
    order_id = uuid4()
    drawing = stock.draw(first, order_id=order_id)
    with pytest.raises(actions.CannotSettle, match="35 mg were drawn from V-0001"):
        stock.draw(second, order_id=order_id)
    settling.waste_unused(preparation_id=drawing.pk, reason="wrong bag", keeps_vial=True, **stock.told)
    again = stock.draw(first, order_id=order_id, minute=5)
    assert stock.account(first).in_vial == 430_000
    settling.waste_unused(preparation_id=again.pk, reason="unwell", keeps_vial=False, **stock.told)
    assert stock.account(first).held == 0


def test_an_opened_vial_is_not_kept_for_long(stock):
    (vial_id,) = stock.receive()
    order_id = uuid4()
    first = stock.draw(vial_id, order_id=order_id)
    settling.waste_unused(preparation_id=first.pk, reason="wrong bag", keeps_vial=True, **stock.told)
    with pytest.raises(CannotDraw, match="opened more than 4 h ago"):
        stock.draw(vial_id, order_id=order_id, minute=241)


def test_a_vial_returned_unopened_is_sealed_again(stock):
    (vial_id,) = stock.receive()
    drawing = stock.draw(vial_id)
    assert not stock.shelf(vial_id).is_sealed
    settling.return_unopened(preparation_id=drawing.pk, reason="withdrawn", **stock.told)
    assert stock.shelf(vial_id).is_sealed
    assert stock.account(vial_id).in_vial == 500_000
    assert not queries.unsettled()
    stock.draw(vial_id, minute=5)


def test_a_vial_that_was_drawn_from_before_is_not_returned_unopened(stock):
    (vial_id,) = stock.receive()
    order_id = uuid4()
    first = stock.draw(vial_id, order_id=order_id)
    settling.waste_unused(preparation_id=first.pk, reason="wrong bag", keeps_vial=True, **stock.told)
    again = stock.draw(vial_id, order_id=order_id, minute=5)
    with pytest.raises(actions.CannotSettle, match="seal is not whole"):
        settling.return_unopened(preparation_id=again.pk, reason="x", **stock.told)


@pytest.mark.parametrize(
    ("how", "opened", "says"),
    [
        (Kind.RETURNED, True, "only sealed vials"),
        (Kind.WASTED, False, "stock is destroyed or returned"),
        (Kind.DESTROYED, False, ""),
        (Kind.RETURNED, False, ""),
        (Kind.WASTED, True, ""),
        (Kind.DESTROYED, True, ""),
    ],
)
def test_how_a_vial_may_leave_the_stock(stock, how, opened, says):
    (vial_id,) = stock.receive()
    if opened:
        drawing = stock.draw(vial_id)
        settling.waste_unused(preparation_id=drawing.pk, reason="x", keeps_vial=True, **stock.told)
    if says:
        with pytest.raises(actions.CannotSettle, match=says):
            actions.dispose(vial_id=vial_id, how=how, reason="x", **stock.told)
    else:
        actions.dispose(vial_id=vial_id, how=how, reason="x", **stock.told)
        assert stock.account(vial_id).held == 0


@pytest.mark.hazard("H36 audit tampering")
def test_a_movement_is_corrected_by_another_one_and_never_changed(stock):
    (vial_id,) = stock.receive()
    stock.settle(stock.draw(vial_id), delivered_ul=20_000)
    given = DrugMovement.objects.get(kind="given")
    actions.correct(movement_id=given.pk, reason="charted for the wrong minute", **stock.told)
    assert stock.account(vial_id).given == 0
    drawing = stock.vial(vial_id).drawings.get()
    stock.settle(drawing, delivered_ul=20_000, minute=90)
    assert (stock.account(vial_id).given, stock.account(vial_id).held) == (14_000, 0)
    with pytest.raises(CannotMove, match="taken back already"):
        actions.correct(movement_id=given.pk, reason="again", **stock.told)
    for spoil in (
        lambda: DrugMovement.objects.update(amount_ug=1),
        lambda: DrugMovement.objects.filter(kind="corrected").delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


def test_what_was_drawn_is_not_simply_taken_back(stock):
    stock.draw(stock.receive()[0])
    with pytest.raises(actions.CannotSettle, match="returned unopened"):
        actions.correct(movement_id=DrugMovement.objects.get(kind="drawn").pk, reason="x", **stock.told)


@pytest.mark.hazard("H36 audit tampering")
@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE pharmacy_drugmovement SET amount_ug = 34000 WHERE kind = 'drawn'",
        "UPDATE pharmacy_drugmovement SET witness_id = NULL, kind = 'given' WHERE kind = 'wasted'",
        "DELETE FROM pharmacy_drugmovement WHERE kind = 'given'",
        "UPDATE pharmacy_drugmovement SET at = '2020-01-01' WHERE kind = 'given'",
    ],
)
def test_a_ledger_that_was_changed_behind_our_back_does_not_verify(stock, spoil):
    stock.settle(stock.draw(stock.receive()[0]), delivered_ul=20_000)
    assert [each.standing for each in replaying.replays()] == [Standing.AGREES]
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(spoil)
    triggers.install(connection)
    assert [each.standing for each in replaying.replays()] == [Standing.DISAGREES]


@pytest.mark.hazard("H35 unwitnessed waste")
def test_the_database_itself_refuses_waste_without_a_witness_and_one_who_witnesses_themselves(stock):
    stock.settle(stock.draw(stock.receive()[0]), delivered_ul=20_000)
    row = DrugMovement.objects.filter(kind="wasted").first()
    for witness in (None, row.by):
        row.pk, row.seq, row.witness = uuid4(), 99, witness
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
