"""docs/reference/settings.md: what the environment may set, read from the settings file without running it."""

import ast

from leeward.cli.reference_pages.collected import PACKAGE
from leeward.cli.reference_pages.markdown import page, paragraph, table

HOW = """Settings come from the environment. There is no other settings file: these are all of them."""


def write() -> str:
    """Return the page."""
    return page("Settings", paragraph(HOW), table(("name", "default", "what it does"), _rows()))


def _rows() -> list[tuple[str, ...]]:
    tree = ast.parse((PACKAGE / "clinic" / "settings.py").read_text(encoding="utf-8"))
    found = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "SETTINGS"
    )
    if not isinstance(found, ast.Tuple):
        raise TypeError(
            "SETTINGS in clinic/settings.py is no longer a tuple: change cli/reference_pages/settings.py too."
        )
    return [_row(row) for row in found.elts if isinstance(row, ast.Tuple)]


def _row(row: ast.Tuple) -> tuple[str, ...]:
    name, default, *rest = (_text(cell) for cell in row.elts)
    return f"`{name}`", f"`{default}`" if default else "(empty)", *rest


def _text(cell: ast.expr) -> str:
    """Return a constant's text; for the one default that is computed, the folder in the repository."""
    if isinstance(cell, ast.Constant):
        return str(cell.value)
    words = [node.value for node in ast.walk(cell) if isinstance(node, ast.Constant)]
    return "./" + "/".join(map(str, words))
