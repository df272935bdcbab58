"""A clinic's own numbers in every part of the protocol, their hash, and what changed from one version to the next."""

from datetime import date

import pytest

from leeward.dosing import Before
from leeward.protocol import STANDARD
from leeward.protocol.adjustable import CannotAdjust, Change
from leeward.protocol.assessing import RestingPressure
from leeward.protocol.tuned import changes_from, content, differences, digest, kept, replaced, tuned
from leeward.protocol.vital_kind import VitalKind
from leeward.units import Quantity


def change(name, text, reason="a reason"):
    return Change(name=f"leeward.protocol.{name}", quantity=Quantity.parse(text), reason=reason)


OWN = (
    change("assessing.RestingPressure.systolic_to_weigh", "130 mmHg"),
    change("starting.Start.systolic_go", "130 mmHg"),
    change("dosing.FirstDose.hard_high", "0.6 mg/kg"),
    change("dosing.Spacing.gap_soft", "72 h"),
    change("alarms.Oxygen.low", "92 %"),
    change("alarms.Pressure.systolic_red", "170 mmHg"),
    change("alarms.Bedside.distress_red", "8 points"),
    change("discharge.Leaving.spo2", "95 %"),
)


def test_without_changes_it_is_the_shipped_protocol():
    assert tuned(STANDARD, ()) == STANDARD
    assert tuned(STANDARD, (change("starting.Start.systolic_go", "140 mmHg"),)) == STANDARD


def test_a_number_of_the_clinic_reaches_every_part_that_reads_it():
    own = tuned(STANDARD, OWN, version=2)
    band = next(band for band in own.starting.bands if band.vital is VitalKind.SYSTOLIC)
    alarms = {limit.key: limit.value for limit in own.alarms}
    scores = {limit.key: limit.limit.to("points") for limit in own.score_limits}
    assert band.high_go.to("mmHg") == 130
    assert own.dosing.first_dose_mg_per_kg.hard.high == 0.6
    assert own.dosing.gap_h.soft.low == 72
    assert own.dosing.foretold_systolic_mmhg == 170
    assert (alarms["spo2-red"], alarms["systolic-red"], scores["distress-red"]) == (92, 170, 8)
    assert own.discharge.spo2.to("%") == 95
    assert own.thresholds.of(RestingPressure.systolic_to_weigh).to("mmHg") == 130


def test_what_was_not_changed_stays_as_shipped():
    own = tuned(STANDARD, OWN)
    changed = {limit.key for limit, shipped in zip(own.alarms, STANDARD.alarms, strict=True) if limit != shipped}
    assert changed == {"spo2-red", "systolic-red"}
    assert own.monitoring == STANDARD.monitoring
    assert own.dosing.minutes == STANDARD.dosing.minutes
    assert replaced(STANDARD.starting.items, own.thresholds) == STANDARD.starting.items


def test_the_number_says_what_it_replaced():
    own = tuned(STANDARD, OWN)
    limit = next(limit for limit in own.alarms if limit.key == "spo2-red")
    assert "set by this clinic's protocol; shipped: 90 %" in str(limit.limit)


def test_what_cannot_be_is_refused_and_what_was_signed_once_stands():
    past = (change("starting.Start.spo2_go", "80 %"),)
    with pytest.raises(CannotAdjust):
        tuned(STANDARD, past)
    stands = kept(STANDARD, past, name="Clinic protocol", version=7, signed_by="Dr. Noor", signed_on=date(2026, 1, 2))
    assert stands.says == "Clinic protocol, version 7: signed by Dr. Noor on 02-Jan-2026"
    assert stands.starting.bands[3].low_go.to("%") == 80


def test_the_content_is_the_same_in_any_order_and_is_read_back():
    told = content(OWN)
    assert told == content(tuple(reversed(OWN)))
    assert {one.name: one.quantity for one in changes_from(told)} == {one.name: one.quantity for one in OWN}
    assert tuned(STANDARD, changes_from(told)) == tuned(STANDARD, OWN)


def test_the_hash_is_of_the_number_the_rows_and_the_reasons():
    hashes = {
        digest(content(OWN), version=2),
        digest(content(OWN), version=3),
        digest(content(OWN[1:]), version=2),
        digest(
            content((*OWN[1:], change(OWN[0].name.removeprefix("leeward.protocol."), "130 mmHg", "another"))), version=2
        ),
    }
    assert len(hashes) == 4


def test_the_difference_is_said_in_sentences():
    first = tuned(STANDARD, (change("starting.Start.spo2_go", "97 %"), change("discharge.Leaving.after_end", "90 min")))
    second = tuned(STANDARD, (change("starting.Start.spo2_go", "96 %"),))
    assert differences(STANDARD, first) == (
        "SpO2 from which one may start: from 95 % to 97 %, stricter.",
        "Nobody leaves before this long after the end: from 60 min to 90 min, stricter.",
    )
    assert differences(first, second) == (
        "SpO2 from which one may start: from 97 % to 96 %, looser; shipped 95 %.",
        "Nobody leaves before this long after the end: from 90 min to 60 min, looser, back to the shipped number.",
    )
    assert differences(first, first) == ()


def test_the_fences_of_the_clinic_hold_for_the_course():
    own = tuned(STANDARD, OWN)
    fences = {name: limits for name, _, _, limits in Before(hours_ago=60.0).fences(own.dosing, dose_mg_per_kg=0.5)}
    assert 60 not in fences["time since the last infusion"].soft
    assert 60 in STANDARD.dosing.gap_h.soft
