"""A file that holds room on the disk: let go when the disk is full, so that alarms and what people chart still fit."""

import os
import shutil
from pathlib import Path
from typing import Final

BALLAST_BYTES: Final = 64 * 1024 * 1024  # some hours of journals and pages; readings wait until there is room again
FULL: Final = "the disk is full; make room on it"


class Ballast:
    """The file, and whether the disk was found full since."""

    def __init__(self, path: Path, *, size_bytes: int = BALLAST_BYTES) -> None:
        self._path, self._size_bytes = path, size_bytes
        self.is_released = False
        self._lay()

    def release(self) -> None:
        """Give the room back: the disk is full."""
        self.is_released = True
        self._path.unlink(missing_ok=True)

    def refusal(self) -> str:
        """Return why no reading may be written now; empty as long as the file lies there or can lie there again."""
        if self.is_released and self._free_bytes() > 2 * self._size_bytes:
            self._lay()
        return FULL if self.is_released else ""

    def _lay(self) -> None:
        """Write the file out: only bytes that were written hold their place."""
        if self._path.exists() and self._path.stat().st_size == self._size_bytes:
            return
        try:
            with self._path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size_bytes)
        except OSError:
            # Without room for it, or where it may not be written, readings are kept for as long as they fit.
            self._path.unlink(missing_ok=True)
            return
        self.is_released = False

    def _free_bytes(self) -> int:
        try:
            return shutil.disk_usage(self._path.parent).free
        except OSError:
            return 0
