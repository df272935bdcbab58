"""Laws of a clinic's own protocol: no range is ever passed, and tightening never lets anybody through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from charts import CLEAR_MEASURES, a_chart
from leeward.assessment import Outcome, assess
from leeward.protocol import STANDARD
from leeward.protocol.adjustable import BY_NAME, EVERY, CannotAdjust, Change, Group, checked
from leeward.protocol.limits import Limits, Place
from leeward.protocol.starting import Readiness
from leeward.protocol.tuned import changes_from, content, tuned
from leeward.units import Quantity

ANY = some.sampled_from(EVERY)
OF_CHARTS = (Group.RESTING, Group.AGES, Group.SCORES, Group.SEDATIVES, Group.FRESHNESS, Group.START)
THRESHOLDS = some.sampled_from([one for one in EVERY if one.group in OF_CHARTS])
MEASURES = ("systolic", "diastolic", "heart_rate", "oxygen_saturation", "respiratory_rate", "temperature", "moca")
WORST_FIRST = list(Outcome)


def a_change(limit, number, unit=None):
    return Change(name=limit.name, quantity=Quantity(number, unit or limit.unit), reason="a law")


@some.composite
def inside(draw, limits=ANY):
    """A change inside its range."""
    limit = draw(limits)
    low, high = limit.low.to(limit.unit), limit.high.to(limit.unit)
    return a_change(limit, draw(some.floats(low, high)))


@some.composite
def tightening(draw, limits=THRESHOLDS):
    """A change from the shipped number towards the stricter end."""
    limit = draw(limits)
    ends = sorted((limit.shipped.number, limit.strictest.to(limit.unit)))
    return a_change(limit, draw(some.floats(*ends)))


def accepted(changes):
    """The protocol, or None where the limits do not fit together."""
    try:
        return tuned(STANDARD, changes)
    except CannotAdjust:
        return None


@given(limit=ANY, beyond=some.floats(1e-6, 1e6), below=some.booleans())
def test_a_number_outside_its_range_is_always_refused_and_the_sentence_names_the_limit(limit, beyond, below):
    end = limit.low if below else limit.high
    number = end.to(limit.unit) + (-beyond if below else beyond)
    with pytest.raises(CannotAdjust, match=re.escape(limit.says)):
        checked((a_change(limit, number),))


@given(changes=some.lists(inside(), max_size=6, unique_by=lambda one: one.name))
def test_what_is_accepted_reads_back_the_same_and_every_fence_stays_nested(changes):
    own = accepted(changes)
    if own is None:
        return
    assert tuned(STANDARD, changes_from(content(changes))) == own
    for change in changes:
        assert own.thresholds.of(BY_NAME[change.name].row).quantity == change.quantity
    for band in own.starting.bands:
        unit = band.vital.unit
        assert band.low_no.to(unit) <= band.low_go.to(unit) <= band.high_go.to(unit) <= band.high_no.to(unit)


@given(
    change=tightening(),
    measured=some.fixed_dictionaries({key: some.floats(0.6, 1.4) for key in MEASURES}),
)
def test_tightening_a_threshold_never_lets_anybody_through(change, measured):
    numbers = {key: f"{float(CLEAR_MEASURES[key].split()[0]) * share:.1f}" for key, share in measured.items()}
    units = {key: CLEAR_MEASURES[key].split()[1] for key in MEASURES}
    caps = {"moca": 30.0, "oxygen_saturation": 100.0, "temperature": 43.0}
    told = {
        key: f"{max(min(float(number), caps.get(key, 400.0)), 30.0 if key == 'temperature' else 0.0):g} {units[key]}"
        for key, number in numbers.items()
    }
    own = accepted((change,))
    if own is None:
        return
    chart = a_chart(**told)
    before, after = (WORST_FIRST.index(assess(chart, protocol).outcome) for protocol in (STANDARD, own))
    assert after <= before


@given(
    change=tightening(some.sampled_from([one for one in EVERY if one.group is Group.START])), share=some.floats(0, 1)
)
def test_tightening_the_start_never_turns_a_no_into_a_go(change, share):
    own = accepted((change,))
    if own is None:
        return
    order = [Readiness.GO, Readiness.RECHECK, Readiness.NO_GO]
    for shipped, band in zip(STANDARD.starting.bands, own.starting.bands, strict=True):
        low, high = band.vital.plausible.low, band.vital.plausible.high
        value = low + share * (high - low)
        assert order.index(band.place(value)) >= order.index(shipped.place(value))


FENCES = [one for one in EVERY if one.group in (Group.DOSE, Group.DURATION, Group.WEIGHT)]


@given(change=tightening(some.sampled_from(FENCES)), share=some.floats(0, 1))
def test_tightening_a_fence_of_dosing_never_asks_for_less(change, share):
    own = accepted((change,))
    if own is None:
        return
    order = list(Place)
    for name in STANDARD.dosing.__dataclass_fields__:
        shipped, fence = getattr(STANDARD.dosing, name), getattr(own.dosing, name)
        if isinstance(shipped, Limits):
            low = max(shipped.stop.low, -1.0) - 1
            high = min(shipped.stop.high, 300.0) + 1
            value = low + share * (high - low)
            assert order.index(fence.place(value)) >= order.index(shipped.place(value)), name
