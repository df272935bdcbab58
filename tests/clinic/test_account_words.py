"""The pages that django-allauth brings speak the clinic's words."""

import gettext
import re
from pathlib import Path

import pytest

import leeward.clinic.web
from leeward.clinic.people.roles import Role

CATALOG = Path(leeward.clinic.web.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def test_the_compiled_words_are_those_of_the_readable_file():
    with CATALOG.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = ENTRY.findall(CATALOG.read_text())
    assert len(entries) > 50
    lagging = [ours for theirs, ours in entries if compiled.gettext(theirs) != ours]
    assert lagging == [], "Compile it again: msgfmt --check -o django.mo django.po"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/accounts/2fa/", "Your second factor"),
        ("/accounts/password/change/", "Change the password"),
        ("/accounts/reauthenticate/", "Show that it is you"),
        ("/accounts/2fa/webauthn/", "Passkeys and security keys"),
    ],
)
def test_a_page_about_signing_in_has_our_title(client_as, address, title):
    page = client_as(Role.NURSE).get(address, follow=True).content.decode()
    assert re.search(rf"<h1[^>]*>\s*{title}", page)
    assert "Two-Factor" not in page
