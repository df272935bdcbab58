"""A population larger than one machine: the count of `pharmacology.streaming`, shared out over a Dask cluster.

A person's numbers depend on the seed and the person alone; a share is a range of people, and its result is a tally of
whole numbers. A share that is lost with its worker is counted again elsewhere, and the sum is the same to the bit,
however the shares fell.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from leeward import __version__
from leeward.pharmacology.bands import Tally
from leeward.pharmacology.streaming import Progress, Streamed, stream
from leeward.pharmacology.study import Study

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL: Final = "local"
SHARE: Final = 20_000
"""People in one share, for which a worker sends back one tally of about 30 MB."""
AHEAD: Final = 2
"""Shares given out to each worker at a time: one to count, one to go on with."""
DEATHS: Final = 100
"""Workers that may die over one share before it is the share that is suspected."""
DEAF: Final = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""A worker does not hear the terminal's Ctrl-C: whoever gave out the shares decides when to stop."""
PATIENCE: Final = "10 s"
"""How long a cluster may take to answer."""


class CannotReach(ValueError):
    """There is no cluster to count on."""


def stream_on_cluster(
    study: Study,
    n: int,
    *,
    seed: int,
    cluster: str = LOCAL,
    workers: int | None = None,
    share: int = SHARE,
    progress: Progress | None = None,
) -> Streamed:
    """Count `n` people of a seed on the workers at `cluster`: an address, or `local`, processes on this machine.

    The result is that of `pharmacology.streaming.stream` to the bit, whatever the number of workers and whichever of
    them die on the way. `workers` is how many a local cluster starts (one for each core unless given). Ctrl-C leaves
    what was done. Raises CannotReach where Dask is missing, nobody answers, or the workers run another Leeward.
    """
    if n < 1 or share < 1:
        raise ValueError(f"{n} people in shares of {share} cannot be counted; write 1 or more for both.")
    with _client(cluster, workers) as client:
        _check_workers(client, cluster)
        return _gather(client, study, n, seed=seed, share=share, progress=progress)


def _gather(client: "Client", study: Study, n: int, *, seed: int, share: int, progress: Progress | None) -> Streamed:
    """Give shares out as workers become free, and add up what comes back, in whatever order."""
    from distributed import as_completed

    whole = Streamed(
        outputs=study.outputs,
        times_min=study.times_min,
        done=0,
        asked=n,
        tally=Tally.empty(len(study.outputs), study.times_min.size),
    )
    shares = _shares(client, study, n, seed=seed, share=share)
    threads = sum(client.nthreads().values())
    underway = as_completed([future for _, future in zip(range(AHEAD * threads), shares, strict=False)])
    try:
        for future in underway:
            part: Streamed = future.result()
            future.release()
            whole = replace(whole, done=whole.done + part.done, tally=whole.tally.merge(part.tally))
            if progress is not None:
                progress(whole.done, n)
            underway.update([following for _, following in zip(range(1), shares, strict=False)])
    except KeyboardInterrupt:
        pass
    return whole


def _shares(client: "Client", study: Study, n: int, *, seed: int, share: int) -> "Iterator[Future[Streamed]]":
    """Give out one share after another, when asked for the next."""
    for first in range(0, n, share):
        size = min(share, n - first)
        yield client.submit(stream, study, size, seed=seed, first=first, pure=False)


@contextmanager
def _client(cluster: str, workers: int | None) -> "Iterator[Client]":
    """Connect to a cluster, or start one on this machine: processes that listen on 127.0.0.1 only, over TLS."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as why:
        raise CannotReach(
            "A cluster needs Dask, which is not installed here: pip install 'leeward[cluster]', or leave --cluster out."
        ) from why
    with dask.config.set(_SETTINGS):
        if cluster != LOCAL:
            with _answering(Client, cluster) as client:
                yield client
            return
        with (
            TemporaryDirectory(prefix="leeward-cluster-", ignore_cleanup_errors=True) as folder,
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                security=True,
                dashboard_address=None,
                local_directory=folder,
                preload=[DEAF],
            ) as here,
            Client(here) as client,
        ):
            yield client


_SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": DEATHS,
    "distributed.nanny.pre-spawn-environ.NUMBA_NUM_THREADS": 1,
    "distributed.nanny.pre-spawn-environ.DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical",
}


def _answering(connect: Any, address: str) -> "Client":
    try:
        client: Client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as why:
        raise CannotReach(
            f"No Dask scheduler answers at {address} ({why}). Write its address as tcp://HOST:8786, or --cluster local."
        ) from why
    return client


def _check_workers(client: "Client", cluster: str) -> None:
    """Refuse a cluster without workers, or whose workers would count with another engine."""
    versions = client.run(_version, on_error="return")
    if not versions:
        raise CannotReach(
            f"The cluster {cluster} has no workers. Start some (dask worker ADDRESS), then run this again."
        )
    for worker, version in versions.items():
        if version != __version__:
            raise CannotReach(
                f"Worker {worker} has no Leeward {__version__} (it answers: {version}). Install the same there."
            )


def _version() -> str:
    return __version__
