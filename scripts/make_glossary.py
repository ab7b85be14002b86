"""Write docs/glossary.md to standard output: `python -m scripts.make_glossary > docs/glossary.md`."""

import sys
from collections.abc import Iterator
from itertools import groupby

from app.bazi.glossary import Entry, glossary, warning_code

KINDS = {
    "ten_god": "十神 · Ten gods",
    "star": "神煞 · Stars",
    "life_stage": "长生十二宫 · Life stages",
    "relation": "合冲刑害破 · Relations",
    "element": "五行 · Elements",
    "season": "旺相休囚死 · Seasonal states",
    "stem": "天干 · Stems",
    "branch": "地支 · Branches",
    "na_yin": "纳音 · Na yin",
    "solar_term": "节 · Month terms",
    "concept": "概念 · Concepts",
    "verdict": "旺衰 · Strength",
    "pattern": "格局 · Patterns",
    "warning": "提示 · Warnings",
}


def page() -> Iterator[str]:
    yield "# 词汇表 · Glossary"
    yield (
        "每个词条两句，按本服务的规则解释；`GET /api/glossary` 以 JSON 提供同样的内容。 · "
        "Two sentences for each term, by the rules of this service; `GET /api/glossary` serves the same as JSON. "
        "Made from [`app/bazi/glossary.tsv`](../app/bazi/glossary.tsv) by `scripts/make_glossary.py`."
    )
    ordered = sorted(glossary(), key=lambda entry: list(KINDS).index(entry.kind))
    for kind, entries in groupby(ordered, key=lambda entry: entry.kind):
        yield f"## {KINDS[kind]}"
        for entry in entries:
            yield f'**<a id="{entry.id}"></a>{entry.term}** {entry.reading} · {entry.name}{_code(entry)}'
            yield f"{entry.zh}\\\n{entry.en}"


def _code(entry: Entry) -> str:
    """Name the warning that an entry explains, as the API does. The texts are for readers and leave it out."""
    return f" · `{warning_code(entry.id)}`" if entry.kind == "warning" else ""


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(page()) + "\n")
