"""Open what a device posted: strict JSON, one resource, or the entries of a batch or transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from leeward.fhir.outcome import Issue
from leeward.fhir.tree import Node, inner, node, text

ENTRIES_MOST: Final = 200
BUNDLES: Final = frozenset({"batch", "transaction"})


class CannotTakeIn(Exception):
    """What was posted cannot be used; `issue` says what is wrong, where, and what to do."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.says)
        self.issue = issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One resource to create, where it stands in the bundle, and the search under which it is made only once."""

    resource: Node
    path: str
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a bundle asks for; a transaction is kept whole or not at all."""

    entries: tuple[Entry, ...]
    is_transaction: bool


def resource_of(raw: bytes) -> Node:
    """Return the JSON object; raises CannotTakeIn where it is none, or says something twice."""
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise _refused("The JSON is nested too deeply to be a resource.", code="structure") from None
    except json.JSONDecodeError as why:
        raise _refused(
            f"The JSON is wrong at line {why.lineno}, column {why.colno}: {why.msg}.", code="structure"
        ) from None
    except ValueError as why:
        says = "The body is not text in UTF-8." if isinstance(why, UnicodeDecodeError) else str(why)
        raise _refused(says, code="structure") from None
    if not isinstance(found, Mapping) or not text(found, "resourceType"):
        raise _refused("This is no FHIR resource: send one JSON object with a resourceType.", code="structure")
    return found


def posted(bundle: Node) -> Posted:
    """Return the entries of a batch or a transaction; raises CannotTakeIn for any other resource."""
    kind, what = text(bundle, "resourceType"), text(bundle, "type")
    if kind != "Bundle" or what not in BUNDLES:
        raise _refused(
            f"Send a Bundle of type batch or transaction here; this is {kind} {what}.".replace(" .", "."),
            path="Bundle.type" if kind == "Bundle" else kind,
        )
    told = bundle.get("entry")
    if not isinstance(told, list) or not told:
        raise _refused("The bundle has no entry.", path="Bundle.entry", code="required")
    if len(told) > ENTRIES_MOST:
        says = f"The bundle has {len(told)} entries; {ENTRIES_MOST} are the most. Send several bundles."
        raise _refused(says, path="Bundle.entry", code="too-long")
    entries = tuple(_entry(node(each), number) for number, each in enumerate(told))
    return Posted(entries=entries, is_transaction=what == "transaction")


def identifier_in(search: str, path: str) -> str:
    """Return the identifier of an If-None-Exist search; raises CannotTakeIn for a search by anything else."""
    if not search.strip():
        return ""
    try:
        asked = parse_qs(search.strip().lstrip("?"), strict_parsing=True, max_num_fields=ENTRIES_MOST)
    except ValueError:
        asked = {}
    if set(asked) != {"identifier"} or len(asked["identifier"]) != 1:
        says = "If-None-Exist is understood as identifier=system|value, and nothing else."
        raise _refused(says, path=path, code="not-supported")
    return asked["identifier"][0]


def _entry(entry: Node, number: int) -> Entry:
    path = f"Bundle.entry[{number}]"
    request = inner(entry, "request")
    method, url = text(request, "method").upper(), text(request, "url").strip("/")
    if (method, url) != ("POST", "Observation"):
        raise _refused(
            f"Entry {number} asks for {method or 'no method'} {url}".rstrip() + "; only POST Observation is taken.",
            path=f"{path}.request",
            code="not-supported",
        )
    once = identifier_in(text(request, "ifNoneExist"), f"{path}.request.ifNoneExist")
    return Entry(resource=node(entry.get("resource")), path=f"{path}.resource", once=once)


def _refused(says: str, *, path: str = "", code: str = "invalid") -> CannotTakeIn:
    return CannotTakeIn(Issue(says=says, path=path, code=code))


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no number in JSON.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise ValueError(f"{twice!r} stands twice in one object: which of the two is meant?")
    return found
