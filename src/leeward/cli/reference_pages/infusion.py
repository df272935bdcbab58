"""docs/reference/infusion-states.md: an infusion's states, the moves between them, what may be charted when."""

from collections.abc import Iterator

from leeward.cli.reference_pages.markdown import page, paragraph, table
from leeward.infusion.events import Event
from leeward.infusion.machine import CHARTING, TRANSITIONS, State

HOW = """An infusion's state is never stored as such: it follows from the events in its journal. A move that is not
in this table is refused, with a sentence that says what is possible now. What is charted leaves the state as it is."""


def write() -> str:
    """Return the page."""
    return page(
        "States of an infusion",
        paragraph(HOW),
        "```mermaid\n" + "\n".join(_diagram()) + "\n```",
        "## Moves",
        table(("from", "event", "to", "what it is"), _moves()),
        "## What may be charted when",
        table(("event", *(state.value for state in State)), _charting()),
    )


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"  [*] --> {State.PLANNED.value}"
    for state, moves in TRANSITIONS.items():
        for event, target in moves.items():
            yield f"  {state.value} --> {target.value}: {event.verb}"
        if not moves:
            yield f"  {state.value} --> [*]"


def _moves() -> Iterator[tuple[str, ...]]:
    for state, moves in TRANSITIONS.items():
        for event, target in moves.items():
            yield state.value, f"`{event.__name__}`", target.value, _says(event)


def _charting() -> Iterator[tuple[str, ...]]:
    kinds = sorted({kind for allowed in CHARTING.values() for kind in allowed}, key=lambda kind: kind.__name__)
    for kind in kinds:
        yield f"`{kind.__name__}`", *("yes" if kind in CHARTING[state] else "" for state in State)


def _says(event: type[Event]) -> str:
    """Return the event's own sentence; a dataclass without one shows its fields, which says nothing here."""
    doc = (event.__doc__ or "").strip()
    return "" if doc.startswith(f"{event.__name__}(") else doc.splitlines()[0]
