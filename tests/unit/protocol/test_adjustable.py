"""What a clinic may set, how far, and the sentences that refuse the rest."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

from leeward import protocol
from leeward.evidence import Facts, Status
from leeward.evidence.source import Design
from leeward.protocol import adjustable, ranges
from leeward.protocol.adjustable import (
    BY_NAME,
    EVERY,
    FIXED,
    UNLISTED,
    CannotAdjust,
    Change,
    Group,
    checked,
    find,
    of_group,
    plain_name,
    read,
    source_of,
    why_fixed,
)
from leeward.protocol.ascending import CHAINS, reversed_pairs
from leeward.protocol.assessing import RestingPressure, Windows
from leeward.protocol.thresholds import SHIPPED
from leeward.units import Quantity

WEIGH = BY_NAME[RestingPressure.systolic_to_weigh.name]


def change(name, text):
    return Change(name=f"leeward.protocol.{name}", quantity=Quantity.parse(text), reason="a reason")


def rows_of_the_protocol():
    for each in walk_packages(protocol.__path__, "leeward.protocol."):
        import_module(each.name)  # a table that nothing else imports counts too
    waiting, found = [Facts], []
    while waiting:
        known = waiting.pop().__subclasses__()
        waiting += known
        found += [table for table in known if table.__module__.startswith("leeward.protocol.")]
    return [row for table in found if not table.__module__.startswith(ranges.__name__) for row in table.rows()]


def test_each_limit_is_listed_once_with_a_name_and_a_key_of_its_own():
    for names in ([one.name for one in EVERY], [one.key for one in EVERY], [one.says for one in EVERY]):
        assert len(names) == len(set(names))
    assert all(of_group(group) for group in Group)
    assert sum(len(of_group(group)) for group in Group) == len(EVERY)


def test_the_shipped_number_lies_inside_its_range_and_the_range_has_two_ends():
    outside = [one.name for one in EVERY if not one.low.to(one.unit) <= one.shipped.number <= one.high.to(one.unit)]
    empty = [one.name for one in EVERY if not one.low.to(one.unit) < one.high.to(one.unit)]
    assert (outside, empty) == ([], [])


def test_every_row_of_the_protocol_is_either_set_by_a_clinic_or_says_why_not():
    silent = [row.name for row in rows_of_the_protocol() if why_fixed(row.name) == UNLISTED]
    assert not silent, silent
    both = [name for name in FIXED if f"leeward.protocol.{name}" in BY_NAME]
    assert not both, both


def test_what_a_clinic_does_not_set_is_there_to_be_set():
    names = [f"{row.name.removeprefix('leeward.protocol.')}." for row in rows_of_the_protocol()]
    lost = [key for key in FIXED if not any(name.startswith(f"{key}.") for name in names)]
    assert not lost, lost


def test_a_bar_that_a_label_gives_is_never_loosened_past_the_label():
    loosened = [
        one.name
        for one in EVERY
        if one.row.source is not None
        and one.row.source.design is Design.LABEL
        and one.row.status is Status.READ
        and not one.is_held_by_source
    ]
    assert not loosened, loosened


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("high", "'high' is not a number. Write a number, such as 140 mmHg."),
        ("", "'' is not a number"),
        ("1e2", "is not a number"),
        ("nan", "is not a number"),
        ("130,5", "is not a number"),
        ("130 kg", "130 kg has another unit"),
        ("130 torr", "the unit 'torr' is not known"),
        ("119", "119 mmHg is below the hard range, which ends at 120 mmHg (assumed: stricter than this"),
        (
            "141",
            "above 140 mmHg, the shipped number, which can only be tightened (Spravato (esketamine nasal) US",
        ),
        ("20 kPa", "20 kPa is above 140 mmHg"),
    ],
)
def test_what_is_refused_is_refused_in_a_sentence_that_names_the_limit_and_the_bound(typed, says):
    with pytest.raises(CannotAdjust) as refused:
        read(WEIGH, typed)
    assert str(refused.value).startswith("Systolic above which a prescriber weighs the risk: ")
    assert says in str(refused.value)


@pytest.mark.parametrize(("typed", "number"), [("130", 130), (" 120 mmHg ", 120), ("140", 140), ("17 kPa", 127.51054)])
def test_what_lies_inside_is_read_with_or_without_its_unit(typed, number):
    found = read(WEIGH, typed)
    assert (found.number, found.unit) == (pytest.approx(number), "mmHg")


def test_a_unit_is_read_and_said_in_words():
    age = BY_NAME["leeward.protocol.assessing.Ages.older"]
    assert read(age, "60 years") == read(age, "60 year") == read(age, "60")
    with pytest.raises(CannotAdjust, match=r"999 years is above .* years"):
        read(age, "999")


def test_a_window_of_a_question_cannot_be_set_and_says_why():
    with pytest.raises(CannotAdjust, match=r"a clinic cannot set it\. The window stands in the wording of a question"):
        find(Windows.stroke.name)


def test_a_start_band_cannot_stand_the_wrong_way_round():
    low, high = (
        change("starting.Start.systolic_low_no", "100 mmHg"),
        change("starting.Start.systolic_low_go", "90 mmHg"),
    )
    with pytest.raises(CannotAdjust) as refused:
        checked((low, high))
    assert "“Systolic below which nobody starts” (100 mmHg) lies above “Systolic from which one may start” (90" in str(
        refused.value
    )


def test_a_soft_fence_cannot_pass_the_hard_one():
    soft, hard = change("dosing.LaterDose.soft_high", "0.9 mg/kg"), change("dosing.LaterDose.hard_high", "0.6 mg/kg")
    with pytest.raises(CannotAdjust, match=r"asks for a reason” .0\.9 mg/kg. lies above .* for a second person” .0\.6"):
        checked((soft, hard))


def test_everything_that_is_wrong_is_said_at_once_and_twice_is_refused():
    with pytest.raises(CannotAdjust) as refused:
        checked((change("starting.Start.spo2_go", "80 %"), change("discharge.Leaving.spo2", "100 %")))
    assert "80 % is below" in str(refused.value)
    assert "100 % is above" in str(refused.value)
    with pytest.raises(CannotAdjust, match="SpO2 from which one may start: it is set twice"):
        checked((change("starting.Start.spo2_go", "96 %"), change("starting.Start.spo2_go", "97 %")))


def test_the_shipped_protocol_stands_in_order_and_each_chain_has_neighbors():
    assert list(reversed_pairs(SHIPPED)) == []
    assert all(len(chain) > 1 for chain in CHAINS)


def test_what_is_not_listed_still_has_words():
    assert plain_name(Windows.stroke.name) == "Windows: stroke"
    assert why_fixed("leeward.protocol.somewhere.Else.row") == UNLISTED
    assert source_of(adjustable.BY_NAME[WEIGH.name].low).startswith("assumed: stricter")
