"""Everybody presses at once: a double click, two tabs, two prescribers, and the answer is still one."""

from pathlib import Path

import pytest

from journeys.served import PASSWORD, Clinic

PEOPLE, APPROVING = 100, 10  # to approve an option computes it again: ten of those will do


@pytest.mark.hazard("H13 double infusion or too-soon session")
def test_a_hundred_at_once_make_one_order_and_one_infusion(tmp_path: Path):
    clinic = Clinic(tmp_path)
    clinic.seed("team", password=PASSWORD)
    told = clinic.seed("crowd", people=PEOPLE, approving=APPROVING)
    assert (told["orders"], told["infusions"], told["starts"]) == (1, 1, 1)
    assert told["said"].pop("done") == 3  # one approval, one plan, one start
    assert sum(told["said"].values()) == 2 * PEOPLE + APPROVING - 3  # the others were refused with a sentence
    assert {said.split(":")[0] for said in told["said"]} <= {"CannotPlan", "CannotHappen"}
