"""What the apps above tell the patient's page and the home page: records of plain words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One row on the patient's page: where a step of the way stands, and the page that shows it."""

    title: str
    says: str
    url_name: str
    url: str
    tag: str = ""
    tag_kind: str = "quiet"  # high, warn, ask, tech, ok, care, quiet
    action: str = "Open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits for somebody today; shown to the roles that may open its page."""

    title: str
    says: str
    url_name: str
    url: str
    tag: str = ""
    tag_kind: str = "quiet"
