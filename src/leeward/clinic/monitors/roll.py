"""The register in a gateway's memory: asked for each message without a disk, and read anew when it changed."""

from leeward.clinic.monitors.queries import register, register_version
from leeward.devices.register import Snapshot


class Roll:
    """Holds the newest snapshot; `refresh` belongs to the thread that reads the records, the rest to any."""

    def __init__(self) -> None:
        self._snapshot = Snapshot({})
        self._version: int | None = None

    def refresh(self) -> None:
        """Read the register where it changed since the last time; one question where it did not."""
        version = register_version()
        if version != self._version:
            self._snapshot, self._version = register(), version

    def __call__(self) -> Snapshot:
        """Return the snapshot: the same object until the register changes."""
        return self._snapshot
