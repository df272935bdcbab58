"""The report of one infusion as a PDF: words go in as data and are never read as markup."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from leeward.clinic import web
from leeward.clinic.courses.infusion_report import InfusionReport

HERE: Final = Path(__file__).parent
PAGE: Final = HERE / "templates/courses/infusion_report.typ"
SHEETS: Final = Path(web.__file__).parent / "static/leeward"
FONT: Final = "Libertinus Serif"  # comes with typst: no font of the machine decides how a page breaks
DRAWING: Final = re.compile(r"<svg.*?</svg>", re.DOTALL)
MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)  # nothing of the moment stands in the file


class CannotPrint(Exception):
    """The PDF could not be made."""


def as_pdf(report: InfusionReport) -> bytes:
    """Return the PDF; made twice from one record it is the same to the byte."""
    import typst

    try:
        return typst.compile(PAGE.read_bytes(), ignore_system_fonts=True, timestamp=MADE_AT, sys_inputs=inputs(report))
    except typst.TypstError as why:
        raise CannotPrint(f"The PDF could not be made: {why}. The page itself can be printed.") from why


def inputs(report: InfusionReport) -> dict[str, str]:
    """Return what the page is given: the report as JSON, and nothing else."""
    return {"report": json.dumps(as_data(report), ensure_ascii=False)}


def as_data(report: InfusionReport) -> dict[str, Any]:
    """Return the report as plain data; a chart becomes a drawing that carries its own colors."""
    told = asdict(report)
    for part in told["parts"]:
        part["chart"] = _drawing(str(part["chart"])) if part["chart"] else ""
    return json.loads(json.dumps(told, default=str))


def _drawing(chart: str) -> str:
    """Return the chart as an SVG that stands alone."""
    found = DRAWING.search(chart)
    if found is None:
        return ""
    return found.group().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        ">", f"><style>{_strokes()}</style>", 1
    )  # fmt: skip


@cache
def _strokes() -> str:
    """Return the rules of the charts with the colors of the light theme written out."""
    tokens = (SHEETS / "tokens.css").read_text()
    light = tokens[: tokens.index("[data-theme=")]
    colors = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", light))
    sheet = re.sub(r"/\*.*?\*/", "", (SHEETS / "charts.css").read_text(), flags=re.DOTALL)
    rules = re.findall(r"^  ([^{}@]+)\{([^{}]+)\}", sheet, flags=re.MULTILINE)
    written = "".join(f"{name.strip()}{{{body.strip()}}}" for name, body in rules)
    plain = re.sub(r"var\((--[\w-]+)\)", lambda found: colors.get(found[1], "#000"), written)
    return f'text{{font-family:"{FONT}"}}{plain}'
