"""The whole way of a case without a browser: from its record to its report, on the command line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leeward.assessment import Outcome
from leeward.cli.__main__ import main
from leeward.cli.case import CannotOpenCase, find_case, open_case
from leeward.cli.synthetic import ASKING, BARRED, RUNNING, synthetic_case
from leeward.cli.walk import Walk, walk
from leeward.infusion.events import AlarmRaised, Discharged, Started
from leeward.infusion.journal import verify
from leeward.infusion.vitals import GenerationMode
from leeward.protocol import STANDARD
from leeward.truth import YES

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "examples"
SHOWN = REPOSITORY.parent / "shared" / "data" / "fhir" / "shown"
AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


class Silent:
    """Keeps what a terminal would be told."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, title: str, *lines: str) -> None:
        self.steps.append("\n".join((title, *lines)))

    def progress(self, _title: str):
        return lambda _done, _of: None


def walked(name: str) -> Walk:
    return walk(open_case(*find_case([EXAMPLES / name])), STANDARD, seed=1, tell=Silent())


@pytest.fixture(scope="module")
def eligible() -> Walk:
    return walked("eligible")


def test_the_eligible_example_goes_the_whole_way(eligible):
    assert eligible.eligibility.outcome is Outcome.ELIGIBLE
    assert len(eligible.proposal.options) >= 2
    assert eligible.order.dose_mg == eligible.option.dose_mg
    assert eligible.rehearsed.home.may_leave is YES
    assert eligible.rehearsed.delivered.mg == pytest.approx(eligible.order.dose_mg)
    assert eligible.ended == ""


def test_the_rehearsed_journal_is_whole_and_begins_and_ends_as_one(eligible):
    journal = eligible.rehearsed.journal
    assert verify(journal) is None
    kinds = [type(entry.event) for entry in journal]
    assert kinds.index(Started) < kinds.index(Discharged) == len(kinds) - 1


def test_every_rehearsed_reading_says_that_it_is_a_demonstration(eligible):
    assert {reading.mode for reading in eligible.rehearsed.readings} == {GenerationMode.DEMO}


def test_the_same_seed_tells_the_same_story(eligible):
    again = walked("eligible").rehearsed
    assert again.journal[-1].hash == eligible.rehearsed.journal[-1].hash


def test_the_example_that_needs_information_is_asked_and_given_no_dose():
    told = walked("needs-information")
    assert told.eligibility.outcome is Outcome.NEEDS_INFORMATION
    assert "whether there is severe heart disease" in told.eligibility.asks
    assert told.proposal is None
    assert "needs information" in told.ended


def test_the_example_that_is_not_eligible_says_why():
    told = walked("not-eligible")
    assert told.eligibility.outcome is Outcome.NOT_ELIGIBLE
    assert any("aneurysm" in reason for reason in told.eligibility.reasons)
    assert told.rehearsed is None


def test_a_case_without_an_approved_option_ends_with_the_options(tmp_path):
    text = (EXAMPLES / "eligible" / "answers.toml").read_text()
    (tmp_path / "answers.toml").write_text(text[: text.index("[plan]")] + text[text.index("[[scores]]") :])
    told = walk(
        open_case(EXAMPLES / "eligible" / "bundle.json", tmp_path / "answers.toml"), STANDARD, seed=1, tell=Silent()
    )
    assert told.proposal is not None
    assert told.order is None
    assert "a prescriber chooses" in told.ended


def test_without_an_escort_nothing_starts():
    case = synthetic_case(RUNNING, starts_at=AT)
    alone = type(case)(**{**fields(case), "answers": type(case.answers)(**{**fields(case.answers), "escort": None})})
    told = walk(alone, STANDARD, seed=2, tell=Silent())
    assert told.rehearsed is None
    assert "escort" in told.ended


def fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}


@pytest.mark.parametrize("person", [ASKING, BARRED], ids=["asking", "barred"])
def test_made_up_people_who_may_not_start_do_not(person):
    assert walk(synthetic_case(person, starts_at=AT), STANDARD, seed=2, tell=Silent()).rehearsed is None


def test_an_alarm_of_the_rehearsal_is_written_down_and_answered(eligible):
    raised = [entry.event for entry in eligible.rehearsed.journal if isinstance(entry.event, AlarmRaised)]
    for alarm in raised:
        assert any(
            type(entry.event).__name__ == "AlarmAcknowledged" and entry.event.alarm_key == alarm.alarm_key
            for entry in eligible.rehearsed.journal
        )


def test_a_record_that_says_yes_where_the_clinician_says_no_is_told():
    case = open_case(*find_case([EXAMPLES / "needs-information"]))
    assert any("hypertension" in told and "which stands" in told for told in case.disagreements)


def test_a_pair_of_files_may_come_in_either_order_and_a_folder_may_name_its_one_record_as_it_likes(tmp_path):
    record, answers = tmp_path / "patient.json", tmp_path / "answers.toml"
    record.write_text("{}")
    answers.write_text("")
    assert find_case([answers, record]) == find_case([record, answers]) == find_case([tmp_path]) == (record, answers)


def test_a_case_is_one_or_two_paths():
    with pytest.raises(CannotOpenCase, match="one or two paths"):
        find_case([Path("a"), Path("b"), Path("c")])


@pytest.mark.parametrize(
    "bundle", sorted(SHOWN.glob("*.json")) if SHOWN.exists() else [], ids=lambda path: path.stem[:12]
)
def test_bundles_that_others_made_go_as_far_as_they_may(bundle, tmp_path, capsys):
    """Read in place; what such a record leaves out is asked for, and nobody is cleared by silence."""
    answers = tmp_path / "answers.toml"
    answers.write_text("[case]\nstarts_at = 2026-11-23T09:00:00-05:00\n")
    report = tmp_path / "report.html"
    assert main(["course", str(bundle), str(answers), "--out", str(report)]) == 0
    told = capsys.readouterr().out
    assert "Outcome: eligible" not in told
    assert "No dose is proposed" in told
    assert "<h1" in report.read_text()


def test_the_command_writes_a_report_that_opens_from_a_disk(tmp_path, capsys):
    report = tmp_path / "report.html"
    assert main(["course", str(EXAMPLES / "eligible"), "--out", str(report)]) == 0
    page = report.read_text()
    assert "simulated" in page
    assert "The infusion beside these scores is a rehearsal" in page
    assert "not signed by a medical director" in page
    assert "<svg" in page
    assert 'src="http' not in page
    assert "Stopped or completed, not used: Prazosin" in page
    assert "Discharge" in page or "discharge" in page
    assert "Report:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["course", "nowhere"], "this is not a folder"),
        (["course", "examples/eligible/bundle.json", "nothing.toml"], "there is no such file"),
        (["course", "examples/eligible/answers.toml", "examples/eligible/answers.toml"], "answers.toml"),
        (["course", "examples/not-eligible", "--out", "/nowhere/report.html"], "--out"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_exits_with_one(arguments, said, capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_the_rehearsal_tells_what_it_would_teach_and_moves_no_fence():
    tell = Silent()
    walk(open_case(*find_case([EXAMPLES / "eligible"])), STANDARD, seed=1, tell=tell)
    (told,) = [step for step in tell.steps if step.startswith("What was learned for the next proposal (simulated)")]
    assert "is not the full CADSS" in told
    assert "Rise of systolic pressure" in told
    assert "The options and their fences stay as they are." in told
