"""The database backend: SQLite that knows who is writing."""
