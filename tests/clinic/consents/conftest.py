"""A person's consent as tests sign it."""

import pytest

from leeward.clinic.consents import actions, queries, wording


@pytest.fixture
def put_under(person, now):
    """What a person puts under the text as it stands; changes replace a part."""

    def told(**changes):
        page = queries.sign_page(person.pk, now=changes.pop("at", now))
        agreed = frozenset(block.key for block in page.blocks if block.kind == "point")
        named = {"seen": page.digest, "agreed": agreed, "typed_name": "Ada Sample"}
        return actions.Signed(**{**named, **changes})

    return told


@pytest.fixture
def signed(person, nurse, now, put_under):
    """Sign the current text; return the signature's id."""

    def sign(*, at=now, **changes):
        return actions.sign(person_id=person.pk, signed=put_under(at=at, **changes), witness=nurse, at=at)

    return sign


@pytest.fixture
def other_words(monkeypatch):
    """Let Leeward ship another text."""

    def ship():
        shipped = wording.shipped()
        changed = wording.Shipped(
            id=shipped.id,
            language="en",
            language_name="English",
            text=shipped.text.replace("at your own pace", "slowly"),
        )
        monkeypatch.setattr(wording, "shipped", lambda: changed)

    return ship
