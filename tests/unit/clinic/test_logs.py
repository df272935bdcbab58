"""Logs tell what went wrong and where, and nothing about a patient."""

import ast
import json
import logging
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from leeward.clinic.logs import Discreet

SOURCE = Path(__file__).parents[3] / "src" / "leeward"
NAME, BORN, ID = "Esempio", date(1985, 7, 14), UUID("bb8c8bd3-bcf5-46fd-b500-d303b9f220fb")
PRIVATE = (NAME, "Ada", "1985", "14-Jul", "bb8c8bd3", "555-0142", "ada@example.org")


def written(name, message, *args, is_json=True, exc_info=None, **extra):
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, exc_info)
    vars(record).update(extra)
    return Discreet(is_json=is_json).format(record)


def test_a_record_is_one_line_of_json_with_its_number_and_without_what_was_filled_in():
    line = written("leeward.clinic.room", "The record of %s at chair %d cannot be read", f"{NAME}, Ada", 3)
    told = json.loads(line)
    assert told["says"] == "The record of … at chair 3 cannot be read"
    assert (told["level"], told["logger"]) == ("error", "leeward.clinic.room")
    assert "\n" not in line


def _refuse(says):
    raise ValueError(says)


PATH = f"/people/{ID}/infusions/{ID}/row/?name={NAME}&born=1985-07-14"


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize("is_json", [True, False])
@pytest.mark.parametrize(
    ("name", "message", "args"),
    [
        ("leeward.clinic.people", "Found %s, born %s", (NAME, BORN)),
        ("leeward.clinic.people", "Found %(name)s", ({"name": NAME},)),
        ("django.request", "%s: %s", ("Not Found", PATH)),
        ("django.security.csrf", "Forbidden (%s): %s", ("no token", PATH)),
        ("asyncio", f"Task exception was never retrieved: KeyError('{NAME}') at {PATH}", ()),
        ("urllib3", f"Connecting {PATH} for ada@example.org, telephone 555-0142555", ()),
        ("psycopg", f"duplicate key value, Key (family_name)=({NAME}) on 14-Jul-1985", ()),
        ("some.library", "Sent %s to %s", (NAME, BORN)),
        ("some.library", f"The name was {NAME} and the day 1985-07-14", ()),
    ],
)
def test_names_birth_dates_and_ids_do_not_get_out(name, message, args, is_json):
    line = written(name, message, *args, is_json=is_json)
    assert [word for word in PRIVATE if word in line] == []


@pytest.mark.hazard("H37 unauthorised access")
def test_an_error_tells_its_kind_and_place_and_not_its_text():
    try:
        _refuse(f"{NAME}, born {BORN}: no such record {ID}")
    except ValueError:
        line = written("leeward.clinic", "It failed", exc_info=sys.exc_info())
    told = json.loads(line)
    assert told["error"] == "ValueError"
    assert "_refuse" in told["where"][-1]
    assert [word for word in PRIVATE if word in line] == []


def test_a_request_is_told_by_the_name_of_its_address():
    match = SimpleNamespace(view_name="infusions:row")
    request = SimpleNamespace(resolver_match=match, path=PATH)
    told = json.loads(written("django.request", "%s: %s", "Forbidden", PATH, request=request, status_code=403))
    assert (told["route"], told["status"]) == ("infusions:row", 403)
    unknown = SimpleNamespace(resolver_match=None, path=PATH)
    assert json.loads(written("django.request", "%s: %s", "Not Found", PATH, request=unknown))["route"] == "none"


def test_every_logged_sentence_of_ours_is_a_pattern_and_never_filled_in_before():
    """What stands in the code may be written; an f-string would be written with what was filled in."""
    filled = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if _logs(node) and not isinstance(node.args[0], ast.Constant)
    ]
    assert not filled


def _logs(node):
    """Is it a call such as logger.warning(...)?"""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    on = node.func.value
    return isinstance(on, ast.Name) and on.id in ("logger", "log", "logging") and node.func.attr != "getLogger"
