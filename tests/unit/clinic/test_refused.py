"""What may not be chosen now: a reason that several choices share is said once, and none is lost."""

from typing import Any

from leeward.clinic.courses.refused import refused


def _no(says: str, *why: str) -> dict[str, Any]:
    return {"key": says.lower(), "says": says, "why": list(why)}


def test_what_three_choices_wait_for_is_said_once() -> None:
    found = refused([_no("Repeat", "Liver."), _no("Lower", "Liver.", "Borne well."), _no("Space", "Liver.")])
    assert found.together == ("Repeat", "Lower", "Space")
    assert found.reasons == ("Liver.",)
    assert found.rows == (("Lower", ("Borne well.",)),)


def test_fewer_are_told_each_by_itself() -> None:
    found = refused([_no("Repeat", "Liver."), _no("Lower", "Liver."), _no("Finish", "Not complete.")])
    assert found.together == ()
    assert [says for says, _ in found.rows] == ["Repeat", "Lower", "Finish"]


def test_a_choice_with_only_a_part_of_the_shared_reasons_keeps_all_of_its_own() -> None:
    both = ("Liver.", "Misuse.")
    found = refused([_no("A", *both), _no("B", *both), _no("C", *both), _no("D", "Liver.")])
    assert found.together == ("A", "B", "C")
    assert found.rows == (("D", ("Liver.",)),)
