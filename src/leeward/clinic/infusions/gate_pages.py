"""What the pages of both gates share."""

from typing import Final

from leeward.truth import Truth

TAGS: Final = {"yes": ("ok", "met"), "no": ("high", "not met"), "unknown": ("ask", "not known")}
Asked = tuple[str, str, Truth]
