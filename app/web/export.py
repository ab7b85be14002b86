"""The Markdown file that a report can be downloaded as: its name, and what stands before the text."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote

from app.bazi.birth import PARTS, Birth
from app.bazi.chart import Chart
from app.bazi.places import name_in
from app.db.records import Report
from app.reading.request import stored_chart, stored_request
from app.web.ai_label import labelled
from app.web.pages.birth_date import read_day, read_month
from app.web.pages.chart_words import pillar_word, pillars_of
from app.web.pages.words import WORDS

_NAME_CHARS = 40
_UNSAFE = re.compile(r"[^\w-]+")
"""Everything but letters and digits of any script, and hyphens: no path, no dot, no control of direction."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LUNAR = re.compile("农历(?P<year>..)年(?P<leap>闰?)(?P<month>.+)月(?P<day>.+)")


def content_disposition(report: Report) -> str:
    """The header that names the file after its title, else the person, else the day of birth (RFC 6266)."""
    brand = WORDS[report.language]["brand"]
    name = _safe(report.title or "") or _safe(stored_request(report).name or "")
    name = name or stored_chart(report).civil_time[:10]
    fallback = f"mingshu-{name if name.isascii() else str(report.id)[:8]}.md"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(f'{brand}-{name}.md', safe='')}"


def text_file(report: Report, text: str, provider: str) -> str:
    """The whole file: the metadata, a head with title, birth, pillars and question, and the text between its labels."""
    return labelled(text, report.language, str(report.id), provider, head=_head(report))


def _safe(name: str) -> str:
    return _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-_")[:_NAME_CHARS]


def _head(report: Report) -> str:
    words, chart, asked = WORDS[report.language], stored_chart(report), stored_request(report)
    title = words["reading_title"].format(name=asked.name) if asked.name else words["reading_nameless"]
    place = name_in(report.language, asked.place)
    separator = " · " if report.language == "en" else " "
    facts = [
        words["file_birth"].format(
            solar=" ".join(filter(None, (chart.civil_time[:10], _time_of_birth(asked.birth, words)))),
            lunar=lunar_date(chart, words),
        ),
        words["file_gender"].format(gender=words[asked.gender]),
        words["file_place"].format(place=_plain(place)) if place else None,
        words["file_pillars"].format(pillars=separator.join(pillars_of(chart, words))),
        words["file_question"].format(question=_plain(asked.question)) if asked.question else None,
    ]
    return f"# {_plain(report.title or title)}\n\n" + "\n".join(f"- {fact}" for fact in facts if fact)


def _time_of_birth(birth: Birth, words: Mapping[str, str]) -> str:
    if birth.hour is not None:
        return f"{birth.hour:02}:{birth.minute:02}"
    if birth.part is None:
        return words["file_no_time"]
    is_part = birth.part in PARTS
    return (
        words[f"part_{birth.part}"]
        if is_part
        else words["file_double_hour"].format(branch=pillar_word(birth.part, words))
    )


def lunar_date(chart: Chart, words: Mapping[str, str]) -> str:
    """The lunar date in the language of `words`; charts hold it in Chinese."""
    match = _LUNAR.fullmatch(chart.lunar_date)
    if words["lang"] != "en" or match is None:
        return chart.lunar_date
    key = "lunar_leap_date" if match["leap"] else "lunar_date"
    year, month, day = pillar_word(match["year"], words), read_month(match["month"]), read_day(match["day"])
    return words[key].format(year=year, month=month, day=day)


def _plain(text: str) -> str:
    """Text in one line that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
