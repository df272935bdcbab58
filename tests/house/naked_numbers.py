"""Finds clinical numbers without a source: every literal but 0, 1, 2 and -1 outside a cited table."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

CLINICAL_ROOMS = (
    "assessment", "course", "dosing", "infusion", "instruments", "medicines", "outcomes", "pharmacology", "protocol",
)  # fmt: skip
# Calls whose arguments are declarations: a number inside says where it comes from, or counts an item.
DECLARES = {"cite", "assumed", "derived", "Item", "ScaleItem", "Cluster", "parse"}
PLAIN = {0, 1, 2, -1}
# Compiled kernels: coefficients of numerical methods and places in arrays on every line, and no clinical number.
NUMERICAL = ("pharmacology/kernels.py",)
EXCUSED = re.compile(r"#\s*plain:\s*\S")


@dataclass(frozen=True, slots=True)
class NakedNumber:
    path: Path
    line: int
    number: complex

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.number:g} has no source; cite it, or end the line in `# plain: <why>`"


class _Walk(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[int, complex]] = []

    def visit_Call(self, call: ast.Call) -> None:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in DECLARES:
            self.generic_visit(call)

    def visit_Constant(self, constant: ast.Constant) -> None:
        number = constant.value
        if isinstance(number, int | float | complex) and not isinstance(number, bool) and number not in PLAIN:
            self.found.append((constant.lineno, number))


def naked_numbers(path: Path) -> list[NakedNumber]:
    """Return the numbers of one file that neither stand in a declaration nor are excused on their line."""
    text = path.read_text(encoding="utf-8")
    walk = _Walk()
    walk.visit(ast.parse(text))
    lines = text.splitlines()
    return [NakedNumber(path, line, number) for line, number in walk.found if not EXCUSED.search(lines[line - 1])]


def clinical_files(source: Path) -> list[Path]:
    """Return every Python file of the clinical rooms."""
    found = (path for room in CLINICAL_ROOMS for path in (source / room).rglob("*.py"))
    return sorted(path for path in found if path.relative_to(source).as_posix() not in NUMERICAL)
