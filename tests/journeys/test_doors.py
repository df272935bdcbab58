"""Who gets in, how, and what a small screen shows of it."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import expect

from journeys.served import PASSWORD, until

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def course(clinic):
    """A person with an infusion that runs."""
    made = clinic.seed("running", family="Doorway", chair="D", device_id="mon-door")
    return made | {"at": f"/people/{made['person_id']}/"}


def test_a_wrong_role_is_told_which_roles_may(enter, course):
    researcher = enter("researcher")
    researcher.refusals.add(403)
    assert researcher.go(course["at"]).status == 403
    researcher.sees("This is not open to the role “Researcher”", "It is for:", "Nurse")
    assert "Doorway" not in researcher.page.content()
    researcher.looks()
    desk = enter("desk")
    desk.refusals.add(403)
    assert desk.go(f"{course['at']}infusions/{course['infusion_id']}/").status == 403
    desk.sees("This is not open to the role “Front desk”")


def test_nobody_sees_a_record_without_signing_in(enter, course):
    anybody = enter(None)
    anybody.go(course["at"])
    expect(anybody.page).to_have_url(re.compile(r"/accounts/login/\?next="))
    assert "Doorway" not in anybody.page.content()
    anybody.looks()


MAIN_PAGES = {
    "anybody": ("/request/", "/accounts/login/"),
    "desk": ("/", "/people/", "/people/add/", "/referrals/"),
    "nurse": (
        "/", "/room/", "{at}", "{at}allergies/", "{at}assessment/", "{at}assessment/chart/",
        "{at}assessment/chart/heart/", "{at}assessment/medicines/", "{at}plan/", "{at}plan/orders/{order_id}/",
        "{at}infusions/", "{at}infusions/{infusion_id}/", "{at}infusions/{infusion_id}/time-out/",
        "{at}infusions/{infusion_id}/discharge/", "{at}infusions/{infusion_id}/flowsheet/",
        "{at}infusions/{infusion_id}/journal/", "{at}outcomes/", "{at}outcomes/enter/pcl-5/", "{at}course/",
        "{at}report/", "{at}messages/", "/messages/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", MAIN_PAGES)
def test_no_main_page_scrolls_sideways_on_a_telephone(enter, course, who):
    visitor = enter(None if who == "anybody" else who, width=390)
    too_wide = []
    for path in MAIN_PAGES[who]:
        visitor.go(path.format(**course))
        visitor.looks()
        if visitor.width() > 390:
            too_wide.append(f"{path}: {visitor.width()} px")
    assert not too_wide


def code_now(secret: str) -> str:
    """The six digits that an authenticator app shows for this secret now (RFC 6238)."""
    until(lambda: time.time() % 30 < 25, "no fresh code", within_s=10)  # not one that ends on its way
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_a_second_factor_is_set_up_and_asked_for(enter):
    careful = enter("careful", signed_in=False).sign_in()
    careful.go("/accounts/2fa/totp/activate/")
    if "reauthenticate" in careful.page.url:
        careful.fill("Password", PASSWORD)
        careful.page.locator("main").get_by_role("button").first.click()
    careful.looks()
    secret = careful.page.locator("#authenticator_secret").input_value()
    careful.page.locator('input[name="code"]').fill(code_now(secret))
    careful.page.locator("main form").get_by_role("button").first.click()
    expect(careful.page).not_to_have_url(re.compile("totp/activate"))
    careful.go("/")
    careful.press("Sign out")
    again = enter("careful", signed_in=False)
    again.sign_in()
    expect(again.page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    again.looks()
    again.go("/people/")  # the password alone opens nothing
    expect(again.page).to_have_url(re.compile("/accounts/"))
    again.refusals.add(400)
    again.fill("Code", "000000" if code_now(secret) != "000000" else "111111")
    again.press("Sign In")
    again.sees("This code does not fit")
    again.fill("Code", code_now(secret))
    again.press("Sign In")
    expect(again.page.get_by_role("heading", name="Today")).to_be_visible()
