"""The glossary: every term that a chart can contain, explained in two sentences by the rules of this service.

The texts are in `glossary.tsv`; `scripts/make_glossary.py` makes `docs/glossary.md` from them.
"""

from csv import QUOTE_NONE, DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term with its pinyin, its English name and its explanation. `id` never changes."""

    id: str
    kind: str
    term: str
    reading: str
    name: str
    zh: str
    en: str

    def text(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@cache
def glossary() -> tuple[Entry, ...]:
    """Return all entries, those of a kind together, each kind in its traditional order."""
    with files("app.bazi").joinpath("glossary.tsv").open(encoding="utf-8") as table:
        return tuple(Entry(**row) for row in DictReader(table, delimiter="\t", quoting=QUOTE_NONE))


def warning_id(code: str) -> str:
    """Return the id of the entry that explains a warning code of the chart."""
    return f"warning-{code.replace('_', '-')}"


def warning_code(entry_id: str) -> str:
    """Return the warning code that the entry with this id explains; the inverse of `warning_id`."""
    return entry_id.removeprefix("warning-").replace("-", "_")
