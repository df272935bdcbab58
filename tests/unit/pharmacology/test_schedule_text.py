"""Schedules as people write them; what cannot be read is named, with what was expected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.regimen import Regimen, Segment
from leeward.pharmacology.schedule_text import CannotReadSchedule, read_regimen, write_regimen

READ = """
    0.5 mg/kg over 40 min                | 40 mg in 40 min
    0.5mg/kg over 40min                  | 40 mg in 40 min
    0.5 MG/KG over 1 hour                | 40 mg in 60 min
    0.5 mg per kg in 2400 s              | 40 mg in 40 min
    0.5 mg/kg of ketamine base over 1 hr | 40 mg in 60 min
    10 mg over 5 min                     | 10 mg in 5 min
    12 mg/h for 40 min                   | 8 mg in 40 min
    0.3 mg/kg/h over 60 min              | 24 mg in 60 min
    0.005 mg/kg/min for 100 minutes      | 40 mg in 100 min
    bolus 10 mg                          | 10 mg in 0 min
    10 mg push                           | 10 mg in 0 min
    bolus of 0.1 mg/kg                   | 8 mg in 0 min
    pause 10 min                         | 0 mg in 10 min
    pause for 2 d                        | 0 mg in 2880 min
"""


@pytest.mark.parametrize("row", READ.strip().splitlines())
def test_a_piece_is_read_for_80_kg(row):
    text, meant = (part.strip() for part in row.split("|"))
    mg, minutes = (float(word) for word in meant.split() if word[0].isdigit())
    regimen = read_regimen([text], dosing_weight_kg=80)
    assert (regimen.total_mg, regimen.minutes) == pytest.approx((mg, minutes))
    assert len(regimen.segments) == 1


def test_pieces_follow_one_another_and_sessions_start_on_their_days():
    text = (
        "0.5 mg/kg over 40 min; pause 10 min then bolus 5 mg\nat 90 min: 10 mg over 5 min; at day 2: 35 mg over 40 min"
    )
    regimen = read_regimen(text, dosing_weight_kg=70)
    assert regimen.edges_min == pytest.approx((0, 40, 50, 50, 90, 95, 2880, 2920))
    assert regimen.total_mg == pytest.approx(85)


NOT_READ = (
    # the piece                        | names what was expected
    ("0.5 mg over", 'expected a time after "over", as in "over 40 min"'),
    ("0.5mcg/kg", "a thousandfold slip hides in it, so doses are written in milligrams. Expected mg, mg/kg"),
    ("0,5 mg/kg over 40 min", 'write decimals with a point and no thousands sign, not "0,5"'),
    ("-0.5 mg/kg over 40 min", "-0.5 is negative. Write 0 or more"),
    ("50 mg ketamine hydrochloride over 40 min", "multiply by 0.867: 43.4 mg of base"),
    ("0.5 mg/kg HCl over 40 min", "multiply by 0.867: 0.433 mg/kg of base"),
    ("0.5 mg", 'does not say how long. Write "0.5 mg/kg over 40 min"'),
    ("12.5 mg/h", "does not say how long"),
    ("over 40 min", "expected a dose or a rate first"),
    ("pause", 'expected a time after "pause"'),
    ("pause 10", '"10" has no unit. Expected s, min, h or d'),
    ("0.5 over 40 min", "the dose has no unit. Expected mg, mg/kg"),
    ("0 mg over 5 min", 'gives nothing. Write a dose above 0, or "pause 10 min"'),
    ("5 mg over 0 min", 'A dose given at once is written "bolus 10 mg"'),
    (".5 mg over 4 min", "write 0.5, since the point of .5 is easily missed"),
    ("nan mg over 4 min", "expected a dose or a rate first"),
    ("1e999 mg over 4 min", "'1e999' is not a number"),
    ("1.2.3 mg over 4 min", "'1.2.3' is not a number"),
    ("20 mL/h for 40 min", "says nothing without the strength of the syringe"),
    ("0.5 mg/kg/40 min", '"min" is not understood'),
    ("bolus 3 mg/h", '"mg/h" does not fit here. Expected mg, mg/kg'),
    ("5 mg over 4 fortnights", 'the unit of time "fortnights" is not known'),
    ("0.5 mg/kg of esketamine over 40 min", "the drug is named once for the whole schedule"),
    ("at day x: 5 mg over 3 min", "'x' is not a number"),
    ("at day 2:", "expected a dose or a rate first"),
    ("ketamine", "expected a dose or a rate first"),
)  # fmt: skip


@pytest.mark.parametrize(("piece", "said"), NOT_READ)
def test_what_cannot_be_read_is_named_with_what_was_expected(piece, said):
    with pytest.raises(CannotReadSchedule) as why:
        read_regimen([piece], dosing_weight_kg=80)
    assert str(why.value).startswith(f'"{piece}"')
    assert said in str(why.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The schedule is empty"),
        (" ; ;", "The schedule is empty"),
        ("5 mg over 40 min; at 30 min: bolus 3 mg", "still run (until 40 min)"),
        ("at day 2: 5 mg over 3 min; at day 1: 5 mg over 3 min", "Day 1 comes before the session of day 2 has ended"),
    ],
)
def test_an_impossible_order_is_refused(text, said):
    with pytest.raises(CannotReadSchedule) as why:
        read_regimen(text)
    assert said in str(why.value)


def test_a_dose_by_weight_needs_a_weight():
    with pytest.raises(CannotReadSchedule, match="is by weight, and no dosing weight is given"):
        read_regimen("0.5 mg/kg over 40 min")
    with pytest.raises(CannotReadSchedule, match="give kilograms above 0"):
        read_regimen("0.5 mg/kg over 40 min", dosing_weight_kg=-3)


stretches = st.builds(
    Segment,
    rate_mg_per_min=st.one_of(st.just(0.0), st.floats(1e-9, 1e3)),
    minutes=st.floats(1e-6, 1e6),
    bolus_mg=st.one_of(st.just(0.0), st.floats(1e-9, 1e3)),
)


@given(st.lists(stretches, min_size=1, max_size=8))
def test_what_is_written_is_read_back_exactly(segments):
    written = write_regimen(Regimen(segments=tuple(segments)))
    back = read_regimen(list(written))
    assert write_regimen(back) == written
    assert [s for s in back.segments if s.minutes] == [
        Segment(rate_mg_per_min=s.rate_mg_per_min, minutes=s.minutes) for s in segments
    ]
    assert [s.bolus_mg for s in back.segments if s.bolus_mg] == [s.bolus_mg for s in segments if s.bolus_mg]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    said = ""
    try:
        read = read_regimen(text, dosing_weight_kg=70).segments
    except CannotReadSchedule as why:
        read, said = (), str(why)
    assert bool(read) != bool(said)
