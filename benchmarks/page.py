"""The results as text: on the terminal, and as docs/benchmarks.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from benchmarks.measure import Claim

HEAD = """# Benchmarks

Written by `{command} --page docs/benchmarks.md` on {day}; not edited by hand. All figures are from one run.

Only ratios within the run mean anything: the machine is shared, and its speed moves from minute to minute. A round
waits, up to 15 s, until nothing else runs; in it each contestant runs once. A ratio is the median over the rounds, with
the smallest and the largest in parentheses. Before anything is timed, every contestant's answer is compared: curves
with a matrix exponential (`scipy.linalg.expm`); the worst difference of 20 patients is given as a share of each series'
maximum. What the work is: [`benchmarks/workload.py`](../benchmarks/workload.py). A bar that is missed says so.

{missed}

## The machine

{machine}
"""


def printed(claim: Claim) -> str:
    """Return one claim for the terminal."""
    lines = [f"\n{claim.name}  {claim.title}"]
    lines += [f"  agrees   {a.name}: {a.worst:.1e} (allowed {a.allowed:.0e})" for a in claim.agreements]
    lines += [f"  time     {timed.name}: {timed.said}" for timed in claim.timed]
    lines += [f"  ratio    {comparison.what}: {comparison.said}" for comparison in claim.comparisons]
    lines += [f"  note     {note}" for note in claim.notes]
    return "\n".join(lines)


def page(claims: Sequence[Claim], machine: Mapping[str, str], began: datetime, command: str) -> str:
    """Return the whole page."""
    missed = [f"{claim.name}: {c.what}" for claim in claims for c in claim.comparisons if c.met is False]
    verdict = "Every bar is met in this run." if not missed else "Missed in this run: " + "; ".join(missed) + "."
    about = "\n".join(f"- {key}: {value}" for key, value in machine.items())
    head = HEAD.format(command=command, day=began.date().isoformat(), missed=verdict, machine=about)
    return head + "".join(_section(claim) for claim in claims)


def with_section(text: str, claim: Claim, machine: Mapping[str, str], began: datetime, command: str) -> str:
    """Return the page with one claim's section written anew, or added; it tells its own day and load."""
    head = f"## {claim.name.upper()}: "
    kept = [part for part in _sections(text) if not part.startswith(head)]
    told = f"Written by `{command} --section docs/benchmarks.md` on {began.date().isoformat()}, by itself."
    lines = _section(claim).lstrip("\n").split("\n", 1)
    about = f"{told} Load of the machine before: {machine['load before']}. Python {machine['python']}.\n"
    return "\n".join([*(part.rstrip("\n") + "\n" for part in kept), f"{lines[0]}\n\n{about}{lines[1]}"])


def _sections(text: str) -> list[str]:
    """Part a page at its second-level headings."""
    first, *rest = text.split("\n## ")
    return [first, *(f"## {part}" for part in rest)]


def _section(claim: Claim) -> str:
    parts = [f"\n## {claim.name.upper()}: {claim.title}\n"]
    if claim.comparisons:
        parts.append(_table(("ratio", "measured"), [(c.what, c.said) for c in claim.comparisons]))
    if claim.timed:
        parts.append(_table(("contestant", "time for the whole work"), [(t.name, t.said) for t in claim.timed]))
    if claim.agreements:
        rows = [(a.name, f"{a.worst:.1e}, allowed {a.allowed:.0e}") for a in claim.agreements]
        parts.append(_table(("answer of", "worst difference from the matrix exponential"), rows))
    parts += [f"{note}\n" for note in claim.notes]
    return "\n".join(parts)


def _table(head: tuple[str, str], rows: Sequence[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)]
    return "\n".join(lines) + "\n"
