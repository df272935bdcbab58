"""Runs the fenced blocks of a page and holds what the page shows against what they print.

A page reads like a notebook: ```python blocks share one namespace, and a block prints what it prints and, if its last
line is an expression, that value. The ```text block after it is what the page shows; without one the block must print
nothing. An exception is shown as `Name: sentence`. A ```console block shows commands after `$ ` and what they print.
`...` stands for anything.

    .venv/bin/python tests/fenced.py docs/tutorial/pharmacology.md    writes what the blocks print into the page
"""

import ast
import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALIKE = doctest.OutputChecker()
LIBERTIES = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
COLUMNS = "80"


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text, and the line of the page on which its fence opens."""

    language: str
    text: str
    line: int


def blocks(page):
    """Return the fenced blocks of a page's text."""
    return [
        Block(found[1], found[2], page.count("\n", 0, found.start()) + 1) for found in FENCE.finditer(page)
    ]  # fmt: skip


def shown(page):
    """Yield (block, what the page shows for it), running everything in order; then what it printed: a triple."""
    namespace = {"__name__": "__page__"}
    found = blocks(page)
    for number, block in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else Block("", "", 0)
        if block.language == "python":
            yield block, after.text if after.language == "text" else "", printed_by(block, namespace)
        elif block.language == "console":
            yield block, block.text, typed(block)


def printed_by(block, namespace):
    """Run a block as a notebook runs a cell; return what it prints."""
    tree = ast.parse(block.text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(tree, f"line {block.line}", "exec"), namespace)  # noqa: S102 - the pages are ours
            value = eval(compile(ast.Expression(last.value), f"line {block.line}", "eval"), namespace) if last else None  # noqa: S307
        except (ValueError, LookupError) as why:  # what a page may show; a slip of its own is raised
            print(f"{type(why).__name__}: {why}")
            value = None
        if value is not None:
            print(repr(value))
    return out.getvalue()


def typed(block):
    """Type each command of a console block in an empty folder; return the block as a terminal would show it."""
    said = ""
    commands = re.sub(r"\\\n\s*> ?", " ", block.text)
    shows = iter(re.findall(r"^\$ (?:.*\\\n)*.*$", block.text, re.MULTILINE))
    with tempfile.TemporaryDirectory() as folder:
        for line in commands.splitlines():
            if line.startswith("$ "):
                said += next(shows) + "\n" + answer(shlex.split(line[2:]), folder)
    return said


def answer(words, folder):
    """Return what a command of leeward prints, errors included."""
    from leeward.cli.__main__ import main

    out = io.StringIO()
    before, there = os.environ.get("COLUMNS"), Path.cwd()
    os.environ["COLUMNS"] = COLUMNS
    try:
        os.chdir(folder)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
            main(words[1:])
    finally:
        os.chdir(there)
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return out.getvalue()


def differences(page):
    """Return a sentence for every block that prints other than the page shows."""
    return [
        f"line {block.line}: the page shows\n{wanted}and the block prints\n{got}"
        for block, wanted, got in shown(page)
        if not ALIKE.check_output(wanted, got, LIBERTIES)
    ]


def filled(page):
    """Return the page with what its blocks print, where that differs from what it shows."""
    for block, wanted, got in shown(page):
        if ALIKE.check_output(wanted, got, LIBERTIES):
            continue
        fenced = f"```{block.language}\n{block.text}```\n"
        if block.language == "console":
            page = page.replace(fenced, f"```console\n{got}```\n")
        elif wanted:
            page = page.replace(f"{fenced}\n```text\n{wanted}```\n", f"{fenced}\n```text\n{got}```\n")
        else:
            page = page.replace(fenced, f"{fenced}\n```text\n{got}```\n")
    return page


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
