"""Django models with every relation, index and constraint, for a schema and rows that are shared with Flagon.

shop.py make|fill|read <database url> <schema of PostgreSQL> [<models>]

make   creates the tables: all, or those of the models named
fill   writes rows
read   prints the rows as JSON
"""

import datetime
import decimal
import json
import sys
import types
from urllib.parse import unquote, urlsplit

import django
from django.apps import AppConfig
from django.conf import settings

command, url, *rest = sys.argv[1:]
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
if kind == "postgres":
    database["OPTIONS"] = {"options": f"-c search_path={rest[0]}"}
if kind == "mysql":
    database["OPTIONS"] = {"charset": "utf8mb4"}


class Shop(AppConfig):
    label = "shop"
    path = "."


settings.configure(
    DATABASES={"default": database},
    INSTALLED_APPS=[Shop("shop", types.ModuleType("shop"))],
    USE_TZ=True,
    TIME_ZONE="UTC",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models  # noqa: E402
from django.db.models import Q  # noqa: E402


class Base(models.Model):
    class Meta:
        abstract = True
        app_label = "shop"


class Author(Base):
    name = models.CharField(max_length=60, unique=True)
    email = models.EmailField(db_index=True)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True)


class Profile(Base):
    author = models.OneToOneField(Author, models.CASCADE, primary_key=True)
    bio = models.TextField(unique=True)


class Label(Base):
    code = models.SlugField(primary_key=True, max_length=30)


class Place(Base):
    name = models.CharField(max_length=60)


class Restaurant(Place):
    stars = models.PositiveSmallIntegerField(null=True)

    class Meta:
        app_label = "shop"


class Article(Base):
    title = models.CharField(max_length=200, db_index=True)
    slug = models.SlugField()
    body = models.TextField()
    status = models.CharField(max_length=10, default="draft")
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    count = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    data = models.JSONField(default=dict)
    day = models.DateField(null=True)
    at = models.TimeField(null=True)
    published_at = models.DateTimeField(null=True, db_index=True)
    length = models.DurationField(null=True)
    token = models.UUIDField(null=True, unique=True)
    picture = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)
    live = models.BooleanField(default=False)
    weight = models.FloatField(null=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="articles")
    editor = models.ForeignKey(Author, models.PROTECT, null=True, related_name="+", db_column="ed")
    label = models.ForeignKey(Label, models.CASCADE, null=True)
    unchecked = models.ForeignKey(Place, models.DO_NOTHING, null=True, db_constraint=False, db_index=False)
    labels = models.ManyToManyField(Label, related_name="articles")
    related = models.ManyToManyField("self")
    places = models.ManyToManyField(Place, through="Setting")

    class Meta:
        app_label = "shop"
        unique_together = [("author", "slug")]
        indexes = [
            models.Index(fields=["status", "-published_at"]),
            models.Index(fields=["day"], name="article_day", condition=Q(live=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["title"], name="one_live_title", condition=Q(status="live")),
            models.UniqueConstraint(fields=["author", "day"], name="one_a_day"),
            models.CheckConstraint(check=Q(count__lte=1000) | Q(live=False), name="not_too_many"),
        ]


class Setting(Base):
    article = models.ForeignKey(Article, models.CASCADE)
    place = models.ForeignKey(Place, models.CASCADE)
    note = models.CharField(max_length=20, default="")


class AVeryLongNameOfAModelThatGoesOnAndOn(Base):
    a_field_with_a_very_long_name_too = models.ForeignKey(Article, models.CASCADE)
    another_field_with_a_long_name = models.CharField(max_length=5, db_index=True)


MODELS = [Author, Profile, Label, Place, Restaurant, Article, Setting, AVeryLongNameOfAModelThatGoesOnAndOn]
UTC = datetime.timezone.utc

if command == "make":
    with connection.schema_editor() as editor:
        for model in MODELS:
            if not rest[1:] or model.__name__ in rest[1:]:
                editor.create_model(model)
elif command == "fill":
    ann = Author.objects.create(name="Ann", email="ann@example.com")
    bob = Author.objects.create(name="Bob", email="bob@example.com", mentor=ann)
    Profile.objects.create(author=ann, bio="Writes.")
    labels = [Label.objects.create(code=code) for code in ("news", "art")]
    diner = Restaurant.objects.create(name="Diner", stars=3)
    article = Article.objects.create(
        title="First", slug="first", body="é", price=decimal.Decimal("12.50"), count=3, total=2**60,
        data={"a": [1, None]}, day=datetime.date(2026, 1, 31), at=datetime.time(14, 30),
        published_at=datetime.datetime(2026, 1, 31, 12, tzinfo=UTC), length=datetime.timedelta(minutes=90),
        token="0b5b1e5c-7e5f-4f1b-9b0a-0123456789ab", picture=b"\x00\xff", address="2001:db8::1", live=True,
        weight=0.5, author=bob, editor=ann, label=labels[0],
    )
    other = Article.objects.create(title="Second", slug="second", body="", author=ann)
    article.labels.set(labels)
    article.related.add(other)
    Setting.objects.create(article=article, place=diner, note="inside")
elif command == "read":
    made = []
    for article in Article.objects.order_by("id"):
        made.append({
            "title": article.title,
            "price": article.price and str(article.price),
            "total": str(article.total),
            "data": article.data,
            "day": article.day and article.day.isoformat(),
            "publishedAt": article.published_at and article.published_at.isoformat(),
            "seconds": article.length and article.length.total_seconds(),
            "token": article.token and str(article.token),
            "picture": article.picture and bytes(article.picture).hex(),
            "author": article.author.name,
            "mentor": article.author.mentor and article.author.mentor.name,
            "label": article.label_id,
            "labels": sorted(label.code for label in article.labels.all()),
            "related": sorted(one.title for one in article.related.all()),
            "settings": [[setting.place.restaurant.stars, setting.note] for setting in article.setting_set.all()],
        })
    print(json.dumps(made))
