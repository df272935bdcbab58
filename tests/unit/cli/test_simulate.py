"""leeward simulate and leeward models, as a newcomer types them, and every mistake on purpose."""

import json
from xml.etree import ElementTree

import pytest

from leeward.cli.__main__ import main
from leeward.pharmacology import Regimen, Segment
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import EVERY, by_key

ISSUE = (
    "simulate", "--model", "otto_2021", "--weight-kg", "82", "--age", "44", "--sex", "female",
    "--segment", "0.5 mg/kg over 40 min", "--segment", "pause 10 min", "--segment", "10 mg over 5 min",
    "--at-min", "10,40,55,80,230",
)  # fmt: skip
SIMPLE = ("simulate", "--weight-kg", "70", "--segment", "0.5 mg/kg over 40 min")


@pytest.fixture(autouse=True)
def width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def typed(*words):
    """Run the command; return the exit status, also of argparse."""
    try:
        return main(words)
    except SystemExit as ended:
        return ended.code


def told(capsys, *words):
    assert typed(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_example_prints_what_the_engine_says(capsys):
    printed = told(capsys, *ISSUE)
    regimen = Regimen.infusion(dose_mg=41, minutes=40).then(Segment.pause(10)).then(
        Regimen.infusion(dose_mg=10, minutes=5)
    )  # fmt: skip
    times = [10, 40, 55, 80, 230]
    course = simulate(by_key("otto_2021"), regimen, times, weight_kg=82, age_y=44)
    assert printed["model"] == "otto_2021"
    assert printed["times_min"] == times
    assert set(printed["analytes"]) == {"ketamine", "norketamine"}
    for name, curve in (("ketamine", course.ketamine_ng_per_ml), ("norketamine", course.norketamine_ng_per_ml)):
        analyte = printed["analytes"][name]
        assert (analyte["site"], analyte["unit"]) == ("venous plasma", "ng/mL")
        assert analyte["values"] == pytest.approx(curve[0].tolist())
        assert "quantiles" not in analyte
    assert printed["effect_site"]["unit"] == "ng/mL"
    assert len(printed["effect_site"]["values"]) == 5
    assert printed["regimen"]["total_mg"] == pytest.approx(51)
    assert [segment["start_min"] for segment in printed["regimen"]["segments"]] == [0, 40, 50]
    assert printed["n"] == 0
    assert any("weight 40-160 kg" in limit for limit in printed["limits"])
    assert printed["doubts"]
    assert printed["source"]["doi"] == "10.1007/s00228-021-03104-1"


def test_virtual_people_give_named_quantiles_and_the_same_again(capsys):
    printed = told(capsys, *ISSUE, "--n", "300", "--seed", "4")
    for output in (*printed["analytes"].values(), printed["effect_site"]):
        low, middle, high = (output["quantiles"][name] for name in ("p05", "p50", "p95"))
        assert all(a < b < c for a, b, c in zip(low, middle, high, strict=True))
    assert (printed["n"], printed["seed"]) == (300, 4)
    assert "true levels, no assay error" in printed["quantiles_are"]
    assert told(capsys, *ISSUE, "--n", "300", "--seed", "4") == printed
    assert told(capsys, *ISSUE, "--n", "300", "--seed", "5") != printed


@pytest.mark.parametrize("model", ["otto_2021", "perez_ruixo_2021"])
def test_residual_error_widens_the_bands_of_what_is_measured_only(capsys, model):
    words = (*SIMPLE, "--model", model, "--n", "400", "--at-min", "40,100")
    true, measured = told(capsys, *words), told(capsys, *words, "--residual-error")

    def width(printed, name):
        quantiles = printed["analytes"][name]["quantiles"]
        return quantiles["p95"][0] - quantiles["p05"][0]

    for name in ("ketamine", "norketamine"):
        assert width(measured, name) > width(true, name)
    assert measured["effect_site"] == true["effect_site"]
    assert "with the model's residual error" in measured["quantiles_are"]


def test_esketamine_leaves_twice_the_s_ketamine(capsys):
    racemate, esketamine = (told(capsys, *SIMPLE, "--drug", drug) for drug in ("racemate", "esketamine"))
    assert esketamine["drug"] == "esketamine"
    assert racemate["analytes"]["ketamine"]["values"][1] > esketamine["analytes"]["ketamine"]["values"][1]


def test_sessions_repeat_the_schedule_on_their_days(capsys):
    printed = told(capsys, *SIMPLE, "--sessions", "0,2,4")
    starts = [s["start_min"] for s in printed["regimen"]["segments"] if s["rate_mg_per_min"]]
    assert starts == [0, 2880, 5760]
    assert printed["times_min"][-1] == 5760 + 40 + 240


def test_a_dosing_weight_changes_the_dose_and_says_so(capsys):
    words = (*SIMPLE, "--height-cm", "165", "--sex", "female")
    doses = {
        kind: told(capsys, *words, "--dosing-weight", kind)["regimen"]["total_mg"]
        for kind in ("actual", "ideal", "adjusted", "fat-free")
    }
    assert doses["actual"] == 35
    assert doses["fat-free"] < doses["ideal"] < doses["adjusted"] < doses["actual"]
    assert typed(*words, "--dosing-weight", "ideal") == 0
    assert "mg/kg counted by the ideal weight of 56.9 kg" in " ".join(capsys.readouterr().out.split())


def test_the_table_fits_80_columns_and_says_what_it_rests_on(capsys):
    assert typed(*ISSUE, "--n", "200") == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    for words in (
        "otto_2021: racemic ketamine, 82 kg, 44 years, female",
        "51 mg of base, 0.622 mg per kg of body weight",
        "median (5-95 %)",
        "Of 200",
        "fitted within 18-34 years",
        "leeward models otto_2021",
    ):
        assert words in printed


def test_the_table_of_a_course_counts_days(capsys):
    assert typed(*SIMPLE, "--sessions", "0,2.5", "--segment", "bolus 2 mg") == 0
    printed = capsys.readouterr().out
    assert "days 0, 2.5: 37 mg of base, 0.529 mg per kg of body weight: 35 mg over 40 min," in printed
    assert "day 2.5 + 40 min" in printed


def test_times_may_be_a_range_and_are_otherwise_the_changes_of_rate_and_after(capsys):
    assert told(capsys, *SIMPLE, "--at-min", "0:60:20")["times_min"] == [0, 20, 40, 60]
    assert told(capsys, *SIMPLE)["times_min"] == [0, 40, 55, 70, 100, 160, 280]


@pytest.mark.parametrize("more", [(), ("--n", "50"), ("--sessions", "0,2,4"), ("--segment", "at 90 min: bolus 5 mg")])
def test_the_picture_is_drawn(capsys, tmp_path, more):
    path = tmp_path / "levels.svg"
    assert typed(*SIMPLE, *more, "--plot", str(path)) == 0
    captured = capsys.readouterr()
    assert captured.err == f"Picture: {path}\n"
    words = {text.text for text in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")}  # noqa: S314
    assert {"otto_2021: venous plasma", "drug runs", "ng/mL"} <= words
    assert ("days from the start" if "0,2,4" in more else "minutes from the start") in words


def test_a_picture_that_cannot_be_written_is_said(capsys, tmp_path):
    assert typed(*SIMPLE, "--plot", str(tmp_path / "nowhere" / "x.svg")) == 1
    assert "the picture cannot be written (No such file or directory)" in capsys.readouterr().err


BEYOND = (
    # what is typed instead of, or beside, the simple command | what is said
    (("--weight-kg", "182"), "otto_2021: a weight of 182 kg lies outside 40-160 kg"),
    (("--age", "12"), "otto_2021: an age of 12 years lies outside 18-100 years"),
    (("--segment", "5 mg/kg over 40 min"), "lies outside 0.1-1 mg/kg. Change the dose"),
    (("--segment", "10 mg over 300 min"), "lies outside 0-120 min. Change the duration"),
    (("--segment", "0.5 mg over"), '"0.5 mg over": expected a time after "over"'),
    (("--segment", "0.5mcg/kg"), "doses are written in milligrams"),
    (("--segment", "0,5 mg/kg over 40 min"), "write decimals with a point"),
    (("--segment", "5 mg hydrochloride over 4 min"), "multiply by 0.867"),
    (("--model", "otto"), "There is no model 'otto'. Choose one of clements_1981, domino_1982, kamp_2020, otto_2021"),
    (("--n", "1"), "One virtual person makes no band"),
    (("--n", "9", "--model", "domino_1982"), "how people differ was not obtained"),
    (("--residual-error",), "say of how many virtual people, as in --n 2000"),
    (("--residual-error", "--n", "9", "--model", "kamp_2020"), "the residual error of ketamine was not obtained"),
    (("--dosing-weight", "ideal"), "The ideal weight needs the height: add --height-cm"),
    (("--dosing-weight", "ideal", "--height-cm", "1.7"), "write centimeters"),
    (("--dosing-weight", "ideal", "--height-cm", "130"), "too short for an ideal or adjusted weight"),
    (("--sessions", "0,0.01"), "starts before the one before it has ended"),
)
TYPED_WRONGLY = (
    (("--weight-kg", "82,5"), "write decimals with a point"),
    (("--weight-kg", "82kg"), "write a number without its unit"),
    (("--weight-kg", "nan"), "is not a number"),
    (("--sex", "F"), "invalid choice: 'F'"),
    (("--drug", "ketamine"), "invalid choice: 'ketamine'"),
    (("--at-min", "10;20"), "write a number without its unit"),
    (("--at-min=-5,3"), "write numbers of 0 or more with commas between them"),
    (("--at-min", ""), "write numbers of 0 or more with commas between them"),
    (("--at-min", "0:240"), "write from:to:step in minutes, as in 0:240:10"),
    (("--at-min", "0:240:0"), "write from:to:step in minutes, as in 0:240:10"),
    (("--at-min", "0:1e9:0.1"), "write a longer step"),
    (("--n", "2,000"), "write a whole number, 0 or more, without separators"),
    (("--n", "-2"), "write a whole number"),
    (("--sessions", "2,0"), "write each day once, in order"),
)


@pytest.mark.parametrize(("words", "said"), BEYOND + TYPED_WRONGLY)
def test_a_mistake_ends_with_status_2_and_a_sentence(capsys, words, said):
    words = (words,) if isinstance(words, str) else words
    assert typed(*SIMPLE, *words) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_segments_that_give_nothing_are_refused(capsys):
    assert typed("simulate", "--weight-kg", "70", "--segment", "pause 10 min") == 2
    assert "The segments give no drug" in capsys.readouterr().err


def test_without_a_weight_or_a_segment_the_usage_is_shown(capsys):
    assert typed("simulate") == 2
    assert "the following arguments are required: --weight-kg, --segment" in capsys.readouterr().err


def test_models_are_listed_with_people_reach_and_source(capsys):
    assert typed("models") == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    for model in EVERY:
        assert model.key in printed
    joined = " ".join(printed.split())
    assert joined.count("People: ") == joined.count("Reach: weight") == joined.count("Source: ") == len(EVERY)


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
def test_a_model_is_told_with_every_number_its_source_and_status(capsys, model):
    assert typed("models", model.key) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert all(doubt in printed for doubt in (*model.doubts, *model.limits))
    details = told(capsys, "models", model.key)
    assert details["model"] == model.key
    assert len(details["parameters"]) == len(model.cites)
    for row, parameter in zip(model.cites, details["parameters"], strict=True):
        assert (parameter["value"], parameter["unit"]) == (row.quantity.number, row.quantity.unit)
        assert parameter["status"] == row.status.value
        assert parameter["at"]
        assert f"{parameter['name']} " in printed


def test_models_as_json_are_all_of_them(capsys):
    assert [model["model"] for model in told(capsys, "models")] == [model.key for model in EVERY]


def test_an_unknown_model_is_answered_with_the_names(capsys):
    assert typed("models", "otto") == 2
    assert "There is no model 'otto'. Choose one of" in capsys.readouterr().err
