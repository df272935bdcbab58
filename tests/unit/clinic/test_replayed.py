"""Two records compared field by field: each difference with its path."""

import pytest

from leeward import __version__
from leeward.clinic.protocols.replayed import MISSING, Difference, Replayed, Standing, are_all_well, differences

STORED = {"outcome": "eligible", "findings": [{"rule": "a", "truth": "no"}, {"rule": "b", "truth": "yes"}], "n": 1}


def test_what_is_the_same_has_no_difference():
    assert list(differences(STORED, {**STORED})) == []


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (STORED | {"outcome": "not today"}, ("outcome", "eligible", "not today")),
        (STORED | {"findings": [STORED["findings"][0]]}, ("findings[1]", STORED["findings"][1], MISSING)),
        (
            STORED | {"findings": [STORED["findings"][0], {"rule": "b", "truth": "no"}]},
            ("findings[1].truth", "yes", "no"),
        ),
        (STORED | {"more": None}, ("more", MISSING, None)),
        ({key: value for key, value in STORED.items() if key != "n"}, ("n", 1, MISSING)),
        (STORED | {"n": True}, ("n", 1, True)),
        (STORED | {"n": "1"}, ("n", 1, "1")),
        (STORED | {"findings": {}}, ("findings", STORED["findings"], {})),
    ],
)
def test_each_difference_says_where_it_stands(again, expected):
    (found,) = differences(STORED, again)
    assert (found.path, found.stored, found.again) == expected


def replayed(**changes):
    return Replayed(
        **{"kind": "k", "key": "1", "at": "", "protocol_version": 1, "engine_version": __version__} | changes
    )


ONE = (Difference(path="x", stored=1, again=2),)


@pytest.mark.parametrize(
    ("changes", "standing", "well"),
    [
        ({}, Standing.AGREES, True),
        ({"differences": ONE}, Standing.DISAGREES, False),
        ({"trouble": "no such version"}, Standing.DISAGREES, False),
        ({"engine_version": ""}, Standing.AGREES, True),
        ({"engine_version": "0.0.1"}, Standing.OLDER_SAME, True),
        ({"engine_version": "0.0.1", "differences": ONE}, Standing.OLDER_OTHER, True),
    ],
)
def test_what_an_older_engine_decided_is_told_and_is_no_disagreement(changes, standing, well):
    found = replayed(**changes)
    assert (found.standing, are_all_well((replayed(), found))) == (standing, well)
