"""Runs chains of query set calls that Flagon's test has made up, on the database that it has filled, and prints Django's answers.

chains.py <url of SQLite or MariaDB> <prefix of the tables> < chains.json
"""

import json
import sys
import types
from urllib.parse import unquote, urlsplit

import django
from django.apps import AppConfig
from django.conf import settings

url, prefix = sys.argv[1:]
parts = urlsplit(url)
if parts.scheme == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path)}
else:
    database = {
        "ENGINE": "django.db.backends.mysql",
        "NAME": parts.path.lstrip("/"),
        "HOST": parts.hostname,
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": {"charset": "utf8mb4"},
    }


class Chains(AppConfig):
    path = "."
    name = "chains"
    label = "chains"


sys.modules["chains"] = types.ModuleType("chains")
sys.modules["chains"].Chains = Chains
settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=["chains.Chains"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.db import models  # noqa: E402
from django.db.models import Avg, Count, F, Max, Min, Q, Sum  # noqa: E402


class Meta:
    app_label = "chains"
    managed = False


def meta(name):
    return type("Meta", (Meta,), {"db_table": f"{prefix}_{name}"})


class Firm(models.Model):
    name = models.CharField(max_length=9)
    size = models.IntegerField(null=True)
    owner = models.ForeignKey("self", models.CASCADE, null=True, related_name="owned")
    Meta = meta("firm")


class Skill(models.Model):
    label = models.CharField(max_length=9)
    level = models.IntegerField(null=True)
    Meta = meta("skill")


class Worker(models.Model):
    name = models.CharField(max_length=9, null=True)
    age = models.IntegerField(null=True)
    firm = models.ForeignKey(Firm, models.CASCADE, null=True, related_name="workers")
    boss = models.ForeignKey("self", models.CASCADE, null=True, related_name="staff")
    skills = models.ManyToManyField(Skill, db_table=f"{prefix}_worker_skills", related_name="workers")
    Meta = meta("worker")


class Badge(models.Model):
    code = models.CharField(max_length=9)
    worker = models.OneToOneField(Worker, models.CASCADE, related_name="badge")
    Meta = meta("badge")


MODELS = {"Firm": Firm, "Skill": Skill, "Worker": Worker, "Badge": Badge}
AGGREGATES = {"count": Count, "sum": Sum, "max": Max, "min": Min, "avg": Avg}


def operand(value):
    return F(value["f"]) if isinstance(value, dict) else value


def condition(node):
    if "path" in node:
        return Q(**{node["path"]: operand(node["value"])})
    parts = [condition(part) for part in node["parts"]]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if node["op"] == "and" else whole | part
    return ~whole if node["op"] == "not" else whole


def aggregate(node):
    options = {"filter": condition(node["filter"])} if node.get("filter") else {}
    if node["kind"] == "count":
        options["distinct"] = node.get("distinct", False)
    return AGGREGATES[node["kind"]](node["path"], **options)


def run(chain):
    rows = MODELS[chain["model"]].objects.all()
    for step in chain["steps"]:
        call = step["call"]
        if call in ("filter", "exclude"):
            rows = getattr(rows, call)(*[condition(node) for node in step["where"]])
        elif call == "annotate":
            rows = rows.annotate(**{name: aggregate(node) for name, node in step["with"].items()})
        elif call == "distinct":
            rows = rows.distinct()
        elif call == "order":
            rows = rows.order_by(*step["names"])
        elif call == "slice":
            rows = rows[step["from"] : step["to"]]
        elif call == "group":
            rows = rows.order_by().values(*step["names"])
        elif call == "values":
            return [list(row) for row in rows.values_list(*step["names"])]
        elif call == "count":
            return rows.count()
    return [row.pk for row in rows]


def answer(chain):
    try:
        return {"rows": run(chain)}
    except Exception as error:  # what Django refuses is an answer, too
        return {"error": f"{type(error).__name__}: {error}"}


# Sums of whole numbers are decimals on MariaDB.
print(json.dumps([answer(chain) for chain in json.load(sys.stdin)], default=float))
