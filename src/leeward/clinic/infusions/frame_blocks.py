"""Where the frames of an infusion lie: on SQLite in each block of rows, on PostgreSQL under its own index.

A thousand monitors write a thousand rows a second, each of another infusion. Under an index by infusion each row is a
page of its own in every commit. On SQLite the index is by blocks of rows in the order of their arrival, and by infusion
within each: a commit touches the pages of one block (docs/decisions/0016). Whoever asks for an infusion looks into
every block, which is one step in the index for each 4,096 rows that there are.
"""

from typing import Any, Final, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Rows = TypeVar("Rows", bound=Model)
BITS: Final = 12
TABLE: Final = "infusions_frame"
EACH_BLOCK: Final = (
    f"WITH RECURSIVE reach(first, last) AS (SELECT (SELECT min(id) FROM {TABLE}) >> {BITS}, "  # noqa: S608 - of ours
    f"(SELECT max(id) FROM {TABLE}) >> {BITS}), "
    "block(n) AS (SELECT first FROM reach UNION ALL SELECT n + 1 FROM block, reach WHERE n < last) SELECT n FROM block"
)


class InSomeBlock(Func):
    """Says of every frame that it is in a block: always true, and for SQLite the way to the index by blocks."""

    conditional = True
    output_field = BooleanField()
    template = "1 = 1"

    def __init__(self) -> None:
        super().__init__(F("id"))

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **kept: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the blocks, each of which is then looked into by infusion."""
        return self.as_sql(compiler, connection, template=f"(%(expressions)s >> {BITS}) IN ({EACH_BLOCK})", **kept)


def in_blocks(frames: QuerySet[Rows]) -> QuerySet[Rows]:
    """Return the same frames: put around any question for those of some infusions, it finds them by the index."""
    return frames.filter(InSomeBlock())
