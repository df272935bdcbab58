"""Keeping the records: copies that are tried by restoring them, and the move from one database to another."""
