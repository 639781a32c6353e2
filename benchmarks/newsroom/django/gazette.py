"""The front page and the article page of examples/newsroom on Django, over the same database: for gunicorn as gazette:application."""

import os


import django
from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
URL = os.environ.get("NEWSROOM_DATABASE_URL", "")
if URL.startswith("postgres"):
    from urllib.parse import urlparse

    parts = urlparse(URL)
    DATABASE = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": parts.username,
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "CONN_MAX_AGE": None,
    }
else:
    DATABASE = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.path.join(HERE, "..", "..", "..", "examples", "newsroom", "newsroom.sqlite"),
        "CONN_MAX_AGE": None,
    }
settings.configure(
    DEBUG=False,
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="UTC",
    DATABASES={"default": DATABASE},
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [os.path.join(HERE, "templates")],
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        ["django.template.loaders.filesystem.Loader"],
                    )
                ],
                "context_processors": [__name__ + ".sections"],
            },
        }
    ],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpResponsePermanentRedirect  # noqa: E402
from django.shortcuts import get_object_or_404, render  # noqa: E402
from django.urls import path  # noqa: E402


class Section(models.Model):
    name = models.CharField(max_length=40)
    slug = models.SlugField()
    tagline = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_section"
        ordering = ["position", "name"]

    @property
    def url(self):
        return f"/section/{self.slug}/"


class Author(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField()
    role = models.CharField(max_length=80)
    bio = models.TextField()

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_author"

    @property
    def url(self):
        return f"/author/{self.slug}/"


class Tag(models.Model):
    name = models.CharField(max_length=40)
    slug = models.SlugField()

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_tag"
        ordering = ["name"]

    @property
    def url(self):
        return f"/tag/{self.slug}/"


class Article(models.Model):
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180)
    standfirst = models.CharField(max_length=300)
    body = models.TextField()
    status = models.CharField(max_length=5)
    is_lead = models.BooleanField()
    views = models.PositiveIntegerField()
    section = models.ForeignKey(Section, models.PROTECT)
    author = models.ForeignKey(Author, models.PROTECT)
    tags = models.ManyToManyField(Tag, through="Tagging")
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_article"
        ordering = ["-published_at", "-id"]

    @property
    def url(self):
        return f"/{self.published_at.year}/{self.slug}/"

    @property
    def minutes(self):
        return max(1, round(len(self.body) / 1100))

    @property
    def paragraphs(self):
        return self.body.split("\n\n")

    @classmethod
    def teasers(cls):
        return cls.objects.filter(status="live").select_related("section", "author").defer("body")


class Tagging(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    tag = models.ForeignKey(Tag, models.CASCADE)

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_tagging"


class Comment(models.Model):
    article = models.ForeignKey(Article, models.CASCADE)
    name = models.CharField(max_length=60)
    body = models.TextField()
    is_shown = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "news"
        managed = False
        db_table = "news_comment"
        ordering = ["created_at", "id"]


def sections(request):
    return {"sections": list(Section.objects.all())}


def front(request):
    every = list(Section.objects.all())
    return render(
        request,
        "front.html",
        {
            "leads": list(Article.teasers().filter(is_lead=True)[:5]),
            "latest": list(Article.teasers()[:8]),
            "most_read": list(Article.teasers().order_by("-views", "-id")[:6]),
            "blocks": [
                {"section": one, "articles": list(Article.teasers().filter(section=one)[:4])}
                for one in every
            ],
        },
    )


def related_to(article, tags):
    shared = {}
    for tag in tags:
        newest = Tagging.objects.filter(tag=tag).exclude(article_id=article.id)
        for key in newest.order_by("-article_id").values_list("article_id", flat=True)[:60]:
            shared[key] = shared.get(key, 0) + 1
    best = sorted(shared.items(), key=lambda pair: (-pair[1], -pair[0]))[:8]
    rows = Article.teasers().in_bulk([key for key, _ in best])
    return [rows[key] for key, _ in best if key in rows][:4]


def article(request, year, slug):
    found = get_object_or_404(
        Article.objects.filter(status="live").select_related("section", "author"), slug=slug
    )
    if request.path != found.url:
        return HttpResponsePermanentRedirect(found.url)
    links = Tagging.objects.filter(article=found).select_related("tag").order_by("tag__name")
    tags = [link.tag for link in links]
    return render(
        request,
        "article.html",
        {
            "article": found,
            "tags": tags,
            "comments": list(Comment.objects.filter(article=found, is_shown=True)),
            "related": related_to(found, tags),
            "more": list(
                Article.teasers().filter(author_id=found.author_id).exclude(id=found.id)[:3]
            ),
        },
    )


def nothing(request, **params):
    raise NotImplementedError


urlpatterns = [
    path("", front, name="front"),
    path("art/<int:number>.svg", nothing, name="art"),
    path("archive/", nothing, name="archive"),
    path("search/", nothing, name="search"),
    path("feed.json", nothing, name="feed"),
    path("<int:year>/<slug:slug>/", article, name="article"),
]

application = get_wsgi_application()
