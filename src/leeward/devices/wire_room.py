"""Whether the system lets this process hold as many connections as it is set to."""

from typing import Final

BESIDE: Final = 256  # files and connections that are no device's: the records, logs, the status door

try:
    import resource
except ImportError:  # not on Windows, which counts otherwise
    resource = None  # type: ignore[assignment]


def room_for(connections: int) -> str:
    """Raise this process's limit of open files as far as needed and allowed; return a sentence if that is too few."""
    if resource is None:
        return ""
    needed = connections + BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return ""
    return (
        f"The system lets this process open {soft} files, so it holds about {max(soft - BESIDE, 0)} devices and not "
        f"{connections}. Raise the limit (systemd: LimitNOFILE={needed}; shell: ulimit -n {needed})."
    )
