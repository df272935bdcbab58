import json

import pytest

from charts import CLEAR_ANSWERS
from leeward.assessment.workup import VITAL_SIGNS
from leeward.cli.__main__ import main
from leeward.cli.chart_file import CannotReadChart, chart_of
from leeward.evidence import CLAIMS
from leeward.truth import Truth

CLEAR = {key: value.value if isinstance(value, Truth) else value for key, value in CLEAR_ANSWERS.items()}
CLEAR |= {"on": "2026-11-23", "born": "1985-01-01"}


def a_file(tmp_path, **changes):
    path = tmp_path / "chart.json"
    told = {key: value for key, value in (CLEAR | changes).items() if value != "left out"}
    path.write_text(json.dumps(told), encoding="utf-8")
    return str(path)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(CannotReadChart) as refused:
        chart_of(text, name="chart.json")
    return {fault.path: fault.says for fault in refused.value.faults}


def refused(**entries) -> dict[str, str]:
    return faults(json.dumps({"on": "2026-11-23"} | entries))


def test_a_clear_chart_is_eligible_and_tells_its_protocol(tmp_path, capsys):
    assert main(["assess", a_file(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "eligible"
    assert told["protocol"]["version"] == 1
    assert told["asks"] == []
    assert "First-line treatments" in told["not_yet_tried"][0]


def test_a_decision_tells_its_sources_and_how_surely_anything_is_known(tmp_path, capsys):
    assert main(["assess", a_file(tmp_path, aneurysm="yes")]) == 0
    out = capsys.readouterr().out
    assert "VA/DoD 2023 suggests against ketamine for PTSD" in out
    assert "Very low certainty." in out
    assert "Spravato (esketamine nasal) US prescribing information" in out.split("Sources of what speaks")[1]
    main(["assess", a_file(tmp_path, aneurysm="yes"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert [one["says"] for one in told["known"]] == [claim.says for claim in CLAIMS]
    assert {one["certainty"] for one in told["known"]} == {
        None,
        "very low certainty",
        "low certainty",
        "moderate certainty",
    }
    (barred,) = (one for one in told["findings"] if one["truth"] == "yes")
    assert barred["cites"][0]["status"] == "read in the source"
    assert told["would_change"]


def test_the_chart_that_is_printed_is_read_back_as_the_same(tmp_path, capsys):
    main(["assess", a_file(tmp_path), "--json"])
    told = json.loads(capsys.readouterr().out)["chart"]
    again = chart_of(json.dumps(told), name="again")
    assert again == chart_of(json.dumps(CLEAR), name="first")


def test_an_empty_chart_is_judged_and_clears_nobody(tmp_path, capsys):
    path = tmp_path / "empty.json"
    path.write_text("{}", encoding="utf-8")
    assert main(["assess", str(path), "--on", "2026-11-23"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("NEEDS INFORMATION")
    assert "not signed by a medical director" in out


def test_a_day_on_the_command_line_takes_the_place_of_the_files_own(tmp_path, capsys):
    path = a_file(tmp_path, weight={"value": "70 kg", "at": "2026-11-23"})
    assert main(["assess", path, "--on", "2026-11-30", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chart"]["on"] == "2026-11-30"
    assert told["outcome"] == "needs information"  # a weight of last week does not stand


@pytest.mark.parametrize(("start", "outcome"), [("10:30", "eligible"), ("10:31", "needs information")])
def test_with_the_start_vital_signs_are_of_the_half_hour_before_it(tmp_path, capsys, start, outcome):
    taken = {key: {"value": CLEAR[key], "at": "2026-11-23T10:00"} for key in VITAL_SIGNS}
    assert main(["assess", a_file(tmp_path, **taken), "--start-at", f"2026-11-23T{start}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == outcome


def test_a_start_is_a_day_and_a_time(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["assess", a_file(tmp_path), "--start-at", "10:00"])
    assert "expected a day and a time such as 2026-11-23T10:00" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("systolic", "1420 mmHg", "1420 mmHg is not plausible; expected 40 to 300 mmHg"),
        ("weight", "9 kg", "9 kg is not plausible; expected 25 to 350 kg"),
        ("weight", "154 lb", "expected weight on the clinic's scale, in kilograms in kg"),
        ("weight", "70", "expected a number with its unit"),
        ("weight", 70, "got 70"),
        ("weight", True, "got true"),
        ("heart_rate", {"value": 70}, "expected a number with its unit"),
        ("heart_rate", {"value": "70 /min", "at": "2026-11-24"}, "later than the day of the assessment"),
        ("seizures", "maybe", 'expected "yes", "no" or "unknown"; got "maybe"'),
        ("seizures", False, "got false"),
        ("seizures", None, "leave the entry out"),
        ("seizures", {"value": "no", "at": "2027-01-01"}, "later than the day of the assessment"),
        ("born", "2026-11-24", "later than the day of the assessment"),
        ("born", "14.7.1985", "expected a date"),
        ("born", "1885-07-14", "more than 120 years before"),
        ("sex", "femal", '"female", "male" or "unknown"'),
        ("medicines", "sertraline", "expected a list"),
        ("aneurism", "no", "did you mean aneurysm?"),
        ("wieght", "70 kg", "did you mean weight?"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path_and_what_was_expected(key, value, says):
    told = refused(**{key: value})
    (path,) = told
    assert path.startswith(f"$.{key}")
    assert says in told[path]


def test_every_fault_is_listed_at_once(tmp_path, capsys):
    path = a_file(tmp_path, systolic="1420 mmHg", weight="9 kg", aneurism="no", sex="x", heart_rate=70)
    assert main(["assess", path]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert {line.split(": ")[1] for line in lines[:-1]} == {
        "$.sex", "$.systolic", "$.heart_rate", "$.weight", "$.aneurism",
    }  # fmt: skip
    assert lines[-1] == "5 mistakes; nothing was assessed."


def test_a_refusal_is_json_too(tmp_path, capsys):
    assert main(["assess", a_file(tmp_path, weight="9 kg"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["refused"][0]["path"] == "$.weight"
    assert "$.weight: 9 kg is not plausible" in err


@pytest.mark.parametrize("diastolic", ["120 mmHg", "121 mmHg", "16 kPa"])
def test_a_diastolic_pressure_is_below_the_systolic_one(diastolic):
    says = f"{diastolic} is not below the systolic pressure, 120 mmHg. Were the two exchanged? Check both."
    assert refused(systolic="120 mmHg", diastolic=diastolic) == {"$.diastolic": says}


def test_pressures_of_different_times_do_not_rule_each_other_out(tmp_path):
    path = a_file(tmp_path, diastolic={"value": "125 mmHg", "at": "2026-11-20"})
    assert main(["assess", path]) == 0


def test_a_birth_before_the_answer_and_not_after_it():
    told = refused(born="1985-01-01", weight={"value": "70 kg", "at": "1984-01-01"})
    assert told == {"$.weight.at": "1984-01-01 is before the birth date, 1985-01-01."}


def test_an_entry_told_twice_is_refused():
    told = faults('{"on": "2026-11-23", "seizures": "no", "seizures": "yes", "signoffs": [{"by": "a", "by": "b"}]}')
    assert "told twice" in told["$.seizures"]
    assert "$.signoffs[0].by" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"on": "2026-11-23",\n "sex": }', "line 2, column 9"),
        ("", "the file is empty"),
        ('{"on": NaN}', "no number"),
        ("[" * 100_000, "too deeply"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(text, says):
    assert says in faults(text)[""]


def test_a_missing_day_is_asked_for():
    assert "the day of the assessment is missing" in faults("{}")["$.on"]
    assert "expected one object" in faults("[]")["$"]


def test_a_file_that_is_not_there_or_no_text_is_a_sentence(tmp_path, capsys):
    assert main(["assess", str(tmp_path / "no.json")]) == 1
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe{")
    assert main(["assess", str(tmp_path / "odd.json")]) == 1
    assert "not text in UTF-8" in capsys.readouterr().err


def test_signoffs_and_history_name_every_fault():
    told = refused(
        signoffs=[{"rule_key": "heart-atack", "by": "", "on": "2026-12-01", "reason": "seen", "x": 1}, 3],
        history={
            "medicines": {"complete": "ja", "tried": [{"medicine": "sertraline"}, {"weeks": "8", "response": "x"}]}
        },
    )
    assert set(told) == {
        "$.signoffs[0].rule_key", "$.signoffs[0].by", "$.signoffs[0].on", "$.signoffs[0].x", "$.signoffs[1]",
        "$.history.medicines.complete", "$.history.medicines.tried[1].medicine",
        "$.history.medicines.tried[1].weeks", "$.history.medicines.tried[1].response",
    }  # fmt: skip
    assert "did you mean heart-attack?" in told["$.signoffs[0].rule_key"]


def an_override(**changes):
    told = {
        "rule_key": "psychotic-disorder",
        "first": {"name": "Dr. A", "office": "prescriber", "reason": "twenty years ago"},
        "second": {"name": "Dr. B", "office": "medical director", "reason": "seen by two psychiatrists"},
        "on": "2026-11-20",
    }
    return told | changes


def test_an_override_by_two_stands_among_the_cautions(tmp_path, capsys):
    path = a_file(tmp_path, psychotic_disorder="yes", overrides=[an_override()])
    assert main(["assess", path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "eligible"
    assert "overridden by Dr. A (prescriber) and Dr. B (medical director)" in told["cautions"][0]


def test_an_override_of_a_hard_bar_or_by_one_person_is_refused():
    assert (
        "Nobody can override this" in refused(overrides=[an_override(rule_key="aneurysm")])["$.overrides[0].rule_key"]
    )
    same = {"name": "dr. a", "office": "medical director", "reason": "again"}
    assert "two different ones" in refused(overrides=[an_override(second=same)])["$.overrides[0]"]
    assert refused(overrides=[an_override(second={"name": "B"})])["$.overrides[0].second.office"]
