"""Whatever is broken in a record, the import answers or says why it cannot: it never crashes and never invents."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.assessment import ITEMS, chart_from
from leeward.fhir import CannotImport, import_bundle
from leeward.truth import UNKNOWN, YES

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[2]
SHOWN = ROOT.parent / "shared" / "data" / "fhir" / "shown"
KEPT = {"Patient", "Condition", "MedicationRequest", "Observation", "AllergyIntolerance"}


def slim(path: Path) -> dict:
    """The bundle with at most a dozen resources of each kind that the import reads, so that damage hits them."""
    bundle = json.loads(path.read_bytes())
    counts: dict[str, int] = {}
    kept = []
    for entry in bundle["entry"]:
        kind = entry["resource"]["resourceType"]
        counts[kind] = counts.get(kind, 0) + 1
        if kind in KEPT and counts[kind] <= 12:
            kept.append(entry)
    return bundle | {"entry": kept}


FILES = [*sorted((ROOT / "examples").glob("*/bundle.json")), *sorted(SHOWN.glob("*.json"))]
BUNDLES = [slim(path) for path in FILES]

junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from([10**400, -1, 0, 1e308, float("inf")]),
    st.text(max_size=20),
    st.sampled_from(
        ["active", "final", "0001-01-01", "9999-12-31T23:59:59-14:00", "2020-02-30", "#", "Patient/x", "kg"]
    ),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.sampled_from(["coding", "code", "value", "text", "reference"]), st.text(max_size=3), max_size=2),
    st.recursive(st.none() | st.integers(), lambda inside: st.lists(inside, max_size=2), max_leaves=4),
)


def places(tree, path=()):
    yield path
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


PLACES = [[path for path in places(bundle) if path] for bundle in BUNDLES]


@st.composite
def damaged(draw):
    which = draw(st.integers(0, len(BUNDLES) - 1))
    bundle = copy.deepcopy(BUNDLES[which])
    for _ in range(draw(st.integers(1, 8))):
        *way, last = draw(st.sampled_from(PLACES[which]))
        parent = bundle
        try:
            for step in way:
                parent = parent[step]
            if draw(st.booleans()):
                del parent[last]
            else:
                parent[last] = draw(junk)
        except (KeyError, IndexError, TypeError):
            continue
    return bundle


@settings(max_examples=300)
@given(damaged())
def test_a_damaged_bundle_is_read_or_refused_and_never_answers_anything_but_yes(bundle):
    try:
        found = import_bundle(bundle, on=TODAY)
    except CannotImport:
        return
    assert all(answer.truth is YES and answer.provenance for answer in found.answers.values())
    chart = chart_from(found.chart_answers(), on=TODAY)
    for item in ITEMS:
        assert chart.truth(item.key) is (YES if item.key in found.answers else UNKNOWN)


@settings(max_examples=100)
@given(st.sampled_from(FILES), st.integers(0, 3000), st.binary(max_size=4))
def test_a_file_cut_or_scratched_is_read_or_refused(path, at, scratch):
    raw = path.read_bytes()
    for broken in (raw[:at], raw[:at] + scratch + raw[at + len(scratch) :]):
        try:
            import_bundle(broken, on=TODAY)
        except CannotImport:
            continue


@given(st.sampled_from(BUNDLES), st.data())
def test_taking_a_diagnosis_away_never_adds_an_answer(bundle, data):
    conditions = [n for n, entry in enumerate(bundle["entry"]) if entry["resource"]["resourceType"] == "Condition"]
    gone = data.draw(st.sampled_from(conditions))
    fewer = bundle | {"entry": [entry for n, entry in enumerate(bundle["entry"]) if n != gone]}
    assert set(import_bundle(fewer, on=TODAY).answers) <= set(import_bundle(bundle, on=TODAY).answers)


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"null", b'"Bundle"', b"{}", b'{"resourceType": 3}'])
def test_oddities_are_refused(raw: bytes):
    with pytest.raises(CannotImport):
        import_bundle(raw, on=TODAY)
