"""Which access comes before and after a place in the log: the keys of the auditor's time slider."""

from projections.table import Tables

_BESIDE = """SELECT
    (SELECT MAX(position) FROM audit_accesses WHERE position < :position) AS earlier,
    (SELECT MIN(position) FROM audit_accesses WHERE position > :position) AS later"""


async def beside(tables: Tables, position: int) -> tuple[int | None, int | None]:
    """Where the access before and the access after `position` were asked for; None where there is none."""
    [row] = await tables.query(_BESIDE, {"position": position})
    return row["earlier"], row["later"]
