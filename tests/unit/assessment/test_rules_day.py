"""The table of the rules in assessment/rules/day.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows
from leeward.protocol.starting import STARTING, Readiness
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import YES

TABLE = """
not-fasted            |                             | unknown
not-fasted            | fasted = no                 | yes
not-fasted            | fasted = yes                | no
stomach-not-empty     |                             | unknown
stomach-not-empty     | stomach_not_empty = yes     | yes
stomach-not-empty     | stomach_not_empty = no      | no
no-escort             |                             | unknown
no-escort             | escort_named = no           | yes
no-escort             | escort_named = yes          | no
must-drive            |                             | unknown
must-drive            | must_drive = yes            | yes
must-drive            | must_drive = no             | no
intoxicated           |                             | unknown
intoxicated           | intoxicated = yes           | yes
intoxicated           | intoxicated = no            | no
alcohol-or-cannabis   |                             | unknown
alcohol-or-cannabis   | alcohol_or_cannabis = yes   | yes
alcohol-or-cannabis   | alcohol_or_cannabis = no    | no
respiratory-infection |                             | unknown
respiratory-infection | respiratory_infection = yes | yes
respiratory-infection | respiratory_infection = no  | no
heart-rate            |                             | unknown
heart-rate            | heart_rate = 44 /min        | yes
heart-rate            | heart_rate = 45 /min        | no
heart-rate            | heart_rate = 120 /min       | no
heart-rate            | heart_rate = 121 /min       | yes
heart-rate            | heart_rate = 46 /min        | no
heart-rate            | heart_rate = 119 /min       | no
heart-rate-slow       |                             | unknown
heart-rate-slow       | heart_rate = 44 /min        | no
heart-rate-slow       | heart_rate = 45 /min        | yes
heart-rate-slow       | heart_rate = 49 /min        | yes
heart-rate-slow       | heart_rate = 50 /min        | no
heart-rate-slow       | heart_rate = 46 /min        | yes
heart-rate-slow       | heart_rate = 51 /min        | no
respiratory-rate      |                             | unknown
respiratory-rate      | respiratory_rate = 9 /min   | yes
respiratory-rate      | respiratory_rate = 10 /min  | no
respiratory-rate      | respiratory_rate = 24 /min  | no
respiratory-rate      | respiratory_rate = 25 /min  | yes
respiratory-rate      | respiratory_rate = 11 /min  | no
respiratory-rate      | respiratory_rate = 23 /min  | no
oxygen-saturation     |                             | unknown
oxygen-saturation     | oxygen_saturation = 91 %    | yes
oxygen-saturation     | oxygen_saturation = 92 %    | no
oxygen-saturation     | oxygen_saturation = 93 %    | no
fever                 |                             | unknown
fever                 | temperature = 38.1 Cel      | no
fever                 | temperature = 38.2 Cel      | no
fever                 | temperature = 38.3 Cel      | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_day(rule, entries, expected):
    assert answer(rule, entries) is expected


@pytest.mark.parametrize("beats", range(40, 125))
def test_the_day_and_the_time_out_read_a_heart_rate_alike(beats):
    """What the time-out calls no go is not today; what it asks a prescriber about on the slow side is signed here."""
    band = next(band for band in STARTING.bands if band.vital is VitalKind.HEART_RATE)
    place, entries = band.place(beats), {"heart_rate": f"{beats} /min"}
    assert (answer("heart-rate", entries) is YES) is (place is Readiness.NO_GO)
    slow = place is Readiness.RECHECK and beats < band.low_go.to("/min")
    assert (answer("heart-rate-slow", entries) is YES) is slow
