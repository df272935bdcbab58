"""The pages of the stock, as a nurse, her colleague and somebody else meet them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from leeward.clinic.audit.models import Read
from leeward.clinic.people.models import WitnessTry
from leeward.clinic.people.roles import Role
from leeward.clinic.pharmacy import counting
from leeward.clinic.pharmacy.models import Discrepancy, DrugMovement, Resolution, StockCount, Vial, VialReceipt

pytestmark = pytest.mark.django_db

SEEN = {"witness_username": "prescriber", "witness_password": "a long test pass"}
BOX = {
    "receipt_id": "7d0e1d3e-0000-4000-8000-000000000001", "vial_key": "50x10", "lot": "A1", "expires_on_month": "6",
    "expires_on_day": "30", "expires_on_year": "2030", "quantity": "2", "supplier": "W", "invoice": "1",
}  # fmt: skip


@pytest.fixture
def nurse_at(client_as):
    return client_as(Role.NURSE)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.THERAPIST, Role.ADMINISTRATOR, Role.RESEARCHER, None])
def test_nobody_else_opens_the_stock(client_as, role):
    client = client_as(role)
    for path in ("", "receive/", "count/", "log/", f"vials/{uuid4()}/"):
        assert client.get(f"/stock/{path}").status_code in (302, 403)


def test_vials_come_in_and_get_numbers(nurse_at, nurse):
    page = nurse_at.post("/stock/receive/", BOX, follow=True).content.decode()
    assert "Write the numbers on the vials: V-0001 to V-0002" in page
    assert "1000 mg in all" in page
    nurse_at.post("/stock/receive/", BOX)
    assert Vial.objects.count() == 2, "the same form sent twice"


@pytest.mark.hazard("H05 custom concentration")
@pytest.mark.parametrize("key", ["5x10", "500x10", "50", "50x100", "0.1x10", "custom"])
def test_a_strength_that_is_not_on_the_formulary_cannot_be_received(nurse_at, key):
    assert nurse_at.post("/stock/receive/", BOX | {"vial_key": key}).status_code == 422
    assert not Vial.objects.exists()


def test_a_scanned_code_fills_in_lot_and_expiry_and_must_agree_with_what_is_typed(nurse_at):
    code = "(01)00342023137104(17)301231(10)XK77"
    bare = {key: value for key, value in BOX.items() if key != "lot" and not key.startswith("expires")}
    wrong = nurse_at.post("/stock/receive/", BOX | {"code": code})
    assert wrong.status_code == 422
    assert "The code says XK77" in wrong.content.decode()
    assert nurse_at.post("/stock/receive/", bare | {"code": code}).status_code == 302
    made = VialReceipt.objects.get()
    assert (made.lot, f"{made.expires_on}") == ("XK77", "2030-12-31")


@pytest.mark.hazard("H35 diversion")
def test_the_page_of_a_count_does_not_say_what_should_be_there(nurse_at, stock):
    stock.receive(quantity=7, lot="QQ")
    page = read(nurse_at, "/stock/count/")
    main = re.sub(r"<input[^>]*>|value=\"[^\"]*\"", "", page.split("<main", 1)[1])
    assert "lot QQ" in main
    assert ">7<" not in main
    assert "3500" not in main
    (line,) = counting.lines_to_count()
    told = {"count_id": str(uuid4()), "occasion": "start", line.key: "6"}
    result = nurse_at.post("/stock/count/", told, follow=True).content.decode()
    assert "The shelf and the ledger differ" in result
    assert ">7<" in result
    assert "were counted, the ledger says 7" in read(nurse_at, "/stock/")


def test_a_line_left_empty_is_asked_for_and_not_taken_for_none(nurse_at, stock):
    stock.receive()
    response = nurse_at.post("/stock/count/", {"count_id": str(uuid4()), "occasion": "start"})
    assert response.status_code == 422
    assert "None is 0" in response.content.decode()
    assert not StockCount.objects.exists()


@pytest.mark.hazard("H35 unwitnessed waste")
def test_a_vial_leaves_the_stock_only_before_a_witness_who_types_their_own_password(nurse_at, stock):
    (vial_id,) = stock.receive()
    address = f"/stock/vials/{vial_id}/dispose/"
    told = {"how": "destroyed", "reason": "cracked"}
    for wrong in ({"witness_password": "guess"}, {"witness_username": "nurse"}, {"witness_username": ""}):
        refused = nurse_at.post(address, told | SEEN | wrong)
        assert refused.status_code == 422
        assert "guess" not in refused.content.decode(), "a password is never shown again"
    assert stock.account(vial_id).in_vial == 500_000
    session = nurse_at.session.session_key
    assert nurse_at.post(address, told | SEEN).status_code == 302
    row = DrugMovement.objects.get(kind="destroyed")
    assert (row.by, row.witness) == (stock.nurse, stock.witness)
    assert nurse_at.session.session_key == session, "nobody was signed in or out"
    assert read(nurse_at, "/").count("Test Nurse")
    assert [each.outcome for each in WitnessTry.objects.order_by("pk")] == ["wrong", "seen"]


def test_an_expired_lot_is_destroyed_at_once_and_another_lot_stays(nurse_at, stock):
    old = stock.receive(at=stock.now - timedelta(days=40), days=39, quantity=3, lot="OLD")
    stock.receive(lot="NEW")
    assert "expired" in read(nurse_at, "/stock/")
    told = {"how": "destroyed", "reason": "expired", "all_alike": "on"} | SEEN
    assert nurse_at.post(f"/stock/vials/{old[0]}/dispose/", told).status_code == 302
    assert [stock.account(each).destroyed for each in old] == [500_000] * 3
    assert "500 mg in all" in read(nurse_at, "/stock/")


def test_a_vials_own_ledger_names_the_patient_and_the_read_is_kept(nurse_at, stock):
    (vial_id,) = stock.receive()
    stock.settle(stock.draw(vial_id), delivered_ul=20_000)
    page = read(nurse_at, f"/stock/vials/{vial_id}/")
    for words in ("received", "drawn into a bag", "given", "14 mg", "wasted: rest of the bag", "21 mg", "SAMPLE, Ada",
                  "wasted: rest of the vial", "465 mg", "Test Prescriber"):  # fmt: skip
        assert words in page, words
    assert Read.objects.filter(page="pharmacy:vial", person_id=stock.person.pk, actor="nurse").count() == 1


def test_a_movement_is_taken_back_on_its_page(nurse_at, stock):
    (vial_id,) = stock.receive()
    stock.settle(stock.draw(vial_id))
    row = DrugMovement.objects.get(kind="given")
    address = f"/stock/movements/{row.pk}/correct/"
    assert "Nothing is overwritten" in read(nurse_at, address)
    assert nurse_at.post(address, {"reason": "wrong infusion"} | SEEN).status_code == 302
    assert "correction: not given" in read(nurse_at, f"/stock/vials/{vial_id}/")
    assert nurse_at.post(address, {"reason": "again"} | SEEN).status_code == 422


def test_a_discrepancy_is_resolved_by_two_persons_and_says_what_a_loss_asks(nurse_at, stock):
    stock.receive(quantity=2)
    (line,) = counting.lines_to_count()
    nurse_at.post("/stock/count/", {"count_id": str(uuid4()), "occasion": "end", line.key: "1"})
    address = f"/stock/discrepancies/{Discrepancy.objects.get().pk}/"
    assert "within 1 business day" in read(nurse_at, address)
    told = {"recounted": "1", "explanation": "searched everywhere"}
    assert "is missing still" in nurse_at.post(address, told | SEEN).content.decode().replace("are", "is")
    for slip in ("1.5", "-1", "1,0", "one"):
        assert nurse_at.post(address, told | SEEN | {"is_lost": "on", "recounted": slip}).status_code == 422
    assert nurse_at.post(address, told | SEEN | {"is_lost": "on"}).status_code == 302
    assert Resolution.objects.get().outcome == "lost"
    assert "resolved" in read(nurse_at, address)
    assert "500 mg in all" in read(nurse_at, "/stock/")


def test_the_log_prints_every_movement_of_the_days_with_its_balance_and_the_sums(nurse_at, stock):
    (vial_id,) = stock.receive(at=stock.now - timedelta(days=40))
    stock.settle(stock.draw(vial_id), delivered_ul=20_000)
    day = stock.now
    told = {"since_month": day.month, "since_day": day.day, "since_year": day.year}
    told |= {"until_month": day.month, "until_day": day.day, "until_year": day.year}
    response = nurse_at.get("/stock/log/", told)
    page = re.sub(r"\s+", " ", response.content.decode())
    assert response.status_code == 200
    for words in ("balances", "14 (0.28)", "21 (0.42)", "465 (9.3)", "SAMPLE, Ada", "lot A1", "Test Nurse",
                  "Test Prescriber", "at least 2 years"):  # fmt: skip
        assert words in page, words
    assert "received 500 mg" not in page, "that was before these days"
    assert '<td class="amount" data-label="Opening">500</td>' in page
    assert '<td class="amount" data-label="Closing">0</td>' in page
    assert Read.objects.filter(page="pharmacy:log", person_id=stock.person.pk).exists()


def test_what_is_not_there_is_not_found(nurse_at):
    for path in ("vials/{}/", "vials/{}/dispose/", "movements/{}/correct/", "discrepancies/{}/", "counts/{}/"):
        assert nurse_at.get("/stock/" + path.format(uuid4())).status_code == 404
