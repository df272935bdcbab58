"""docs/safety/hazards.md: each hazard, what controls it, and the test that would fail without that control."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from leeward.cli.reference_pages.markdown import page, paragraph, table

SAFETY: Final = Path(__file__).resolve().parents[4] / "docs" / "safety"
ROOT: Final = "../../"
HOW: Final = """Each hazard comes from a published hazard analysis or from the safety dossier (section 6), with the
harm that it can do before any control: 1 is an inconvenience, 5 is death. A control *stops* (the wrong thing cannot
be recorded, started or shown) or *tells* (a person is warned and decides). Each names the place in the code where it
lives and the test that would fail without it. Whatever can kill has at least two controls in two places with two
tests, and at least one of them stops. *Partly controlled* means that software can do only a part: what remains is
written beside it, and somebody at the clinic has to do it. The same facts, for machines, are in
[hazards.toml](hazards.toml); a check of the build holds them against the tests."""
WORDS: Final = {"controlled": "controlled", "partly": "partly controlled", "open": "open"}


def write() -> str:
    """Return the page."""
    hazards = tomllib.loads((SAFETY / "hazards.toml").read_text(encoding="utf-8"))["hazard"]
    return page(
        "Hazards, their controls and their tests",
        paragraph(HOW),
        table(("hazard", "harm", "standing", "controls that stop", "controls that tell"), map(_summary, hazards)),
        *(part for one in hazards for part in _hazard(one)),
    )


def _summary(one: Mapping[str, Any]) -> tuple[str, ...]:
    stops = sum(control["stops"] for control in one.get("controls", ()))
    tells = len(one.get("controls", ())) - stops
    return f"{one['id']} {one['hazard']}", str(one["severity"]), WORDS[one["status"]], str(stops), str(tells)


def _hazard(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {one['id']} {one['hazard']}"
    yield paragraph(
        f"Harm {one['severity']} of 5, {WORDS[one['status']]}. How it comes about: {one['cause']}. {one['requirement']}"
    )
    if one["status"] == "open":
        yield paragraph(f"Open until issue {one['issue']}: {one['reason']}")
    if "remains" in one:
        yield paragraph(f"**What remains for the clinic:** {one['remains']}")
    yield table(("control", "", "where", "test"), (_control(each) for each in one.get("controls", ())))
    yield paragraph(f"Anchor: {one['anchor']}. Asked for as verification: {one['verification']}.")


def _control(each: Mapping[str, Any]) -> tuple[str, ...]:
    path, name = each["test"].split("::")
    where = each["where"]
    return (
        each["does"],
        "stops" if each["stops"] else "tells",
        f"[{where.removeprefix('src/leeward/')}]({ROOT}{where})",
        f"[{name.removeprefix('test_').replace('_', ' ')}]({ROOT}{path})",
    )
