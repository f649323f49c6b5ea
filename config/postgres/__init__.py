"""The embedded PostgreSQL server, and the Django database backend that starts it when needed."""
