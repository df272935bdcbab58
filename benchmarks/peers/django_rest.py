"""A plain Django REST Framework endpoint that keeps readings, served by granian as a clinic's pages are.

Each request is read by a serializer, decided by the same limits as the prototype, and kept in a transaction of its own:
what one writes first. Nothing is left in that it does not need: no sessions, no users, no browsable pages.
"""

import argparse
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any, Final

import leeward.clinic.sqlite  # noqa: F401 - the same SQLite as everybody's

from django.conf import settings  # isort: skip

DATABASE: Final = "LOAD_PEER_DATABASE"

if not settings.configured:
    settings.configure(
        SECRET_KEY="of no worth: nothing is signed",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["rest_framework"],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],  # tells how long an answer is
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ.get(DATABASE, ":memory:"),
                "CONN_MAX_AGE": None,
                "OPTIONS": {
                    "timeout": 20,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PERMISSION_CLASSES": [],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "UNAUTHENTICATED_USER": None,
        },
    )

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers, status  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from benchmarks.load_store import TABLES  # noqa: E402
from benchmarks.load_work import NAMES, is_beyond, of_message  # noqa: E402


class Reading(models.Model):
    """One message of one bed."""

    pk = models.CompositePrimaryKey("bed", "seq")
    bed = models.IntegerField()
    seq = models.IntegerField()
    at_ms = models.BigIntegerField()
    received_ms = models.BigIntegerField()
    heart_rate = models.FloatField()
    pulse_rate = models.FloatField()
    spo2 = models.FloatField()
    respiratory_rate = models.FloatField()
    etco2 = models.FloatField()
    temperature = models.FloatField()

    class Meta:
        app_label = "readings"
        db_table = "reading"

    def __str__(self) -> str:
        return f"{self.bed} {self.seq}"


class Alarm(models.Model):
    """A bed whose alarm began."""

    bed = models.IntegerField()
    at_ms = models.BigIntegerField()
    decided_ms = models.BigIntegerField()

    class Meta:
        app_label = "readings"
        db_table = "alarm"

    def __str__(self) -> str:
        return f"{self.bed} {self.at_ms}"


class Values(serializers.Serializer[Any]):
    """Six numerics."""

    heart_rate = serializers.FloatField()
    pulse_rate = serializers.FloatField()
    spo2 = serializers.FloatField()
    respiratory_rate = serializers.FloatField()
    etco2 = serializers.FloatField()
    temperature = serializers.FloatField()


class Posted(serializers.Serializer[Any]):
    """What one bed posts."""

    message = serializers.RegexField(r"^\d{5}-\d+$")
    device = serializers.CharField()
    at_ms = serializers.IntegerField()
    values = Values()


class Readings(APIView):
    """Where the beds post."""

    def post(self, request: Request) -> Response:
        """Keep the readings and whether they call; answer once they are on disk."""
        posted = Posted(data=request.data)
        posted.is_valid(raise_exception=True)
        told = posted.validated_data
        bed, seq = of_message(told["message"])
        values = tuple(told["values"][name] for name in NAMES)
        with transaction.atomic():
            before = Reading.objects.filter(bed=bed).order_by("-seq").first()
            now_ms = time.time_ns() // 1_000_000
            reading = Reading(bed=bed, seq=seq, at_ms=told["at_ms"], received_ms=now_ms, **told["values"])
            Reading.objects.bulk_create([reading], ignore_conflicts=True)
            was_beyond = before is not None and is_beyond(tuple(getattr(before, name) for name in NAMES))
            if is_beyond(values) and not was_beyond:
                Alarm.objects.create(bed=bed, at_ms=told["at_ms"], decided_ms=now_ms)
        return Response(told["message"], status=status.HTTP_201_CREATED)


urlpatterns = [path("readings", Readings.as_view())]
application = get_wsgi_application()


def main() -> int:
    """Make the table, and serve with two workers as `leeward serve` does its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    settings.DATABASES["default"]["NAME"] = database = str(parser.parse_args().database)
    with connection.cursor() as cursor:
        for statement in TABLES.split(";"):
            cursor.execute(statement)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    print(f"listens on {port}", flush=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--log-level", "warning", "--no-ws"]
    command += ["benchmarks.peers.django_rest:application"]
    os.execve(sys.executable, command, os.environ | {DATABASE: database})  # noqa: S606 - our own module


if __name__ == "__main__":
    sys.exit(main())
