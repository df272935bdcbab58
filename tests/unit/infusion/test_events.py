"""Events refuse what cannot be, and so does their reader."""

import pytest

from bedside import T0, a_reading, a_start, an_event
from leeward.infusion.charting import charted, checked, marked
from leeward.infusion.events import (
    CannotRead,
    ItemChecked,
    MarkedArtefact,
    NoteWritten,
    ReadingCharted,
    Resumed,
    from_body,
    to_body,
)
from leeward.infusion.vitals import BY_HAND, VitalKind
from leeward.truth import NO, YES


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_is_a_finite_number_above_zero(rate):
    with pytest.raises(ValueError, match=r"above zero|finite"):
        an_event(Resumed, T0, rate_ml_per_h=rate)


def test_an_event_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        an_event(NoteWritten, T0.replace(tzinfo=None), text="x")


STRANGE = [
    ("event_id", "not an id"),
    ("event_id", 7),
    ("at", "yesterday"),
    ("at", "2026-11-23T14:00:00"),
    ("at", "0001-01-01T00:00:00+14:00"),
    ("by", 3),
    ("rate_ml_per_h", "60"),
    ("rate_ml_per_h", True),
    ("rate_ml_per_h", None),
    ("rate_ml_per_h", 1e999),
    ("rate_ml_per_h", -2.0),
]


@pytest.mark.parametrize(("field", "value"), STRANGE)
def test_a_strange_field_is_refused_when_read(field, value):
    with pytest.raises(CannotRead):
        from_body("Started", to_body(a_start()[1]) | {field: value})


def test_an_event_of_another_version_is_refused():
    with pytest.raises(CannotRead, match="No event is called 'Levitated'"):
        from_body("Levitated", {})


def test_readings_charted_by_hand_come_out_of_the_journal():
    reading = a_reading(VitalKind.SPO2, 97, T0)
    event = an_event(ReadingCharted, T0, reading_id=reading.reading_id, kind=VitalKind.SPO2, value=97.0, unit="%")
    (found,) = charted([event])
    assert (found.reading_id, found.value, found.source, found.device) == (reading.reading_id, 97.0, BY_HAND, "nurse")


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_a_marked_reading_keeps_its_value_and_carries_the_reason():
    one, other = a_reading(VitalKind.SPO2, 71, T0), a_reading(VitalKind.SPO2, 97, T0)
    found = marked([one, other], [an_event(MarkedArtefact, T0, reading_id=one.reading_id, reason="hand moved")])
    assert [(r.value, r.artefact_reason) for r in found] == [(71, "hand moved"), (97, None)]


def test_the_last_answer_to_an_item_counts():
    events = [an_event(ItemChecked, T0, item="escort", truth=truth) for truth in (YES, NO)]
    assert checked(events) == {"escort": NO}
