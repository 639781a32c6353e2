"""A Django model with every field, and the rows that it shares with Flagon.

every_field.py make|check|drop <database url> <table>

make   creates the table, writes the rows, and prints their values as JSON
check  compares row n, which Django wrote, with row n + 1000, which Flagon wrote, and prints what differs
empty  deletes the rows
dump   prints the rows as a fixture of Django's
load   loads a fixture from the input by Django's own deserializer
same   compares the rows with those that `make` writes, and prints what differs
drop   drops the table
"""

import datetime
import decimal
import json
import sys
import types
import uuid
from urllib.parse import unquote, urlsplit

import django
from django.apps import AppConfig
from django.conf import settings

UTC = datetime.timezone.utc
command, url, table = sys.argv[1:]
parts = urlsplit(url)
kind = parts.scheme.replace("postgresql", "postgres")
ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "mysql": "mysql"}
database = {"ENGINE": f"django.db.backends.{ENGINES[kind]}"}
if kind == "sqlite":
    database["NAME"] = unquote(parts.path)
else:
    database |= {
        "NAME": parts.path.lstrip("/"),
        "HOST": parts.hostname,
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
if kind == "mysql":
    database["OPTIONS"] = {"charset": "utf8mb4"}
# Fixtures name models by an app that is installed.
app = sys.modules["everything"] = types.ModuleType("everything")
app.__path__ = []
app.Config = type("Config", (AppConfig,), {"name": "everything", "path": "/", "__module__": "everything"})
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["everything.Config"] + (["django.contrib.postgres"] if kind == "postgres" else []),
    USE_TZ=True,
    TIME_ZONE="UTC",
)
django.setup()

from django.core import serializers  # noqa: E402
from django.db import connection, models  # noqa: E402

FIELDS = {
    "char": models.CharField(max_length=60, null=True),
    "text": models.TextField(null=True),
    "slug": models.SlugField(null=True),
    "email": models.EmailField(null=True),
    "url": models.URLField(null=True),
    "boolean": models.BooleanField(null=True),
    "small_integer": models.SmallIntegerField(null=True),
    "integer": models.IntegerField(null=True),
    "big_integer": models.BigIntegerField(null=True),
    "positive_small_integer": models.PositiveSmallIntegerField(null=True),
    "positive_integer": models.PositiveIntegerField(null=True),
    "positive_big_integer": models.PositiveBigIntegerField(null=True),
    "float": models.FloatField(null=True),
    "decimal": models.DecimalField(max_digits=15, decimal_places=5, null=True),
    "date": models.DateField(null=True),
    "time": models.TimeField(null=True),
    "datetime": models.DateTimeField(null=True),
    "duration": models.DurationField(null=True),
    "uuid": models.UUIDField(null=True),
    "json": models.JSONField(null=True),
    "binary": models.BinaryField(null=True),
    "address": models.GenericIPAddressField(null=True),
    "file": models.FileField(null=True),
    "image": models.ImageField(null=True),
    "path": models.FilePathField(null=True),
}
ROWS = {
    "char": ["", " a ", "é" * 60, "'\";--\\%_", "👩‍👩‍👧"],
    "text": ["", "a\r\nb\tc\u2028d", "NULL", "\\N", "x" * 5000],
    "slug": ["a-b_c"],
    "email": ["a@b.example"],
    "url": ["https://example.com/?a=b#c"],
    "boolean": [True, False],
    "small_integer": [-32768, 0, 32767],
    "integer": [-(2**31), 2**31 - 1],
    "big_integer": [-(2**63), 2**53 + 1, 2**63 - 1],
    "positive_small_integer": [0, 32767],
    "positive_integer": [0, 2**31 - 1],
    "positive_big_integer": [0, 2**63 - 1],
    "float": [0.0, 0.1, -1.5, 1e300, 5e-324, 3.0],
    "decimal": [
        decimal.Decimal(text)
        for text in ["0", "0.1", "-0.00001", "12.50000", "9999999999.99999", "-9999999999.99999"]
    ],
    "date": [datetime.date(1, 1, 1), datetime.date(2024, 2, 29), datetime.date(9999, 12, 31)],
    "time": [datetime.time(0, 0), datetime.time(23, 59, 59, 999999), datetime.time(9, 5)],
    "datetime": [
        datetime.datetime(1, 1, 1, tzinfo=UTC),
        datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
        datetime.datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime.datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
    ],
    "duration": [
        datetime.timedelta(0),
        datetime.timedelta(minutes=90),
        datetime.timedelta(microseconds=-1),
        datetime.timedelta(days=-1, seconds=3),
        datetime.timedelta(days=100000, microseconds=1),
    ],
    "uuid": [uuid.UUID(int=0), uuid.UUID("0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab")],
    "json": [{}, [], {"a": [1, "é👩", None, True, 0.5]}, "text", 0, False, {"b c": {"": -1e300}}],
    "binary": [bytes(range(256)), b""],
    "address": ["192.0.2.1", "2001:db8::1", "::ffff:10.1.2.3"],
    "file": ["a/b c.txt"],
    "image": ["a.png"],
    "path": ["/etc/hosts"],
}

if kind == "postgres":
    from django.contrib.postgres import fields as pg
    from psycopg2.extras import DateRange, DateTimeTZRange, NumericRange

    FIELDS |= {
        "integers": pg.ArrayField(models.IntegerField(null=True), null=True),
        "texts": pg.ArrayField(models.TextField(null=True), null=True),
        "moments": pg.ArrayField(models.DateTimeField(), null=True),
        "grid": pg.ArrayField(pg.ArrayField(models.TextField()), null=True),
        "integer_range": pg.IntegerRangeField(null=True),
        "big_integer_range": pg.BigIntegerRangeField(null=True),
        "decimal_range": pg.DecimalRangeField(null=True),
        "date_range": pg.DateRangeField(null=True),
        "datetime_range": pg.DateTimeRangeField(null=True),
        "hstore": pg.HStoreField(null=True),
        "citext": pg.CITextField(null=True),
    }
    ROWS |= {
        "integers": [[], [1, None, -(2**31)]],
        "texts": [["", "NULL", None, "{}", ",", '"', "\\", "é"]],
        "moments": [[datetime.datetime(2026, 1, 1, tzinfo=UTC)]],
        "grid": [[["a", "b"], ["c", "}"]]],
        "integer_range": [NumericRange(1, 10), NumericRange(None, 5), NumericRange(empty=True)],
        "big_integer_range": [NumericRange(1, 2**62)],
        "decimal_range": [NumericRange(decimal.Decimal("1.50"), decimal.Decimal(2), "(]")],
        "date_range": [DateRange(datetime.date(2026, 1, 1), datetime.date(2026, 2, 1))],
        "datetime_range": [
            DateTimeTZRange(
                datetime.datetime(2026, 1, 1, tzinfo=UTC), datetime.datetime(2026, 2, 1, tzinfo=UTC)
            )
        ],
        "hstore": [{}, {"a": "1", "b": None, "": '"=>,\\', "__proto__": "NULL"}],
        "citext": ["Ann"],
    }


class Meta:
    app_label = "everything"
    db_table = table


Everything = type(
    "Everything",
    (models.Model,),
    {"__module__": "everything", "Meta": Meta, "id": models.AutoField(primary_key=True), **FIELDS},
)


def plain(value):
    """A value as JSON that Flagon's test reads."""
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, int):
        return {"integer": str(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.timedelta):
        return {"microseconds": str(value // datetime.timedelta(microseconds=1))}
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, uuid.UUID):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list):
        return {"list": [plain(item) for item in value]}
    if hasattr(value, "lower_inc"):
        ends = [plain(value.lower), plain(value.upper)]
        return {"range": None if value.isempty else [*ends, value._bounds]}
    return {"json": value}


def rows():
    number = 0
    for name, values in ROWS.items():
        for value in values:
            number += 1
            yield number, name, value


if command == "make":
    if kind == "postgres":
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS hstore")
            cursor.execute("CREATE EXTENSION IF NOT EXISTS citext")
        from django.contrib.postgres.signals import register_type_handlers

        register_type_handlers(connection)
    with connection.schema_editor() as editor:
        editor.create_model(Everything)
    for number, name, value in rows():
        Everything.objects.create(id=number, **{name: value})
    made = []
    for number, name, value in rows():
        stored = {"json": value} if name in ("json", "hstore") else plain(value)
        made.append({"id": number, "field": name, "value": stored})
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    types = {
        field.column: [type(field).__name__, field.db_type(connection), field.db_check(connection)]
        for field in Everything._meta.fields
    }
    print(json.dumps({"rows": made, "types": types, "columns": [column.name for column in description]}))
elif command == "check":
    wrong = []
    for number, name, value in rows():
        django_row = Everything.objects.get(id=number)
        flagon_row = Everything.objects.get(id=number + 1000)
        ours, theirs = (getattr(row, name) for row in (flagon_row, django_row))
        if name == "binary":
            ours, theirs = bytes(ours), bytes(theirs)
        if type(ours) is not type(theirs) or ours != theirs:
            wrong.append(f"{name}: {theirs!r} of Django, {ours!r} of Flagon")
        # What one wrote, the other's filters find.
        if name not in ("binary",) and not (name == "json" and kind == "mysql"):
            found = set(Everything.objects.filter(**{name: value}).values_list("id", flat=True))
            if not {number, number + 1000} <= found:
                wrong.append(f"{name}: filtering by {value!r} finds {sorted(found)}")
    print(json.dumps(wrong))
elif command == "empty":
    Everything.objects.all().delete()
elif command == "dump":
    print(serializers.serialize("json", Everything.objects.order_by("id")))
elif command == "load":
    for loaded in serializers.deserialize("json", sys.stdin.read()):
        loaded.save()
elif command == "same":
    wrong = []
    for number, name, value in rows():
        found = getattr(Everything.objects.get(id=number), name)
        if name == "binary":
            found = bytes(found)
        if found != value:
            wrong.append(f"{name}: {found!r} instead of {value!r}")
    print(json.dumps(wrong))
elif command == "drop":
    with connection.schema_editor() as editor:
        editor.delete_model(Everything)
