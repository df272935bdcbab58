"""What is counted for Prometheus, over all processes of this machine; no label names a patient, a person or an id.

The counts lie in a folder of LEEWARD_HOME: any process that is asked answers for all of them.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = Path(settings.HOME) / "metrics"
FOLDER.mkdir(mode=0o700, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)  # read when the library is imported, so before it

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

CONTENT_TYPE: Final = "text/plain; version=0.0.4"
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

REQUESTS: Final = Counter("leeward_requests", "Requests to the pages.", ("route", "method", "status"))
REQUEST_SECONDS: Final = Histogram("leeward_request_seconds", "Time to answer a request.", buckets=SECONDS)
MESSAGES: Final = Counter("leeward_messages", "Messages of devices, by what was answered.", ("answer",))
COMMIT_SECONDS: Final = Histogram("leeward_commit_seconds", "Time to commit a batch of readings.", buckets=SECONDS)
ALARM_DECISIONS: Final = Counter("leeward_alarm_decisions", "Alarms that began or ended.")
TICK_SECONDS: Final = Histogram("leeward_tick_seconds", "Time to decide the alarms of every chair.", buckets=SECONDS)
QUEUE: Final = Gauge("leeward_queue_depth", "Messages that wait for the disk.", multiprocess_mode="livesum")
CHAIRS: Final = Gauge("leeward_chairs_watched", "Infusions whose alarms are decided.", multiprocess_mode="livesum")
WATCHERS: Final = Gauge("leeward_watchers", "Pages that listen for changes.", multiprocess_mode="livesum")
EVENTS: Final = Counter("leeward_events", "Changes told to pages.")
DROPPED: Final = Counter("leeward_watchers_dropped", "Listening pages that fell behind and were dropped.")


class _Decided(Collector):
    """How long ago alarms were last decided, as it is when somebody asks."""

    def __init__(self, ago_s: float | None) -> None:
        self._ago_s = float("nan") if ago_s is None else ago_s

    def collect(self) -> Iterator[GaugeMetricFamily]:
        says = "Since alarms were last said to be decided; NaN: never."
        yield GaugeMetricFamily("leeward_alarms_decided_ago_seconds", says, value=self._ago_s)


def written(*, decided_ago_s: float | None) -> bytes:
    """Return every count of every process here, and how long ago alarms were decided (None: never)."""
    _forget_the_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(FOLDER))
    registry.register(_Decided(decided_ago_s))
    return generate_latest(registry)


def begin_anew() -> None:
    """Forget what processes counted that ended before everything was started again; the folder would grow for ever."""
    _forget_the_dead("*.db")


def _forget_the_dead(which: str = "gauge_live*_*.db") -> None:
    """Take what processes that ended said of the moment out of the sums; what they counted stays."""
    for file in FOLDER.glob(which):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not _runs(int(pid)):
            file.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
