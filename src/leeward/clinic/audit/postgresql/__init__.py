"""The database backend: PostgreSQL that is told who is writing, and where one writes at a time."""
