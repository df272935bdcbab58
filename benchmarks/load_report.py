"""What rounds of load found, as lines and tables."""

from collections.abc import Iterable, Sequence

from benchmarks.load_round import Round
from benchmarks.measure import number

HEAD = (
    "| who | wire | beds | p50 | p99 | worst | decided p50 | p99 | cpu a message | over the prototype's "
    "| cpu of a core | memory | messages a commit | beds' lag | others | load before |"
)


def line(one: Round) -> str:
    """Return one round in a line for a terminal."""
    trouble = "".join(f", {count:,} {what}" for what, count in _trouble(one) if count)
    return (
        f"{one.name}, {one.wire}, {one.beds:,} beds: p50 {one.p50_ms:.0f} ms, p99 {one.p99_ms:.0f} ms, "
        f"worst {one.worst_ms:.0f} ms; decided p50 {one.decided_p50_ms:.0f} ms, p99 {one.decided_p99_ms:.0f} ms "
        f"of {one.falls}; {one.cpu_us:.0f} us of processor a message, {one.cpu_share:.0%} of a core, "
        f"{one.memory_mb:.0f} MB; beds' lag {one.lag_p99_ms:.1f} ms; others {one.others_share:.0%} of the machine, "
        f"load before {one.load}{trouble}"
    )


def _trouble(one: Round) -> Iterable[tuple[str, int]]:
    """Yield what should be nothing, and how often it was."""
    return (
        ("unanswered", one.unanswered),
        ("refused", one.refused),
        ("asked for again while it began", one.early_refused),
        ("LOST", one.lost),
        ("WRONG", one.wrong),
        ("TWICE", one.twice),
        ("STRANGE answers", one.strange),
        ("UNDECIDED", one.undecided),
        ("BROKEN journals", one.broken_journals),
        ("other alarms", one.other_alarms),
    )


def growth_table(ours: Sequence[Round], bare: Sequence[Round]) -> str:
    """Return our rounds, each with the prototype's of the same turn, as a table of Markdown."""
    rows = [HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
    for mine, floor in zip(ours, bare, strict=True):
        rows += [_row(mine, number(mine.cpu_us / floor.cpu_us)), _row(floor, "")]
    return "\n".join(rows)


def beds_table(peers: Iterable[Round]) -> str:
    """Return every round of the peers as a table of Markdown."""
    return "\n".join([HEAD, "|" + "---|" * (HEAD.count("|") - 1), *(_row(one, "") for one in peers)])


def _row(one: Round, over: str) -> str:
    trouble = ", ".join(f"{count:,} {what}" for what, count in _trouble(one) if count)
    cells = (
        one.name, one.wire, f"{one.beds:,}", f"{one.p50_ms:.0f} ms", f"{one.p99_ms:.0f} ms", f"{one.worst_ms:.0f} ms",
        f"{one.decided_p50_ms:.0f} ms", f"{one.decided_p99_ms:.0f} ms", f"{one.cpu_us:.0f} us", over,
        f"{one.cpu_share:.0%}", f"{one.memory_mb:.0f} MB", f"{one.commit_rows:.0f}" if one.commit_rows else "",
        f"{one.lag_p99_ms:.1f} ms", f"{one.others_share:.0%}", one.load + (f"; {trouble}" if trouble else ""),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
