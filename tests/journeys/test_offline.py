"""A network drop in mid-infusion: the tablet charts on, and everything is there once and in order when it is back."""

import re

import pytest
from playwright.sync_api import expect

from journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.hazard("H24 network drop in mid-infusion")]

WAITING = "#waiting .waiting-waiting"
WORKER_STANDS_READY = """() => new Promise((resolve) => {
  if (navigator.serviceWorker.controller) resolve();
  else navigator.serviceWorker.addEventListener("controllerchange", () => resolve());
})"""


def at_the_chair(visitor: Visitor, made: dict) -> Visitor:
    """Open the chair's page, and wait until it could be loaded again without network."""
    visitor.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    visitor.page.evaluate(WORKER_STANDS_READY)
    return visitor


def is_told(visitor: Visitor) -> None:
    """Within five seconds the page says since when it is not connected."""
    bar = visitor.page.locator("[data-silent]")
    expect(bar).to_be_visible(timeout=8_000)
    expect(bar).to_have_text(re.compile(r"Not connected since \d\d:\d\d:\d\d.*watch the bedside monitor", re.DOTALL))


def chart(visitor: Visitor, *, pressure: str = "", note: str = "") -> None:
    row = visitor.page.locator("#row")
    row.locator('input[name="pressure"]').fill(pressure)
    row.locator('input[name="note"]').fill(note)
    row.locator('input[name="note"]').press("Enter")
    expect(visitor.page.locator("#waiting li").last).to_contain_text(pressure or note)


def pause(visitor: Visitor, *, why: str = "patient asks") -> None:
    visitor.page.locator("[data-away-controls]").get_by_role("button", name="Pause").click()
    act = visitor.page.locator("#act")
    act.get_by_label(why, exact=True).check()
    act.get_by_role("button", name="The pump is paused").click()
    expect(visitor.page.locator("#waiting li").last).to_contain_text("Pause")


def test_three_lines_a_pause_and_a_reload_without_network_are_there_once_and_in_order(enter, clinic):
    made = clinic.seed("running", family="Wireless", chair="W", device_id="mon-wire")
    nurse = at_the_chair(enter("nurse"), made)
    nurse.cut_off()
    chart(nurse, note="first")  # before anybody noticed
    is_told(nurse)
    nurse.looks(again=True)
    chart(nurse, pressure="141/86", note="second")
    pause(nurse)
    waiting = nurse.page.locator(WAITING)
    expect(waiting).to_have_count(3)
    expect(nurse.page.locator("[data-away-controls]").get_by_role("button", name="Resume")).to_be_visible()

    nurse.page.reload()
    nurse.sees("Not connected", "Wireless", "this page stands in", "first", "141/86", "Pause")
    expect(waiting).to_have_count(3)
    nurse.looks(again=True)
    chart(nurse, note="fourth")
    expect(waiting).to_have_count(4)

    nurse.cut_off(back=True)
    expect(nurse.page.locator(".tile.state")).to_contain_text("Paused", timeout=30_000)
    expect(waiting).to_have_count(0)
    nurse.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/journal/")
    rows = nurse.page.locator("table tbody tr").all_inner_texts()
    found = [word for row in rows for word in ("first", "141 mmHg", "second", "Paused", "fourth") if word in row]
    assert found == ["first", "141 mmHg", "second", "Paused", "fourth"]
    nurse.sees("Verified now")
    assert clinic.seed("account", infusion_id=made["infusion_id"])["broken_at"] is None


def test_two_tablets_that_charted_the_same_patient_tell_one_story(enter, clinic):
    made = clinic.seed("running", family="Twice", chair="T2", device_id="mon-twice")
    one, other = at_the_chair(enter("nurse"), made), at_the_chair(enter("second"), made)
    for each in (one, other):
        each.cut_off()
        is_told(each)
    chart(one, note="from the first")
    pause(one)
    chart(other, note="from the second")
    pause(other, why="nausea")
    other.cut_off(back=True)
    expect(other.page.locator(WAITING)).to_have_count(0, timeout=20_000)
    one.cut_off(back=True)
    expect(one.page.locator(WAITING)).to_have_count(0, timeout=20_000)
    for each in (one, other):
        expect(each.page.locator(".tile.state")).to_contain_text("Paused")
    expect(one.page.locator("#waiting")).to_contain_text("counts no longer")  # a person is told
    one.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/journal/")
    one.sees("from the first", "from the second", "counts no longer: it does not fit", "Verified now")
    told = clinic.seed("account", infusion_id=made["infusion_id"])
    assert told["state"] == "paused"
    assert told["broken_at"] is None


@pytest.mark.hazard("H01 wrong patient")
def test_what_one_nurse_charted_is_not_sent_by_another_who_signs_in_on_the_same_tablet(enter, clinic):
    made = clinic.seed("running", family="Shared", chair="S2", device_id="mon-shared")
    chair = f"/people/{made['person_id']}/infusions/{made['infusion_id']}/"
    tablet = enter(None)
    tablet.name = "nurse"
    at_the_chair(tablet.sign_in(), made)
    tablet.cut_off()
    is_told(tablet)
    chart(tablet, note="sealed words")
    tablet.page.context.clear_cookies()  # the session ends meanwhile
    tablet.refusals |= {401, 403}  # whichever is asked first: the live part, or what waits to be sent
    tablet.cut_off(back=True)
    expect(tablet.page).to_have_url(re.compile("/accounts/login/"), timeout=20_000)
    tablet.page.wait_for_timeout(500)
    assert tablet.page.evaluate(KEYS) == 0, "nobody is signed in, and a key lies on the tablet"

    tablet.name = "second"
    tablet.sign_in()
    at_the_chair(tablet, made)
    tablet.sees("charted by nurse waits on this tablet, sealed")
    assert "sealed words" not in tablet.page.content()
    tablet.go(chair + "journal/")
    assert "sealed words" not in tablet.page.content()

    tablet.page.context.clear_cookies()
    tablet.name = "nurse"
    tablet.sign_in()
    at_the_chair(tablet, made)
    expect(tablet.page.locator("[data-queue-says]")).to_contain_text("Sent: 1 entry", timeout=20_000)
    tablet.go(chair + "journal/")
    tablet.sees("sealed words")


KEYS = """() => new Promise((resolve) => {
  const request = indexedDB.open("leeward-queue", 1);
  request.onsuccess = () => {
    const count = request.result.transaction("keys").objectStore("keys").count();
    count.onsuccess = () => { resolve(count.result); request.result.close(); };
  };
})"""


def test_nothing_of_a_patient_lies_readable_on_the_tablet(enter, clinic):
    made = clinic.seed("running", family="Plaintext", chair="P2", device_id="mon-plain")
    nurse = at_the_chair(enter("nurse"), made)
    nurse.cut_off()
    is_told(nurse)
    chart(nurse, pressure="143/87", note="most private words")
    stored = nurse.page.evaluate(EVERYTHING)
    for words in ("most private words", "143/87", "Plaintext", "143"):
        assert words not in stored, f"{words} lies readable on the tablet"
    assert made["infusion_id"] in stored  # it was looked into
    nurse.cut_off(back=True)
    expect(nurse.page.locator(WAITING)).to_have_count(0, timeout=20_000)


EVERYTHING = """async () => {
  const read = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const found = [];
  const written = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder("latin1").decode(value)
    : value && typeof value === "object" ? Object.values(value).map(written).join(" ") : String(value);
  for (const { name, version } of await indexedDB.databases()) {
    const database = await read(indexedDB.open(name, version));
    for (const store of database.objectStoreNames) {
      found.push(...(await read(database.transaction(store).objectStore(store).getAll())).map(written));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  found.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  return found.join(" ");
}"""


def test_a_browser_that_keeps_nothing_asks_for_paper_and_loses_no_typed_word(enter, clinic):
    made = clinic.seed("running", family="Paper", chair="P3", device_id="mon-paper")
    nurse = enter("nurse")
    nurse.page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    nurse.go(f"/people/{made['person_id']}/infusions/{made['infusion_id']}/")
    nurse.cut_off()
    bar = nurse.page.locator("[data-silent]")
    expect(bar).to_be_visible(timeout=8_000)
    expect(bar).to_contain_text("cannot keep entries: chart on paper")
    note = nurse.page.locator('#row input[name="note"]')
    note.fill("typed without network")
    note.press("Enter")
    nurse.sees("This could not be kept", "Write it on paper")
    expect(note).to_have_value("typed without network")


def test_a_line_that_the_server_refuses_stays_with_the_sentence(enter, clinic):
    made = clinic.seed("running", family="Refused", chair="R2", device_id="mon-refused")
    nurse = at_the_chair(enter("nurse"), made)
    nurse.cut_off()
    is_told(nurse)
    chart(nurse, pressure="85/140")
    nurse.cut_off(back=True)
    refused = nurse.page.locator("#waiting .waiting-refused")
    expect(refused).to_contain_text("Check the order: 140/85", timeout=20_000)
    refused.get_by_role("button", name="Take off the list").click()
    refused.get_by_role("button", name="it is nowhere else").click()
    expect(nurse.page.locator("#waiting")).to_be_hidden()
