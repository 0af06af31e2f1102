"""The two databases a table projection may live in."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from eventlog.tables import TableStore
from tests.postgres import postgres

__all__ = ["postgres"]


@pytest.fixture
async def sqlite_tables(tmp_path: Path) -> AsyncIterator[TableStore]:
    store = await TableStore.sqlite(tmp_path / "views.db")
    yield store
    await store.close()


@pytest.fixture
async def postgres_tables(postgres: str) -> AsyncIterator[TableStore]:
    """A schema of its own for each test."""
    schema = f"t{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    store = await TableStore.postgres(postgres, schema=schema)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def tables(request: pytest.FixtureRequest) -> TableStore:
    """Each in turn."""
    return request.getfixturevalue(f"{request.param}_tables")
