"""Counting blind, and what two persons make of a difference."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leeward.clinic.pharmacy import actions, counting, queries, resolving, settling
from leeward.clinic.pharmacy.models import Discrepancy, DrugMovement, StockCount

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H35 diversion")]


@pytest.fixture
def counted(stock):
    """Count; what is not told was found as the ledger expects it."""

    def count(also_found="", **told):
        lines = counting.lines_to_count()
        return counting.record_count(
            count_id=uuid4(), occasion=StockCount.Occasion.START,
            counted={line.key: told.get(line.key.split("_")[0], line.expected) for line in lines},
            also_found=also_found, by=stock.nurse, at=stock.now,
        )  # fmt: skip

    return count


def resolve(stock, **changes):
    told = {"recounted": None, "is_lost": False, "explanation": "looked again"} | changes
    return resolving.resolve(discrepancy_id=Discrepancy.objects.get(resolution=None).pk, **told, **stock.told)


def test_lines_that_are_counted_say_nothing_of_what_is_expected(stock):
    stock.receive(quantity=7)
    settling.waste_unused(
        preparation_id=stock.draw(stock.receive(lot="B2")[0]).pk, reason="x", keeps_vial=True, **stock.told
    )
    lines = counting.lines_to_count()
    assert [(line.expected, line.vial is None) for line in lines] == [(7, True), (9_300, False)]
    assert not any("7" in line.says.replace("2027", "") or "9.3" in line.says for line in lines)


def test_a_count_that_agrees_opens_nothing(stock, counted):
    stock.receive(quantity=3)
    page = counting.count_page(counted())
    assert page.agrees
    assert not Discrepancy.objects.exists()
    assert [each.agrees for each in queries.stock(now=stock.now).counts] == [True]


def test_one_vial_too_few_opens_a_discrepancy_and_waits_on_the_first_page(stock, counted):
    stock.receive(quantity=3)
    page = counting.count_page(counted(lot=2))
    assert not page.agrees
    assert "2 were counted, the ledger says 3" in Discrepancy.objects.get().says
    assert any(each.tag == "discrepancy" for each in queries.waiting(now=stock.now))


def test_an_opened_vial_is_read_to_half_a_millilitre(stock, counted):
    drawing = stock.draw(stock.receive()[0])
    settling.waste_unused(preparation_id=drawing.pk, reason="x", keeps_vial=True, **stock.told)
    counted(vial=8_800)
    assert not Discrepancy.objects.exists()
    counted(vial=8_799)
    assert "8.799 mL were read, the ledger says 9.3 mL" in Discrepancy.objects.get().says


def test_the_count_is_taken_once_however_often_it_is_sent(stock):
    told = {"count_id": uuid4(), "occasion": "end", "counted": {}, "also_found": "x", "by": stock.nurse}
    assert counting.record_count(**told, at=stock.now) == counting.record_count(**told, at=stock.now)
    assert Discrepancy.objects.count() == 1


@pytest.mark.parametrize("changes", [{"found": 2}, {"occasion": "start"}, {"also_found": "one more"}])
def test_a_count_that_comes_again_bettered_is_refused(stock, changes):
    """The browser's Back, and then the number that the ledger wanted: the first count stays."""
    stock.receive(quantity=2)
    (line,) = counting.lines_to_count()
    first = {"found": 1, "occasion": "end", "also_found": ""}
    count_id = uuid4()

    def send(*, found, **told):
        return counting.record_count(count_id=count_id, counted={line.key: found}, by=stock.nurse, at=stock.now, **told)

    send(**first)
    with pytest.raises(counting.CannotCount, match="stays as it was made"):
        send(**first | changes)
    assert send(**first) == count_id
    assert Discrepancy.objects.count() == 1


def test_a_miscount_is_resolved_by_counting_again(stock, counted):
    stock.receive(quantity=3)
    counted(lot=2)
    with pytest.raises(resolving.CannotResolve, match="Count it again"):
        resolve(stock)
    assert resolve(stock, recounted=3) == "agrees"
    assert not queries.open_discrepancies()
    assert not DrugMovement.objects.filter(kind="missed").exists()


def test_what_is_still_missing_is_booked_as_missing_when_two_persons_say_so(stock, counted):
    made = stock.receive(quantity=3)
    counted(lot=1)
    with pytest.raises(resolving.CannotResolve, match="2 vials are missing still"):
        resolve(stock, recounted=1)
    assert resolve(stock, recounted=1, is_lost=True, explanation="shelf, bin and bags searched") == "lost"
    assert [stock.account(each).missing for each in made] == [0, 500_000, 500_000]
    assert {row.witness for row in DrugMovement.objects.filter(kind="missed")} == {stock.witness}
    assert counting.lines_to_count()[0].expected == 1


def test_more_than_the_ledger_says_is_received_or_corrected_first(stock, counted):
    made = stock.receive(quantity=2)
    actions.dispose(vial_id=made[1], how=resolving.Kind.DESTROYED, reason="cracked", **stock.told)
    counted(lot=2)
    with pytest.raises(resolving.CannotResolve, match="Receive it, or take the movement back"):
        resolve(stock, recounted=2)
    actions.correct(
        movement_id=DrugMovement.objects.get(kind="destroyed").pk, reason="it was the other one", **stock.told
    )
    assert resolve(stock, recounted=2) == "agrees"


def test_a_little_missing_of_an_opened_vial(stock, counted):
    (vial_id,) = stock.receive()
    settling.waste_unused(preparation_id=stock.draw(vial_id).pk, reason="x", keeps_vial=True, **stock.told)
    counted(vial=5_000)
    assert resolve(stock, recounted=5_000, is_lost=True) == "lost"
    account = stock.account(vial_id)
    assert (account.in_vial, account.missing) == (250_000, 215_000)


@pytest.mark.parametrize(("is_lost", "outcome"), [(True, "lost"), (False, "explained")])
def test_what_was_short_in_a_bag_is_missing_or_explained(stock, is_lost, outcome):
    (vial_id,) = stock.receive()
    stock.settle(stock.draw(vial_id), delivered_ul=25_000, left_ul=10_000)
    assert resolve(stock, is_lost=is_lost, explanation="the bag leaked on the floor") == outcome
    account = stock.account(vial_id)
    assert account.held == 0
    assert account.missing == (10_500 if is_lost else 0)
    assert not queries.unsettled()


def test_what_was_found_beside_the_ledger_waits_for_an_explanation(stock, counted):
    counted(also_found="one vial 50 mg/mL, lot Z9")
    with pytest.raises(resolving.CannotResolve, match="Write what you found"):
        resolve(stock, explanation=" ")
    assert resolve(stock, explanation="sent by mistake, returned") == "explained"
    with pytest.raises(Discrepancy.DoesNotExist):
        resolve(stock)


def test_a_discrepancy_is_resolved_once_and_by_two_persons(stock, counted):
    stock.receive(quantity=1)
    counted(lot=0)
    told = {"recounted": 1, "is_lost": False, "explanation": "behind the box", "at": stock.now}
    found = Discrepancy.objects.get().pk
    with pytest.raises(Exception, match="pharmacy_resolved_by_two_persons"):
        resolving.resolve(discrepancy_id=found, **told, by=stock.nurse, witness=stock.nurse)


def test_yesterdays_drawing_waits_on_the_first_page(stock):
    stock.draw(stock.receive()[0])
    assert not any("account" in each.tag for each in queries.waiting(now=stock.now))
    tomorrow = queries.waiting(now=stock.now + timedelta(days=1))
    assert [each.tag for each in tomorrow] == ["account for it", "count"]


def test_an_opened_vial_that_serves_nobody_any_more_waits_on_the_first_page(stock, counted):
    drawing = stock.draw(stock.receive()[0])
    counted()
    assert not queries.waiting(now=stock.now)
    settling.waste_unused(preparation_id=drawing.pk, reason="x", keeps_vial=True, **stock.told)
    assert [each.tag for each in queries.waiting(now=stock.now)] == ["opened"]
