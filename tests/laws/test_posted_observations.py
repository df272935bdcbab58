"""Whatever a device posts is read or refused with a path: nothing else comes out of the door."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.fhir.device_observation import observed
from leeward.fhir.outcome import outcome
from leeward.fhir.posted import CannotTakeIn, identifier_in, posted, resource_of

pytestmark = pytest.mark.hazard("H28 artefact accepted as physiology")
KEYS = st.sampled_from(
    ["resourceType", "status", "code", "coding", "system", "value", "valueQuantity", "unit", "component", "entry",
     "dataAbsentReason", "effectiveDateTime", "effectiveInstant", "meta", "tag", "security", "identifier", "request",
     "method", "url", "resource", "ifNoneExist", "subject", "reference", "device", "valueString", "comparator"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["Observation", "Bundle", "batch", "final", "http://loinc.org", "85354-9", "59408-5", "%", "POST", "demo",
     "2026-11-23T09:00:00Z", "2026-11-23", "0001-01-01T00:00:00+23:59", "identifier=a|b", "\ud800", ""]
)  # fmt: skip
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS, st.text(max_size=8))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=20,
)
RESOURCES = st.dictionaries(KEYS, TREES, max_size=10)


def refusals(read):
    """Return the issue with which it was refused; none where it was read. Anything else that is raised is a fault."""
    try:
        read()
    except CannotTakeIn as why:
        return [why.issue]
    return []


@given(RESOURCES, st.sampled_from(["Observation", "Bundle", None]))
def test_a_resource_is_read_or_refused_with_words(resource, kind):
    told = resource | ({"resourceType": kind} if kind else {})
    for read in (observed, posted):
        assert json.dumps(outcome(refusals(lambda read=read: read(told))))


@given(st.one_of(st.binary(max_size=200), RESOURCES.map(lambda tree: json.dumps(tree).encode())))
def test_bytes_are_a_resource_or_refused(raw):
    found = []
    refused = refusals(lambda: found.append(resource_of(raw)))
    assert len(found) + len(refused) == 1
    assert all(each["resourceType"] for each in found)


@given(st.one_of(st.text(max_size=40), st.text(max_size=20).map("identifier={}".format)))
def test_a_search_is_an_identifier_or_refused(search):
    refused = refusals(lambda: identifier_in(search, "If-None-Exist"))
    assert {issue.path for issue in refused} <= {"If-None-Exist"}
