"""Open what was sent: one bundle as JSON, bundles inside it, or a bulk export with one resource a line."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from leeward.fhir.imported import CannotImport
from leeward.fhir.tree import Node, node, several, text

WANTED: Final = "Send one patient's FHIR R4 bundle as JSON."
KINDS: Final = frozenset({"collection", "searchset", "transaction", "batch", "batch-response", "document", ""})
DEEPEST: Final = 4  # bundles in bundles: a batch of searches has two


def bundle_of(raw: bytes | Mapping[str, object]) -> Node:
    """Return the bundle; raises CannotImport with a sentence for anything else."""
    bundle = raw if isinstance(raw, Mapping) else _json(raw)
    kind = text(node(bundle), "resourceType")
    if kind != "Bundle":
        what = f"a single {kind}" if kind else "JSON that is no FHIR resource"
        raise CannotImport(f"This is {what}, not a bundle. {WANTED}")
    return node(bundle)


def entries_of(bundle: Node) -> tuple[tuple[Node, ...], int]:
    """Return the entries that hold a resource, those of inner bundles in place of these, and how many hold none."""
    told = tuple(_flat(bundle, 0))
    entries = tuple(entry for entry in told if node(entry.get("resource")))
    return entries, len(told) - len(entries)


def _flat(bundle: Node, depth: int) -> Iterator[Node]:
    if text(bundle, "type") not in KINDS:
        raise CannotImport(f"A bundle of type {text(bundle, 'type')} cannot be read as a record. {WANTED}")
    if depth > DEEPEST:
        raise CannotImport(f"The bundles are nested too deeply to be a record. {WANTED}")
    for entry in several(bundle, "entry"):
        inside = node(entry.get("resource"))
        if text(inside, "resourceType") == "Bundle":
            yield from _flat(inside, depth + 1)
        else:
            yield entry


def _json(raw: bytes) -> object:
    try:
        written = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CannotImport(f"The file is not text in UTF-8. {WANTED}") from None
    if not written:
        raise CannotImport(f"The file is empty. {WANTED}")
    if written.startswith("<"):
        raise CannotImport(f"This is XML. {WANTED}")
    lines = [line for line in written.split("\n") if line.strip()]
    if len(lines) > 1 and _is_resource(lines[0]):
        return {"resourceType": "Bundle", "entry": [{"resource": _line(n, line)} for n, line in enumerate(lines, 1)]}
    return _parsed(written)


def _is_resource(line: str) -> bool:
    """Is this line by itself a whole resource, as each line of a bulk export (NDJSON) is?"""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _line(place: int, line: str) -> object:
    try:
        return _parsed(line)
    except CannotImport as why:
        raise CannotImport(f"This is NDJSON, one resource a line, and resource {place} cannot be read: {why}") from None


def _parsed(written: str) -> object:
    try:
        return json.loads(written, parse_constant=_no_number)
    except RecursionError:
        raise CannotImport(f"The JSON is nested too deeply to be a record. {WANTED}") from None
    except json.JSONDecodeError as why:
        raise CannotImport(f"The JSON breaks off or is wrong at line {why.lineno}: {why.msg}. {WANTED}") from None
    except ValueError:
        raise CannotImport(f"The JSON holds something that is no number. {WANTED}") from None


def _no_number(constant: str) -> float:
    raise ValueError(constant)
