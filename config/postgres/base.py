"""Django's PostgreSQL backend, on the embedded server.

Django loads this module for `ENGINE = "config.postgres"`. The server starts at the first
connection and not before, so that commands without a database never start it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base, client

from config.postgres.places import ServerUnavailable
from config.postgres.server import PORT, SUPERUSER, EmbeddedServer, server_in


class EmbeddedServerUnavailable(OperationalError):
    """The embedded server cannot run; the text is a sentence that says what to do."""


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, which reads its address from the settings alone."""

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server.

    Settings: `NAME`, and `EMBEDDED`: a dictionary of `state` (the folder), `database` (the name
    that a new cluster begins with) and `durable`, as `EmbeddedServer` takes them.
    """

    client_class = DatabaseClient

    @property
    def server(self) -> EmbeddedServer:
        """The server that this connection is to, running or not."""
        return server_in(**self.settings_dict["EMBEDDED"])

    def get_connection_params(self) -> dict[str, Any]:
        """Join the server's users and return where it is.

        Raises: EmbeddedServerUnavailable if it cannot run.
        """
        try:
            socket_folder = self.server.join()
        except ServerUnavailable as error:
            raise EmbeddedServerUnavailable(str(error)) from error
        self.settings_dict |= {"HOST": str(socket_folder), "PORT": PORT, "USER": SUPERUSER}
        return super().get_connection_params()
