"""docs/map.md: every module with the first line of what it says about itself."""

from collections.abc import Iterator

from leeward.cli.reference_pages.collected import PACKAGE, first_line, source_files
from leeward.cli.reference_pages.markdown import page, paragraph

HOW = """The first line of each module, in the order of the folders. Lower rooms know nothing of higher ones:
`truth` and `units` lie lowest, then `evidence`, `protocol`, then `medicines`, `pharmacology` and `instruments`,
then `assessment` and `outcomes`, then `dosing` and `infusion`, then `course`, then `fhir`, `devices` and `trials`,
then `clinic`, then `cli`."""


def write() -> str:
    """Return the page."""
    return page("Map of the code", paragraph(HOW), "\n".join(_lines()))


def _lines() -> Iterator[str]:
    inits = {path.parent: path for path in source_files() if path.name == "__init__.py"}
    told = set()
    for path in source_files():
        for folder in (*reversed(path.relative_to(PACKAGE).parents[:-1]),):
            if folder not in told:
                told.add(folder)
                says = first_line(inits[PACKAGE / folder]) if PACKAGE / folder in inits else ""
                yield f"{'  ' * (len(folder.parts) - 1)}- **{folder.name}/** {says}".rstrip()
        if path.name != "__init__.py":
            depth = len(path.relative_to(PACKAGE).parts) - 1
            yield f"{'  ' * depth}- `{path.name}` {first_line(path)}".rstrip()
