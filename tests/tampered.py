"""Statements that somebody with the database behind our back would write, for either database."""

import json

from django.db import connection


def key(value):
    """A row's id as a raw statement takes it: SQLite keeps a UUID without dashes."""
    return value if connection.vendor == "postgresql" else getattr(value, "hex", value)


def with_set(column, path, value):
    """The expression for a JSON column with another value at a path such as `options[0].dose_mg`."""
    told = json.dumps(value)
    if connection.vendor == "postgresql":
        parts = path.replace("[", ".").replace("]", "").strip(".").replace(".", ",")
        return f"jsonb_set({column}, '{{{parts}}}', '{told}'::jsonb)"
    return f"json_set({column}, '$.{path}', json('{told}'))".replace("$.[", "$[")


def without(column, name):
    """The expression for a JSON column without one of its names."""
    return f"{column} - '{name}'" if connection.vendor == "postgresql" else f"json_remove({column}, '$.{name}')"


def taken(column, name):
    """The expression for the text under a name of a JSON column."""
    return f"{column} ->> '{name}'"
