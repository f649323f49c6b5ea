"""A queryset as a stream of bytes, by COPY: no row becomes a Python object.

Django compiles the queryset, PostgreSQL makes every cell and every line, and a tight loop over
libpq gathers the lines into blocks. Memory does not grow with the rows. A stream that breaks
raises; what it gave before that is no table.
"""

from __future__ import annotations

import errno
import selectors
import socket
from collections.abc import Generator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import ClientCursor, errors, pq

from api.columns import BoundColumn
from api.tabular import Format

BLOCK_BYTES = 256 * 1024
"""A block is sent on when it has grown to this size."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


class ClientGone(BrokenPipeError):
    """Whoever asked has hung up; servers take it for what it is, a broken pipe."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "The client has gone.")


def blocks(
    rows: models.QuerySet[Any],
    columns: Sequence[BoundColumn],
    format_: Format,
    connection: BaseDatabaseWrapper,
    *,
    about: Mapping[str, str] = _NOTHING,
    client: socket.socket | None = None,
) -> Generator[tuple[bytes, int], None, None]:
    """Yield the table in blocks of bytes, each with the number of rows in it.

    The first block is the format's head, before anything is asked of the database. `about` is
    what the file says of itself, where its format can. Close it if it is not read to its end:
    the query is then cancelled, and the connection can be used again. While the database sends
    nothing, `client` is watched.

    Raises: DatabaseError if the query fails, before its first row or midway; ClientGone if the
    client hangs up.
    """
    select = compiled(rows, columns, format_, connection)
    yield from sent(select, columns, format_, connection, about=about, client=client)


def sent(
    select: str,
    columns: Sequence[BoundColumn],
    format_: Format,
    connection: BaseDatabaseWrapper,
    *,
    about: Mapping[str, str] = _NOTHING,
    client: socket.socket | None = None,
) -> Generator[tuple[bytes, int], None, None]:
    """Yield what a SELECT answers, as `blocks` yields a queryset's rows.

    It selects the cells of the columns, in their order, as `format_.cell` makes them.

    Raises: DatabaseError; ClientGone.
    """
    batches = _batches(format_.copy(select, columns), connection, client)
    try:
        yield from format_.encoded(batches, columns, about)
    finally:
        batches.close()


def _batches(
    statement: str, connection: BaseDatabaseWrapper, client: socket.socket | None
) -> Generator[list[Any], None, None]:
    """Yield the lines of a COPY, about a block of them at a time."""
    copy = _Copy(connection, client)
    sent = 0
    with connection.wrap_database_errors:
        try:
            copy.start(statement)
            while lines := copy.lines():
                sent += len(lines)
                yield lines
        finally:
            copy.close()
    if copy.rows != sent:
        raise DatabaseError(f"The database sent {sent} rows and says that there were {copy.rows}.")


def compiled(
    rows: models.QuerySet[Any],
    columns: Sequence[BoundColumn],
    format_: Format,
    connection: BaseDatabaseWrapper,
) -> str:
    """Return the SELECT of the columns' cells, in their order, with its values filled in."""
    cells = {f"cell_{at}": format_.cell(column) for at, column in enumerate(columns)}
    query = rows.annotate(**cells).values_list(*cells).query
    compiler = query.get_compiler(connection=connection, elide_empty=False)
    sql, values = compiler.as_sql()
    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify(sql, values)


class _Copy:
    """One COPY TO STDOUT on a connection. It waits in Python, so that a signal interrupts it."""

    def __init__(self, connection: BaseDatabaseWrapper, client: socket.socket | None) -> None:
        self.rows = 0
        """How many rows the database says it sent; known at the end."""
        self._driver = connection.connection
        self._libpq: pq.abc.PGconn = self._driver.pgconn
        self._ready = selectors.DefaultSelector()
        self._client = client
        if client is not None:
            self._ready.register(client, selectors.EVENT_READ)
        self._is_over = True

    def start(self, statement: str) -> None:
        """Send the statement and wait until its rows begin.

        Raises: psycopg.Error if the database refuses it.
        """
        self._libpq.send_query(statement.encode())
        self._is_over = False
        self._ready.register(self._libpq.socket, selectors.EVENT_READ | selectors.EVENT_WRITE)
        while self._libpq.flush():
            self._read_more()
        self._ready.modify(self._libpq.socket, selectors.EVENT_READ)
        while self._libpq.is_busy():
            self._read_more()
        result = self._libpq.get_result()
        if result is None or result.status != pq.ExecStatus.COPY_OUT:
            self._finish(result)

    def lines(self) -> list[Any]:
        """Return the next lines, about a block of them; none when all were sent.

        Raises: psycopg.Error if the database broke the stream off.
        """
        lines: list[Any] = []
        size = 0
        get, append = self._libpq.get_copy_data, lines.append
        while size < BLOCK_BYTES and not self._is_over:
            length, line = get(1)
            if length > 0:
                append(line)
                size += length
            elif length == 0:
                self._read_more()
            else:
                self._finish(self._libpq.get_result())
        return lines

    def close(self) -> None:
        """Cancel what still runs and read it away, so that the connection can be used again."""
        self._ready.close()
        if self._is_over or self._libpq.status == pq.ConnStatus.BAD:
            return
        self._driver.cancel_safe()
        while result := self._libpq.get_result():
            while result.status == pq.ExecStatus.COPY_OUT and self._libpq.get_copy_data(0)[0] > 0:
                pass
        self._is_over = True

    def _read_more(self) -> None:
        for key, _ in self._ready.select():
            if key.fileobj is self._client:
                self._look_at(self._client)
        self._libpq.consume_input()

    def _look_at(self, client: socket.socket) -> None:
        """Watch no longer a client that sends its next request already.

        Raises: ClientGone if it has hung up.
        """
        try:
            has_gone = not client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            has_gone = True
        if has_gone:
            raise ClientGone
        self._ready.unregister(client)

    def _finish(self, result: pq.abc.PGresult | None) -> None:
        """Read how it ended: complete, or refused or broken off."""
        failed = None
        while result:
            if result.status == pq.ExecStatus.COMMAND_OK:
                self.rows = result.command_tuples or 0
            else:
                failed = errors.error_from_result(result)
            result = self._libpq.get_result()
        self._is_over = True
        if failed and self._libpq.status == pq.ConnStatus.BAD:
            # Whether the server could still say why is chance: without, there is no SQLSTATE.
            raise errors.OperationalError(f"The connection was lost: {failed}") from failed
        if failed:
            raise failed
