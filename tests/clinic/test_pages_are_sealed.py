"""What a browser is told: our own files only, nothing inline, no page in a frame or a cache of history."""

import re
from pathlib import Path

import pytest

import leeward.clinic
from leeward.clinic.people.roles import Role

CLINIC = Path(leeward.clinic.__file__).parent
TEMPLATES = sorted(CLINIC.rglob("templates/**/*.html"))
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=\"|<style|javascript:|<script(?![^>]*(?:src=|type=\"application/json\"))", re.IGNORECASE
)
OUTSIDE = re.compile(r"(?:src|href|action)=\"(?:https?:)?//", re.IGNORECASE)


@pytest.mark.django_db
def test_the_policy_names_only_ourselves(client_as):
    policy = client_as(Role.NURSE).get("/")["Content-Security-Policy"]
    told = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert told["default-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert told["frame-ancestors"] == told["object-src"] == told["base-uri"] == "'none'"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(CLINIC)))
def test_no_template_carries_style_or_script_inside_or_from_outside(path):
    text = path.read_text()
    assert not INLINE.search(text)
    assert not OUTSIDE.search(text)


def test_style_sheets_ask_nobody_else():
    for path in CLINIC.rglob("static/**/*.css"):
        assert "url(" not in path.read_text(), path.name
        assert "@import" not in path.read_text(), path.name


def test_colours_stand_in_one_file():
    named = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", re.IGNORECASE)
    for path in CLINIC.rglob("static/**/*.css"):
        if path.name == "tokens.css":
            continue
        screen = re.sub(r"@layer print \{.*", "", path.read_text(), flags=re.DOTALL)
        found = [line for line in screen.splitlines() if named.search(line) and ".qr" not in line]
        assert not found, (path.name, found)


@pytest.mark.django_db
def test_every_page_has_a_language_a_title_a_way_past_the_frame_and_one_heading(client_as, person):
    client = client_as(Role.MEDICAL_DIRECTOR)
    addresses = ("/", "/people/", f"/people/{person.pk}/", f"/people/{person.pk}/identity/", "/referrals/", "/request/")
    for address in addresses:
        page = client.get(address).content.decode()
        assert '<html lang="en">' in page
        assert re.search(r"<title>\S", page), address
        assert 'class="skip" href="#content"' in page
        assert len(re.findall(r"<h1", page)) == 1, address


@pytest.mark.django_db
def test_static_files_are_served_from_the_packages(client):
    for name in ("tokens.css", "app.css", "app.js", "theme.js", "mark.svg"):
        response = client.get(f"/static/leeward/{name}")
        assert response.status_code == 200
        response.close()


@pytest.mark.django_db
def test_an_address_of_a_form_that_is_loaded_says_that_nothing_was_done(client_as, person):
    response = client_as(Role.PRESCRIBER).get(f"/people/{person.pk}/plan/propose/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Nothing was done" in response.content.decode()
