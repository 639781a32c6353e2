"""Renders Django's filters and writes what they give, one case a line: python3 cases.py > cases.jsonl"""

import datetime
import json
import sys

import django
from django.conf import settings
from django.template import Context, Engine
from django.utils import timezone, translation

settings.configure(
    USE_TZ=True, USE_L10N=True, USE_I18N=True, TIME_ZONE="UTC",
    INSTALLED_APPS=["django.contrib.humanize"],
)
django.setup()
engine = Engine(libraries={"humanize": "django.contrib.humanize.templatetags.humanize"}, builtins=["django.contrib.humanize.templatetags.humanize"])

INSTANT = {"$instant": "2026-11-20T14:05:09.123Z"}
MIDNIGHT = {"$instant": "2026-01-01T00:00:00Z"}
NOON = {"$instant": "2024-02-29T12:00:00Z"}
DAY = {"$date": "2026-03-03"}

LETTERS = "a A b d D E f F g G h H i j l L m M n N o O P s S t u U w W y Y z Z c r".split()
HTML = '<p>One <b>two <i>three</i></b> four &amp; five<br>six seven</p>'

cases = []


def add(name, value, *args, lang="en", zone="UTC", mark=False):
    cases.append({"filter": name, "value": value, "args": list(args), "lang": lang, "zone": zone, "safe": mark})


for letter in LETTERS:
    for value in (INSTANT, MIDNIGHT, NOON):
        add("date", value, letter)
for letter in LETTERS:
    if letter not in "aAfgGhHiPsuceOTZIU":
        add("date", DAY, letter)
for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"):
    for text in ("Y-m-d H:i:s O", "D, d M Y P", "I e"):
        add("date", INSTANT, text, zone=zone)
        add("date", {"$instant": "2026-07-04T23:30:00Z"}, text, zone=zone)
for lang in ("de", "pl", "fr", "es"):
    for letter in ("D", "l", "F"):
        add("date", INSTANT, letter, lang=lang)
add("date", INSTANT, r"jS \o\f F Y")
add("date", INSTANT)
add("time", INSTANT)
add("date", INSTANT, "SHORT_DATE_FORMAT")
add("date", INSTANT, "DATETIME_FORMAT")
add("date", INSTANT, lang="de")
add("date", INSTANT, "SHORT_DATE_FORMAT", lang="de")
add("date", None)
add("date", "")
for other, value in [
    ("2026-11-20T14:05:09Z", "2026-11-20T14:00:00Z"), ("2026-11-20T14:05:09Z", "2026-11-17T10:00:00Z"),
    ("2026-11-20T14:05:09Z", "2026-11-20T14:05:00Z"), ("2026-11-20T14:05:09Z", "2027-11-20T14:05:00Z"),
    ("2026-11-20T14:05:09Z", "2026-11-13T14:05:09Z"), ("2026-11-20T14:05:09Z", "2026-11-06T01:00:00Z"),
    ("2026-11-20T14:05:09Z", "2026-11-20T13:05:09Z"),
]:
    add("timesince", {"$instant": value}, {"$instant": other})
    add("timeuntil", {"$instant": other}, {"$instant": value})
for value in [34.23234, 34.0, 34.26, 0, -1.5, 1000000, 1234567.891, "34.5", "1e3", "abc", "", 0.5, 1.5, 2.5, 13.1031, 3.14159, 0.000001, 1e16]:
    for arg in [None, 0, 1, 3, -3, "2g", "-2g"]:
        add("floatformat", value, *([] if arg is None else [arg]))
for value in [1234.5, 1000000, "2000.42"]:
    add("floatformat", value, 2, lang="de")
    add("floatformat", value, "2g", lang="de")
for value in [0, 12, 999, 1000, 4500, 1234567, "1234567", -45000, 1234567.25, "45000.1"]:
    add("intcomma", value)
    add("intcomma", value, lang="de")
for value in [0, 1200, 999999, 1000000, 1200000, 1290000, 1200000000, 2000000000, 6000000000000, 1300000000000000, -5600000]:
    add("intword", value)
for value in [0, 1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 101, 111, 112, 1003, "1", "x"]:
    add("ordinal", value)
    add("apnumber", value)
for value in [0, 1, 2, "0", "1", "2", 1.0, [], ["a"], ["a", "b"]]:
    for arg in (None, "es", "y,ies"):
        add("pluralize", value, *([] if arg is None else [arg]))
for value in [True, False, None, 1, 0, "", "x"]:
    for arg in (None, "yeah,no", "certainly,get out,perhaps"):
        add("yesno", value, *([] if arg is None else [arg]))
for value in ["one", "a\nb", "a\n\nb", "a\r\n\r\n\r\nb\nc", "<b>\n\n&", "", "\n"]:
    for name in ("linebreaks", "linebreaksbr", "linenumbers"):
        add(name, value)
add("linebreaks", "<b>x</b>\n\ny", mark=True)
for value in ["Joel is a slug", "One two three four", "x", "", "Grüße aus Łódź!", " a  b  c "]:
    for count in (0, 1, 2, 3, 7, 30):
        add("truncatewords", value, count)
        add("truncatechars", value, count)
    for name in ("slugify", "capfirst", "make_list", "addslashes", "phone2numeric"):
        add(name, value)
for count in (0, 1, 2, 3, 4, 5, 6, 7, 8, 50):
    add("truncatewords_html", HTML, count, mark=True)
for count in (0, 1, 4, 6, 9, 13, 15, 20, 22, 40):
    add("truncatechars_html", HTML, count, mark=True)
add("truncatewords_html", "<p>unclosed <b>and more words", 2, mark=True)
add("truncatewords_html", "a < b and c > d", 3, mark=True)
add("truncatewords_html", "plain words only here", 2)
for value in ["it's \"x\" \\ y", "<script>alert('x')</script>\n;=-`&", "\u2028 tab\t"]:
    add("escapejs", value)
    add("addslashes", value)
for value in [["a", ["b", "c", ["d"]], "e"], ["x"], [], ["<a>", ["&"]], ["States", ["Kansas", ["Lawrence", "Topeka"], "Illinois"]]]:
    add("unordered_list", value)
for args in [(4, 5), ("4", "5"), ("x", "y"), ([1], [2]), (4, "x")]:
    add("add", *args)
for args in [(123456, 1), (123456, 6), (123456, 7), (123456, 0), ("x", 1)]:
    add("get_digit", *args)
for args in [("String with spaces", " "), ("a;b", ";"), ("abc", "x")]:
    add("cut", *args)
for args in [("ab", 5), ("abcdef", 3), ("", 2)]:
    add("ljust", *args)
    add("rjust", *args)
for args in [(3, "02d"), (3.14159, ".2f"), ("x", "5s"), (255, "x")]:
    add("stringformat", *args)
add("default_if_none", None, "x")
add("default_if_none", "", "x")
add("phone2numeric", "800-COLLECT")
for value in ["?test=1&me=2", "a b/ü"]:
    add("iriencode", value)
add("json_script", {"a": 1, "b": "</script>&<"}, "data")
add("urlizetrunc", "see www.djangoproject.com/long/path for more", 15)
add("force_escape", "<b>&</b>")
add("force_escape", "<b>", mark=True)


def revive(value):
    if isinstance(value, dict) and "$instant" in value:
        return datetime.datetime.fromisoformat(value["$instant"].replace("Z", "+00:00"))
    if isinstance(value, dict) and "$date" in value:
        return datetime.date.fromisoformat(value["$date"])
    return value


def literal(index):
    return f"a{index}"


for case in cases:
    from django.utils.safestring import mark_safe

    value = revive(case["value"])
    if case["safe"]:
        value = mark_safe(value)
    names = {"value": value, **{f"a{i}": revive(arg) for i, arg in enumerate(case["args"])}}
    argument = ":a0" if case["args"] else ""
    template = engine.from_string("{{ value|%s%s }}" % (case["filter"], argument))
    with translation.override(case["lang"]), timezone.override(case["zone"]):
        try:
            case["expect"] = template.render(Context(names))
        except Exception as error:  # a filter of Django's that fails has no result to compare with
            print(case, error, file=sys.stderr)
            continue
    print(json.dumps(case, ensure_ascii=False))
