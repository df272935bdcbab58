"""On SQLite one gateway is enough, and a second one is told so."""

from uuid import UUID, uuid4

import pytest

from leeward.clinic.infusions.shares import ALL, COUNT, Alone, CannotShare, share_of


def test_one_gateway_has_every_share_and_a_second_is_refused_until_it_is_gone(tmp_path):
    first = Alone(tmp_path / "gateway.lock")
    assert first.renew().gained == ALL
    told = first.renew()
    assert (told.held, told.gained, told.lost, first.watched) == (ALL, frozenset(), frozenset(), ALL)
    with pytest.raises(CannotShare, match=r"Another gateway .*process \d+.*LEEWARD_DATABASE_URL"):
        Alone(tmp_path / "gateway.lock")
    first.close()
    Alone(tmp_path / "gateway.lock").close()


def test_an_infusion_has_one_share_and_they_are_spread():
    assert share_of(UUID(int=COUNT + 3)) == 3
    assert len({share_of(uuid4()) for _ in range(2_000)}) == COUNT
