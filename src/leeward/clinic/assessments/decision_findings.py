"""What a recorded decision found, as it was stored: criteria and medicines, heaviest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from leeward.assessment import Weight
from leeward.clinic.assessments.findings import ORDER
from leeward.clinic.assessments.wording import TAGS, UNKNOWN_TAG, CiteLine, cite_line
from leeward.medicines import Severity
from leeward.truth import Truth

SIGNED_TAG: Final = ("ok", "signed")
OF_MEDICINES: Final = {
    Severity.AVOID.value: TAGS[Weight.BARS.name],
    Severity.SIGNOFF.value: TAGS[Weight.SIGNOFF.name],
    Severity.MONITOR.value: TAGS[Weight.CAUTIONS.name],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """One finding as it was recorded."""

    tag_kind: str
    tag: str
    says: str
    also: str = ""
    cites: tuple[CiteLine, ...] = ()


def stored_findings(result: dict[str, Any], signed: frozenset[str]) -> tuple[StoredFinding, ...]:
    """Return what spoke or was unknown, heaviest first; `signed` are the keys that the chart's approvals name."""
    approved = signed - frozenset(result["signoffs_needed"])
    found = (*_criteria(result, approved), *_medicines(result, approved), *_unreviewed(result, approved))
    return tuple(sorted(found, key=lambda line: ORDER.index(line.tag)))


def clear_count(result: dict[str, Any]) -> int:
    """Return how many criteria were answered and did not apply."""
    return sum(each["truth"] == Truth.NO.value for each in result["findings"])


def _criteria(result: dict[str, Any], approved: frozenset[str]) -> Iterator[StoredFinding]:
    aside = frozenset(each["rule_key"] for each in result.get("overridden", ()))
    for each in result["findings"]:
        if each["truth"] == Truth.NO.value:
            continue
        applies = each["truth"] == Truth.YES.value
        kind, tag = TAGS[each["weight"]] if applies else UNKNOWN_TAG
        if each["rule"] in aside:
            kind, tag = "warn", "overridden"
        elif tag == TAGS[Weight.SIGNOFF.name][1] and each["rule"] in approved:
            kind, tag = SIGNED_TAG
        yield StoredFinding(
            tag_kind=kind,
            tag=tag,
            says=each["says"] if applies else f"Not known whether this applies: {each['says']}",
            cites=tuple(cite_line(one) for one in each["cites"]),
        )


def _medicines(result: dict[str, Any], approved: frozenset[str]) -> Iterator[StoredFinding]:
    for each in result["medicines"] or ():
        if each["severity"] not in OF_MEDICINES:
            continue
        kind, tag = OF_MEDICINES[each["severity"]]
        if tag == TAGS[Weight.SIGNOFF.name][1] and f"medicine:{each['generic']}" in approved:
            kind, tag = SIGNED_TAG
        entered, generic = each["entered"], each["generic"]
        named = generic if entered.lower() == generic.lower() else f"{entered} ({generic})"
        yield StoredFinding(
            tag_kind=kind,
            tag=tag,
            says=f"{named}: {each['severity']}",
            also=f"{each['advice'][:1].upper()}{each['advice'][1:]}",
            cites=tuple(cite_line(one) for one in each["cites"]),
        )


def _unreviewed(result: dict[str, Any], approved: frozenset[str]) -> Iterator[StoredFinding]:
    for name in result["unreviewed"] or ():
        is_signed = f"medicine:{name}" in approved
        kind, tag = SIGNED_TAG if is_signed else ("ask", "not reviewed")
        yield StoredFinding(tag_kind=kind, tag=tag, says=f"“{name}”", also="Not in the vocabulary.")
