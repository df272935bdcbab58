"""A sheet drawn of hours of readings each second: it shows the same falls, gaps and cuff readings as all of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting, frames
from leeward.clinic.infusions.frame_rows import StoredFrame, as_json
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.sheet import flowsheet_chart
from leeward.clinic.infusions.thinning import BIN_S, thinned
from leeward.devices.port import Row
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

from .conftest import message

T0 = datetime(2026, 11, 23, 12, tzinfo=UTC)


def frame(second, values):
    at = T0 + timedelta(seconds=second)
    rows = [
        Row(VitalKind.SPO2, value, at, "monitor", "mon-3", Validity.VALID, GenerationMode.DEMO, f"{second} {place}")
        for place, value in enumerate(values)
    ]
    return StoredFrame(as_json(rows, at=at, device="mon-3"), at, at, "mon-3", "demo", 0)


@given(
    st.dictionaries(
        st.integers(0, 120), st.lists(st.floats(60, 100) | st.none(), min_size=1, max_size=2), min_size=1, max_size=60
    )
)
def test_of_each_quarter_of_a_minute_the_ends_and_the_extremes_stay(sent):
    kept = list(thinned([frame(second, values) for second, values in sent.items()], {}))
    bins = {}
    for second, values in sent.items():
        for value in values:
            if value is not None:
                bins.setdefault(second // BIN_S, []).append((second, value))
    found = {}
    for one in kept:
        second = int((one.at - T0).total_seconds())
        found.setdefault(second // BIN_S, []).append((second, one.value))
    assert found.keys() == bins.keys()
    for place, all_of_it in bins.items():
        assert len(found[place]) <= 4
        for extreme in (min, max):
            assert extreme(found[place])[0] == extreme(all_of_it)[0]
            assert extreme(v for _, v in found[place]) == extreme(v for _, v in all_of_it)


@pytest.mark.django_db
def test_the_sheet_of_an_hour_shows_the_same_falls_gaps_and_cuff_readings(running, paired, deed, now):
    writer, later = frames.FrameWriter("gateway"), now + timedelta(minutes=60)
    messages = []
    for second in range(0, 3600, 2):
        values = {
            VitalKind.SPO2: 71.0 if second == 1234 else 97.0 - second % 3,
            VitalKind.HEART_RATE: 70.0 + second % 7,
        }
        if second % 300 == 0:
            values |= {VitalKind.SYSTOLIC: 120.0 + second / 100, VitalKind.DIASTOLIC: 80.0}
        if not 2000 <= second < 2400:
            messages.append(message(now + timedelta(seconds=second), values))
    writer.keep(messages, now=now)
    charting.mark_artefact(deed(later), reading_id=messages[700].readings[1].reading_id, reason="moved")
    infusion = Infusion.objects.get(pk=running.pk)
    whole, drawn = (standing.load(infusion, now=later, **how) for how in ({"whole": True}, {"drawn": True}))
    assert len(drawn.readings) < len(whole.readings) * 0.6
    one, other = flowsheet_chart(whole), flowsheet_chart(drawn)
    assert (one.cuffs, one.spo2_gaps, one.heart_rate_gaps) == (other.cuffs, other.spo2_gaps, other.heart_rate_gaps)
    assert one.spo2_gaps
    assert min(sample.value for sample in other.spo2) == 71.0
    assert [s.artefact for s in other.heart_rate if s.artefact] == ["moved"]
    assert standing.conditions(whole) == standing.conditions(drawn)
