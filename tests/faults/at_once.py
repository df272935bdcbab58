"""A hundred who ask at the same moment, each on a thread and a connection of its own, and what became of them."""

import threading
from collections.abc import Callable, Iterable


def at_once(deeds: Iterable[Callable[[], object]], *, by: str, refusal: type[Exception]) -> dict[str, object]:
    """Let every deed go together, under the name `by`; return how many were made and refused, and what else came."""
    from django.db import connection

    from leeward.clinic.audit.actor import acting

    waiting = list(deeds)
    together, became = threading.Barrier(len(waiting)), []

    def ask(deed) -> None:
        together.wait(timeout=60)
        try:
            with acting(by):
                deed()
            became.append("made")
        except refusal:
            became.append("refused")
        except Exception as why:  # noqa: BLE001 - told to the test
            became.append(repr(why))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(deed,)) for deed in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    others = sorted({each for each in became if each not in {"made", "refused"}})
    return {"made": became.count("made"), "refused": became.count("refused"), "others": others}
