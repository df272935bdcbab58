"""No clinical number stands in the code without a source."""

from pathlib import Path

from tests.house.naked_numbers import CLINICAL_ROOMS, clinical_files, naked_numbers

SOURCE = Path(__file__).parents[2] / "src" / "leeward"


def found_in(tmp_path, text):
    path = tmp_path / "rule.py"
    path.write_text(text)
    return sorted(number.number for number in naked_numbers(path))


def test_a_bare_number_is_found(tmp_path):
    assert found_in(tmp_path, "limit = 150\nx = -3.5 if y[4] else 0\n") == [3.5, 4, 150]


def test_a_declared_small_or_excused_number_is_not(tmp_path):
    text = 'a = cite("5 mg", S, at="table 3")\nb = assumed("40 min", why=f"{4}")\n'
    text += "c = x[-1] + 2 * 1.0\nd = 60  # plain: minutes in an hour\n"
    assert found_in(tmp_path, text) == []


def test_an_excuse_without_a_reason_is_none(tmp_path):
    assert found_in(tmp_path, "d = 60  # plain:\n") == [60]


def test_the_clinical_rooms_hold_no_naked_number():
    found = [str(number) for path in clinical_files(SOURCE) for number in naked_numbers(path)]
    assert not found, "\n".join(found)


def test_every_clinical_room_is_looked_at():
    assert all((SOURCE / room).is_dir() for room in CLINICAL_ROOMS)
