"""Event tables as pharmacometricians have them: read, refused by row and column, and simulated."""

import numpy as np
import pytest

from leeward.pharmacology import Regimen, Segment, Study
from leeward.pharmacology.event_table import CannotReadTable, individuals, read_table, regimen_table, stacked
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import by_key
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.table_simulation import simulate_table

OTTO = by_key("otto_2021")
TABLE = """\
# two people; amounts in mg base, hours
C,id,Time,AMT,RATE,EVID,CMT,DV,MDV,WT,AGE,SEX
.,1,0,35,52.5,1,1,.,1,70,40,F
.,1,0.5,.,.,0,1,150,0,70,40,F
C,1,0.6,.,.,0,1,155,0,70,40,F
.,1,1,.,.,0,2,70,0,70,40,F

.,2,0,40,60,1,1,.,1,80,50,M
.,2,2,,NA,0,1,.,0,80,50,M
"""


def changed(line: int, column: str, cell: str) -> str:
    """Return TABLE with one cell changed; lines count from 1."""
    lines = TABLE.splitlines()
    names = [name.upper() for name in lines[1].split(",")]
    cells = lines[line - 1].split(",")
    cells[names.index(column)] = cell
    lines[line - 1] = ",".join(cells)
    return "\n".join(lines)


def test_a_table_is_read_into_doses_and_records():
    table = read_table(TABLE)
    assert table.columns == ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "DV", "MDV", "WT", "AGE", "SEX")
    assert table.left_out == ("line 1", "line 5")
    one, two = individuals(table)
    (spell,) = one.spells
    assert spell.regimen == Regimen.infusion(dose_mg=35, minutes=40)
    assert [(r.time_min, r.cmt, r.dv_ng_per_ml) for r in spell.records] == [(0, 1, None), (30, 1, 150), (60, 2, 70)]
    assert (two.spells[0].weight_kg, two.spells[0].age_y) == (80, 50)


def test_blanks_tabs_and_a_header_behind_a_comment_sign_are_read_alike():
    rows = [line.removeprefix(".,").replace(",,", ",.,") for line in TABLE.splitlines()[1:] if line[:1] in ".C"]
    rows[0] = "#" + rows[0].removeprefix("C,")
    rows = [row for row in rows if not row.startswith("C,")]
    for apart in (" ", "\t", ","):
        assert read_table("\n".join(rows).replace(",", apart)) == read_table(TABLE)


def test_a_line_that_begins_with_c_alone_is_a_comment():
    text = "ID,TIME,AMT,WT\n1,0,35,70\nC,1,2,3\n"
    assert read_table(text).left_out == ("line 3",)


def test_any_dataframe_and_a_dict_of_columns_are_read_alike():
    columns = read_table(TABLE).to_columns()

    class Frame:
        """What pandas and polars share."""

        columns = tuple(name.lower() for name in read_table(TABLE).columns)

        def __getitem__(self, name):
            return [float("nan") if cell is None else cell for cell in columns[name.upper()]]

    assert read_table(Frame()) == read_table(columns) == read_table(TABLE)
    with pytest.raises(CannotReadTable, match=r"row 1, column TIME: \"soon\" is not a number"):
        read_table(columns | {"TIME": [0, "soon", 1, 0, 2]})


@pytest.mark.parametrize(("unit", "minutes"), [("min", 1), ("h", 60), ("d", 1440)])
def test_the_unit_of_time_is_said(unit, minutes):
    table = read_table("ID,TIME,AMT,RATE,ADDL,II,WT\n1,1,10,5,1,7,70\n", time_unit=unit)
    first, second = individuals(table)[0].spells[0].doses
    assert (first.start_min, first.minutes) == pytest.approx((minutes, 2 * minutes))
    assert second.start_min == pytest.approx(8 * minutes)


WRONG_CELLS = (
    # line | column | stands      | is said
    (3, "TIME", "8:30", "line 3, column TIME: \"8:30\" is not a number. Clock times are not read"),
    (3, "AMT", '"0,5"', "line 3, column AMT"),
    (3, "AMT", "-35", "line 3, column AMT: -35 mg is negative"),
    (3, "AMT", "0", "line 3, column AMT: a dose record gives nothing"),
    (3, "AMT", ".", "line 3, column AMT: a dose record gives nothing"),
    (3, "RATE", "-2", "line 3, column RATE: the rate of -2 asks for a duration that a model estimates"),
    (3, "RATE", "-1", "line 3, column RATE: the rate of -1 asks for a rate that a model estimates"),
    (3, "RATE", "-7", "line 3, column RATE: -7 is negative"),
    (3, "RATE", "fast", "line 3, column RATE: \"fast\" is not a number"),
    (3, "CMT", "2", "line 3, column CMT: a dose into compartment 2; ketamine runs into a vein, CMT 1"),
    (3, "CMT", "1.5", "line 3, column CMT: 1.5 is not a whole number"),
    (3, "CMT", "-1", "line 3, column CMT: -1 would switch a compartment off"),
    (3, "EVID", "7", "line 3, column EVID: 7 is no kind of event; write 0, 1, 2, 3 or 4"),
    (3, "EVID", "0", "line 3, column AMT: 35 stands on a record of EVID 0"),
    (3, "MDV", "0", "line 3, column MDV: 0 says that something was measured, on a record of EVID 1"),
    (4, "AMT", "35", "line 4, column AMT: 35 stands on a record of EVID 0, which gives no drug"),
    (4, "RATE", "35", "line 4, column RATE: 35 stands on a record of EVID 0"),
    (4, "DV", "<5", "line 4, column DV: \"<5\" is not a number. Below the limit of quantification"),
    (4, "DV", "-3", "line 4, column DV: -3 ng/mL is negative"),
    (4, "DV", "inf", "line 4, column DV: inf is not a number"),
    (4, "MDV", "2", "line 4, column MDV: 2 is neither 0 (measured) nor 1"),
    (4, "TIME", "-1", "line 4, column TIME: -1 is negative"),
    (4, "TIME", ".", "line 4, column TIME: there is none"),
    (4, "TIME", "1.5", "line 6, column TIME: 1 comes after 1.5 (line 4). Sort the records of an ID by TIME"),
    (4, "ID", ".", "line 4, column ID: there is none"),
    (4, "ID", "2", "line 6, column ID: 1 was there before, up to line 3"),
    (4, "ID", "A7", "line 4, column ID: \"A7\" is not a number"),
    (4, "WT", "71", "line 4, column WT: 71 after 70: parameters stay the same between resets"),
    (4, "WT", "0", "line 4, column WT: 0 is not above 0"),
    (3, "AMT", "3_5", "line 3, column AMT: \"3_5\" is not a number"),
)  # fmt: skip


@pytest.mark.parametrize(("line", "column", "cell", "said"), WRONG_CELLS)
def test_a_wrong_cell_is_named_by_line_and_column(line, column, cell, said):
    with pytest.raises(CannotReadTable) as why:
        read_table(changed(line, column, cell))
    assert said in str(why.value)


WRONG_TABLES = (
    ("", "The table is empty"),
    ("ID,TIME,AMT\n", "no record under them"),
    ("events.csv", "is the name of a file: give its text, as in Path('events.csv').read_text()"),
    ([1, 2], "Give the text of a CSV file, a dataframe or a dict of columns, not a list"),
    ({"ID": [1, 1], "TIME": [0]}, "not of one length: {'ID': 2, 'TIME': 1}"),
    ("SUBJECT,TIME,AMT\n1,0,5", "line 1: there is no column ID (is it SUBJECT?). Found SUBJECT, TIME, AMT"),
    ("ID,TIME_H,AMT\n1,0,5", "there is no column TIME (is it TIME_H?)"),
    ("ID,TIME (min),AMT\n1,0,5", "column TIME (MIN): name it TIME, and give the unit of time as `time_unit`"),
    ("ID,TIME,AMT,AMT\n1,0,5,5", "the column AMT stands there twice"),
    ("ID;TIME;AMT\n1;0;5", "apart by semicolons"),
    ("ID,DATE,TIME,AMT\n1,2026-01-01,0,5", "column DATE: calendar days are not read"),
    ("ID,TIME,AMT\n1,0\n", "line 2: 2 cells under 3 column names"),
    ("ID,TIME,AMT,SS\n1,0,5,1\n", "line 2, column SS: steady state is not read"),
    ("ID,TIME,AMT,ADDL\n1,0,5,2\n", "line 2, column II: ADDL repeats the dose, and II does not say how long after"),
    ("ID,TIME,AMT,II\n1,0,5,2\n", "line 2, column ADDL: II is given and ADDL does not say how often"),
    ("ID,TIME,AMT,ADDL\n1,0,5,-2\n", "line 2, column ADDL: -2 is negative"),
    ("ID,TIME,AMT,ADDL,II\n1,0,5,1000000000,24\n", "line 2, column ADDL: 1e+09 more doses; write 10000 at most"),
    ("ID,TIME,AMT (ug)\n1,0,5", "column AMT (UG): name it AMT, and write mg of ketamine base"),
    ("ID,TIME,DV/ngml\n1,0,5", "column DV/NGML: name it DV, and write ng/mL"),
    ("ID,TIME,AMT\n1,0,5\n1,0,5\n", "line 3, column TIME: the same record as line 2. Drop one"),
    ("ID,TIME,DV\n1,1,5\n1,1,5\n", "line 3, column TIME: the same record as line 2. Drop one"),
)


@pytest.mark.parametrize(("text", "said"), WRONG_TABLES)
def test_a_wrong_table_is_refused_with_what_was_expected(text, said):
    with pytest.raises(CannotReadTable) as why:
        read_table(text)
    assert said in str(why.value)


def test_an_unknown_unit_of_time_is_refused():
    with pytest.raises(CannotReadTable, match=r"'hours' is not one of s, min, h, d, week"):
        read_table(TABLE, time_unit="hours")


def test_without_an_evid_column_amt_makes_a_dose():
    table = read_table("ID,TIME,AMT,DV,MDV,WT\n1,0,35,.,1,70\n1,1,.,100,0,70\n1,2,.,.,1,70\n")
    spell = individuals(table)[0].spells[0]
    assert [int(record.evid) for record in spell.records] == [1, 0, 2]
    assert spell.regimen.segments == (Segment.push(35),)


def ipred(text, model=OTTO, **options):
    return simulate_table(model, read_table(text), **options).to_columns()["IPRED"]


def test_a_table_is_simulated_as_its_regimens_are():
    told = simulate_table(OTTO, read_table(TABLE)).to_columns()
    alone = simulate(OTTO, Regimen.infusion(dose_mg=35, minutes=40), [0, 30, 60], weight_kg=70, age_y=40)
    assert told["KETAMINE"][:3] == pytest.approx(alone.ketamine_ng_per_ml[0])
    assert told["NORKETAMINE"][:3] == pytest.approx(alone.norketamine_ng_per_ml[0])
    assert told["IPRED"][1:3] == [told["KETAMINE"][1], told["NORKETAMINE"][2]]


def test_an_observation_sees_the_pushes_written_before_it_and_not_those_after():
    before, dose, after, norketamine = ipred(
        "ID,TIME,AMT,EVID,CMT,WT\n1,1,.,0,1,70\n1,1,35,1,1,70\n1,1,.,0,1,70\n1,1,.,0,2,70\n"
    )
    central_l = 133
    assert (before, norketamine) == pytest.approx((0, 0), abs=1e-9)
    assert (dose, after) == pytest.approx((35 / central_l * 1000,) * 2)


def test_an_observation_as_an_infusion_stops_has_seen_all_of_it_wherever_it_is_written():
    rows = ["1,0,35,52.5,1,70", "1,0.6666666666666666,.,.,0,70", "1,0.6666666666666666,10,15,1,70"]
    first = ipred("ID,TIME,AMT,RATE,EVID,WT\n" + "\n".join(rows))
    last = ipred("ID,TIME,AMT,RATE,EVID,WT\n" + "\n".join([rows[0], rows[2], rows[1]]))
    assert first[1] == pytest.approx(last[2])
    assert first[1] == pytest.approx(160.2, abs=0.05)


def test_what_addl_adds_comes_before_a_record_of_the_same_moment():
    added = ipred("ID,TIME,AMT,EVID,ADDL,II,WT\n1,0,10,1,2,24,70\n1,24,.,0,.,.,70\n1,48,.,0,.,.,70\n")
    written = ipred("ID,TIME,AMT,EVID,WT\n1,0,10,1,70\n1,24,10,1,70\n1,24,.,0,70\n1,48,10,1,70\n1,48,.,0,70\n")
    assert added[1:] == pytest.approx([written[2], written[4]])


def test_a_reset_empties_the_body_stops_what_runs_and_may_turn_back_the_clock():
    text = """ID,TIME,AMT,RATE,EVID,WT
    1,0,35,35,1,70
    1,0.5,.,.,3,70
    1,0.75,.,.,0,70
    1,0,35,52.5,4,70
    1,0.6666666666666666,.,.,0,70"""
    _, reset, after, _, again = ipred(text)
    assert (reset, after) == pytest.approx((0, 0), abs=1e-9)
    assert again == pytest.approx(160.2, abs=0.05)


def test_overlapping_infusions_add_and_never_run_below_zero():
    table = read_table("ID,TIME,AMT,RATE,WT\n1,0,10,10,70\n1,0.5,0.3,0.1,70\n1,0.7,7,21,70\n")
    rates = [s.rate_mg_per_min * 60 for s in individuals(table)[0].spells[0].regimen.segments]
    assert rates == pytest.approx([10, 10.1, 31.1, 21.1, 0.1])


def test_a_seed_gives_every_id_its_own_and_the_same_again():
    table = read_table("ID,TIME,AMT,RATE,WT\n" + "".join(f"{i},0,35,52.5,70\n{i},1,.,.,70\n" for i in (1, 2, 3)))
    told = simulate_table(OTTO, table, seed=7).to_columns()["IPRED"]
    assert len(set(told[1::2])) == 3
    assert told == simulate_table(OTTO, table, seed=7).to_columns()["IPRED"]
    shorter = stacked([read_table("ID,TIME,AMT,RATE,WT\n1,0,35,52.5,70\n1,1,.,.,70\n")])
    assert simulate_table(OTTO, shorter, seed=7).to_columns()["IPRED"][1] == told[1]


def test_the_people_of_a_seed_are_those_of_a_study():
    table = read_table("ID,TIME,AMT,RATE,WT\n" + "".join(f"{i},0,35,52.5,70\n{i},1,.,.,70\n" for i in (5, 6, 7)))
    told = simulate_table(OTTO, table, seed=7).to_columns()["IPRED"]
    regimen = Regimen.infusion(dose_mg=35, minutes=40)
    study = Study(model=OTTO, regimen=regimen, times_min=np.array([60.0]), weight_kg=70)
    assert told[1::2] == pytest.approx(study.levels(seed=7, first=0, n=3)[0, :, 0])


def test_deviations_may_be_given_one_for_each_id():
    table = read_table("ID,TIME,AMT,WT\n1,0,35,70\n1,1,.,70\n2,0,35,70\n2,1,.,70\n")
    slow, fast = simulate_table(OTTO, table, etas={"cl": [-0.5, 0.5]}).to_columns()["IPRED"][1::2]
    assert slow > fast
    with pytest.raises(ValueError, match=r"the table holds 2 IDs: give one for each"):
        simulate_table(OTTO, table, etas={"cl": [1, 2, 3]})
    with pytest.raises(ValueError, match="not both"):
        simulate_table(OTTO, table, etas={"cl": [1, 2]}, seed=1)


REFUSED = (
    ("ID,TIME,AMT\n1,0,35", CannotReadTable, "line 2, column WT: ID 1 has no weight; otto_2021 needs it"),
    ("ID,TIME,AMT,RATE,WT\n1,0,35000,52500,70", CannotSimulate,
     "line 2, ID 1: otto_2021: a dose of 500 mg/kg lies outside"),
    ("ID,TIME,AMT,RATE,WT,AGE\n1,0,35,52.5,70,9", CannotSimulate,
     "line 2, ID 1: otto_2021: an age of 9 years lies outside"),
    ("ID,TIME,AMT,RATE,CMT,WT\n1,0,35,52.5,1,70\n1,1,.,.,3,70", CannotReadTable,
     "line 3, column CMT: nothing is measured in compartment 3; known: 1 ketamine, 2 norketamine"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "error", "said"), REFUSED)
def test_what_the_model_does_not_reach_is_refused_by_row(text, error, said):
    with pytest.raises(error) as why:
        ipred(text)
    assert said in str(why.value)


def test_a_model_without_norketamine_says_so():
    with pytest.raises(CannotReadTable, match="line 3, column CMT: domino_1982 knows no norketamine, only ketamine"):
        ipred("ID,TIME,AMT,RATE,CMT,WT\n1,0,35,52.5,1,70\n1,1,.,.,2,70", model=by_key("domino_1982"))


def test_a_regimen_is_written_as_a_table_that_reads_back():
    regimen = Regimen.infusion(dose_mg=35, minutes=40).then(Segment.pause(20)).then(Segment.push(5))
    table = regimen_table(regimen, [40, 60, 120], weight_kg=70, age_y=44, cmts=(1, 2))
    back = individuals(read_table(table.to_csv()))[0].spells[0]
    assert back.regimen == regimen
    assert [record.cmt for record in back.records if record.evid == 0] == [1, 2] * 3
    assert (back.weight_kg, back.age_y) == (70, 44)


def test_tables_are_stacked_where_they_are_alike():
    regimen = Regimen.infusion(dose_mg=35, minutes=40)
    one, two = (regimen_table(regimen, [60], person=number, weight_kg=70) for number in (1, 2))
    assert [person.id for person in individuals(stacked([one, two]))] == [1, 2]
    with pytest.raises(CannotReadTable, match="1 was there before"):
        stacked([one, two, one])
    with pytest.raises(CannotReadTable, match="write them alike"):
        stacked([one, regimen_table(regimen, [60], person=2, weight_kg=70, time_unit="min")])


def test_what_excel_writes_before_the_first_name_is_no_part_of_it():
    assert read_table("\ufeffID,TIME,AMT\n1,0,5\n").columns == ("ID", "TIME", "AMT")


@pytest.mark.parametrize(("moment", "wrong"), [(-40, {}), (float("nan"), {}), (40, {"weight_kg": float("nan")})])
def test_no_table_is_written_of_a_moment_or_a_weight_that_is_none(moment, wrong):
    regimen = Regimen.infusion(dose_mg=35, minutes=40)
    with pytest.raises(CannotReadTable, match=r"below 0 or no number|above 0"):
        regimen_table(regimen, [moment], **({"weight_kg": 70} | wrong))
