"""Text as HTML blocks: what comes block by block is what the whole text gives, and nothing in it can act."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.report import Outcome, Rewind, Status, Usage
from app.textlog import TextLog
from app.web.blocks import Block, Blocks, passage_ids, render, render_in_slices
from app.web.cutter import LONGEST
from app.web.markdown import MARKDOWN, clean, plain_html

RECORDED = "\n\n".join(json.loads((Path(__file__).parents[1] / "transcripts" / "zh.json").read_text())["passages"])

LINES = ["\n", "\n\n", "    ", "  ", "- 一", "1. 二", "2. 三", "> 引", "---", "***", "| a | b |", "\n|---|---|\n"]
WORDS = ["字。", "1、一", "**粗**", "**粗：**", "**“粗”**", "**", "*", "_", "~~", "`", "[", "a [b](c)", "<br>", "&amp;"]
FENCES = ["```", "~~~", "````", "```markdown\n", "``` 以上", "\n```\n", "\n\n## 题\n\n"]
OTHERS = [
    "# ",
    "## 题",
    "##题",
    "##",
    "\r\n",
    "\r",
    "\t",
    "- ",
    "2. ",
    "12",
    "\u3000",
    "\xa0",
    "\u2028",
    "\\",
    "😀",
    "=",
]
LONG = [
    "字" * 700,
    "字。" * 300,
    "行\n" * 300,
    "- 一\n" * 200,
    "[b" * 150,
    "|a|b|\n" * 150,
    "`" * 900,
    " " * 800,
    "-" * 900,
]


def made_of(*pieces: str, most: int = 40) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


commonmark = made_of(*LINES, *(word for word in WORDS if word not in ("`", "~~")), "## 题")
nasty = made_of(*LINES, *WORDS, *FENCES, *OTHERS)
long = made_of(*LINES, *FENCES, *LONG, most=16)


def written(text: str, cuts: list[int]) -> TextLog:
    """A log that the text reached in these pieces; each was rendered when it came."""
    log, final = TextLog(attempt=1), list[Block]()
    blocks = Blocks.of(log)
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[start:end]:
            log.append(text[start:end])
        now = blocks.read()
        assert now[: len(final)] == final, "all but the last block stay as they are"
        final = now[:-1]
    return log


@settings(deadline=None)
@given(nasty | long, st.data())
def test_however_a_text_comes_its_blocks_are_those_of_the_whole(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    log = written(text, cuts)
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty)
def test_a_text_that_comes_character_by_character_has_the_same_blocks(text: str) -> None:
    log = written(text, list(range(1, len(text))))
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty | long)
def test_blocks_lie_in_order_and_hold_all_that_is_no_space(text: str) -> None:
    blocks = render(text)
    places = [place for block in blocks for place in (block.start, block.end)]
    assert places == sorted(places)
    outside = list(text)
    for block in blocks:
        outside[block.start : block.end] = " " * (block.end - block.start)
    assert not re.sub("(```+|~~~+)(markdown)?", "", "".join(outside)).strip(), "only fences around nothing"


@given(made_of(*LINES, *WORDS, *FENCES, *OTHERS, *"甲乙丙丁戊己庚辛壬癸"))
def test_no_word_is_lost(text: str) -> None:
    def words(text: str) -> list[str]:
        return re.findall("[甲乙丙丁戊己庚辛壬癸]", text)

    assert words(shown(text)) == words(text)


@given(commonmark)
def test_blocks_are_rendered_as_they_would_be_in_the_whole_text(text: str) -> None:
    def lines(html: str) -> list[str]:
        return [line for line in html.split("\n") if line and line != "<p></p>"]

    whole = clean(MARKDOWN.render(text))
    assert lines("\n".join(block.html for block in render(text))) == lines(whole)


@given(made_of(*"字a 。.!:1\n", "\u3000", "\xa0", "\x0b", "\ufeff", '"', "'", "é", "😀"))
def test_a_paragraph_without_marks_is_what_the_parser_makes_of_it(text: str) -> None:
    assert plain_html(text) in (None, clean(MARKDOWN.render(text)))


def htmls(text: str) -> list[str]:
    return [block.html for block in render(text)]


def shown(text: str) -> str:
    """What can be read of it."""
    return unescape(re.sub("<[^>]+>", "", "\n".join(htmls(text))))


def test_a_recorded_report_is_headings_paragraphs_and_lists() -> None:
    kinds = [re.match(r"<(\w+)", block.html).group(1) for block in render(RECORDED)]  # type: ignore[union-attr]
    assert kinds.count("h2") == 11
    assert set(kinds) == {"h2", "p", "ul", "ol"}


def test_only_the_last_block_changes_as_text_comes() -> None:
    log, seen = TextLog(attempt=1), list[Block]()
    blocks = Blocks.of(log)
    for start in range(0, 1500, 7):
        log.append(RECORDED[start : start + 7])
        now = list(blocks.read())
        assert now[: len(seen) - 1] == seen[:-1]
        seen = now


def test_bold_type_that_has_not_ended_is_no_asterisks() -> None:
    log = TextLog(attempt=1)
    for piece, shown in (
        ("取**中", "<p>取<strong>中</strong></p>"),
        ("和**", "<p>取<strong>中和</strong></p>"),
        ("。*", "<p>取<strong>中和</strong>。</p>"),
    ):
        log.append(piece)
        assert [block.html for block in Blocks.of(log).read()] == [shown]


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**性情：**日主丁火，为人**“热诚”**而守礼。", ["性情：", "“热诚”"]),
        ("这是**重点。**然后**，**再看**（括号）**里的。", ["重点。", "，", "（括号）"]),
        ("1. **一是：**早年", ["一是："]),
        ("**Kept:** as ever, and 2 ** 3 ** 4, a**b. **c", ["Kept:"]),
        ("**“Wood”**fire", []),  # no Chinese, no change
        ("** 空 ** 与**未完", []),
    ],
)
def test_bold_type_beside_chinese_punctuation(text: str, bold: list[str]) -> None:
    (block,) = render(text)
    assert re.findall("<strong>(.*?)</strong>", block.html) == bold
    shown = re.sub("<[^>]+>", "", block.html)
    for words in bold:
        assert f"**{words}**" not in shown


def test_bold_type_stays_so_when_it_ends() -> None:
    log = TextLog(attempt=1)
    for char in "**性情：**日主丁火，为人**“热诚”**而守礼":
        log.append(char)
        assert all("*" not in block.html for block in Blocks.of(log).read())


def test_a_line_of_dashes_makes_no_heading_of_the_lines_above() -> None:
    assert [block.html for block in render("一段话。\n---\n又一段。\n===")] == [
        "<p>一段话。</p>",
        "<hr>",
        "<p>又一段。<br>\n===</p>",
    ]


TITLES = ["命盘速览", "日主与五行", "性情与近况", "旺衰与格局"]


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        (["命盘速览", "日主与五行", "性情与近况"], [1, 2, 3]),
        (["命盘速览", "另说一句", "日主与五行"], [1, None, 2]),
        (["一、命盘速览", "**日主与五行**", "三、性情与近况："], [1, 2, 3]),
        (["命盘速览", "旺衰与格局"], [1, 4]),
        (["命盘速览", "日主"], [1, 2]),  # still being written
        (["命盘速览", "命盘速览", "附", ""], [1, None, None, None]),
        (["命盘速览", "日主与五行", "性情与近况", "旺衰与格局", "旺衰与格局"], [1, 2, 3, 4, None]),
    ],
)
def test_passages_begin_at_the_headings_of_the_contents(headings: list[str], ids: list[int | None]) -> None:
    blocks = render("\n\n".join(f"## {heading}" for heading in headings))
    assert passage_ids(blocks, TITLES) == ids
    assert passage_ids(render("命盘速览\n\n- 日主与五行"), TITLES) == [None, None]


def test_a_rewind_drops_what_was_dropped_and_no_more() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n甲。")
    log.finish_passage(Usage())
    log.append("\n\n## 二\n\n乙乙乙")
    kept = Blocks.of(log).read()[:2]
    log.rewind("retry")
    log.append("\n\n## 二\n\n丙")
    assert [block.html for block in Blocks.of(log).read()][:2] == [block.html for block in kept]
    assert "乙" in Blocks.of(log).read()[-1].html  # not granted: nobody is shown what may be another's
    log.grant(2)
    assert [block.html for block in Blocks.of(log).read()] == ["<h2>一</h2>", "<p>甲。</p>", "<h2>二</h2>", "<p>丙</p>"]
    assert log.rewinds == [Rewind(2, log.passage_ends[0], "retry")]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[a](https://example.org 'x\" onclick=\"alert(1)')",
    "```html\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg><script>alert(1)</script></svg>",
    "<style>*{background:url(https://example.org)}</style>",
    "[a][b]\n\n[b]: javascript:alert(1)",
]


class Elements(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_can_act(text: str) -> None:
    for tag, attributes in Elements("".join(block.html for block in render(text))).found:
        assert tag in {"p", "h2", "pre", "code", "a"}
        assert attributes.keys() <= {"href", "title", "rel"}
        if tag == "a":
            assert str(attributes["href"]).startswith("https://")
            assert attributes["rel"] == "nofollow noopener noreferrer"


TITLES_OF_ALL = [f"第{number}节" for number in range(1, 12)]
LIST_FENCE = "- 一\n\n  ```\n  代码\n\n- 二"


def passages(wrap: str = "{}", **special: str) -> str:
    """Eleven passages; `first` and `last` are in a form of their own."""
    forms = [special.get("first", wrap), *[wrap] * 9, special.get("last", wrap)]
    return "\n\n".join(
        form.format(f"## {title}\n\n甲乙。\n\n- 丙\n- 丁") for form, title in zip(forms, TITLES_OF_ALL, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        passages(first="{}\n\n```\n代码"),
        passages(first="{}\n\n~~~\n代码"),
        passages(first="{}\n\n```\n代码\n``` 以上为四柱。"),
        passages(first="{}\n\n~~~\n代码\n~~~ 以上为四柱。\n\n又一段"),
        passages(first="{}\n\n````\n```\n代码\n```"),
        passages(first="{}\n\n```text\n码\n\n二\n\n三"),
        passages(first="{}\n\n" + LIST_FENCE),
        passages(first="{}\n\n> ```\n> 代码"),
        passages(first="{}\n\n1. 一\n   ~~~\n   代码"),
        passages(last="{}\n\n```\n代码"),
        passages("{}\n\n```\n代码"),
        passages("```markdown\n{}\n```"),
        passages("```\n{}\n```"),
        passages("~~~md\n{}\n~~~"),
        passages("````markdown\n{}\n````"),
        passages("```markdown\n{}"),
        passages("```markdown\n\n{}\n\n```"),
        passages("{}\n```"),
        passages("{}\n\n" + "```\n" + "码" * 3 * LONGEST),
    ],
)
def test_a_fence_ends_with_its_passage(text: str) -> None:
    blocks = render(text)
    assert [number for number in passage_ids(blocks, TITLES_OF_ALL) if number] == list(range(1, 12))
    for block in blocks:
        assert "#" not in block.html
        assert "甲乙" not in block.html or block.html == "<p>甲乙。</p>"
        assert "<pre>" not in block.html or "码" in block.html, "no empty fences"


def test_a_fence_that_is_closed_is_code_and_hides_nothing() -> None:
    assert htmls("前\n```py\n# 甲\n\n- 乙\n```\n后") == [
        "<p>前</p>",
        "<pre><code># 甲\n\n- 乙\n</code></pre>",
        "<p>后</p>",
    ]
    assert htmls("```\n## 甲\n```")[0] == "<h2>甲</h2>", "a fence around a passage"
    assert htmls("```\n乙\n## 甲\n```") == ["<pre><code>乙\n## 甲\n</code></pre>"], "not after a blank line"
    assert htmls("~~~\n乙\n\n##甲") == ["<pre><code>乙</code></pre>", "<h2>甲</h2>"]
    for text in ("``` 以上为四柱。", "~~~以上~~~", "``` 见 `以上`", "甲\n\n~~~ 以上\n\n乙"):
        assert "以上" in shown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("1、甲\n2、乙", "<p>1、甲<br>\n2、乙</p>"),
        ("一、甲\n二、乙\n三、丙", "<p>一、甲<br>\n二、乙<br>\n三、丙</p>"),
        ("• 甲\n• 乙", "<p>• 甲<br>\n• 乙</p>"),
        ("· 甲\n· 乙", "<p>· 甲<br>\n· 乙</p>"),
        ("（1）甲\n（2）乙", "<p>（1）甲<br>\n（2）乙</p>"),
        ("①甲\r\n②乙", "<p>①甲<br>\n②乙</p>"),
        ("年柱：甲子\n月柱：乙丑", "<p>年柱：甲子<br>\n月柱：乙丑</p>"),
        ("**年柱**：甲子\n**月柱**：乙丑", "<p><strong>年柱</strong>：甲子<br>\n<strong>月柱</strong>：乙丑</p>"),
        ("##标题", "<h2>标题</h2>"),
        ("###三、标题", "<h3>三、标题</h3>"),
        ("######Six", "<h6>Six</h6>"),
        ("##【标题】", "<h2>【标题】</h2>"),
        ("## #标签", "<h2>#标签</h2>"),
        ("#标签", "<p>#标签</p>"),
        ("#######七", "<p>#######七</p>"),
        ("~~旧~~新", "<p><s>旧</s>新</p>"),
        ("这是~~旧的。~~新的", "<p>这是<s>旧的。</s>新的</p>"),
        ("改~~“旧”~~为“新”", "<p>改<s>“旧”</s>为“新”</p>"),
        ("1990~1995 年，约~三成", "<p>1990~1995 年，约~三成</p>"),
        ("甲<br>乙<br/>丙<BR />丁", "<p>甲<br>\n乙<br>\n丙<br>\n丁</p>"),
        ("甲<br class=x>乙</br><b>丙</b>", "<p>甲&lt;br class=x&gt;乙&lt;/br&gt;&lt;b&gt;丙&lt;/b&gt;</p>"),
        ("`<br>`", "<p><code>&lt;br&gt;</code></p>"),
        ("    甲乙", "<p>甲乙</p>"),
        ("\t甲乙", "<p>甲乙</p>"),
        ("\u3000\u3000甲乙", "<p>甲乙</p>"),
        ("    **甲**乙", "<p><strong>甲</strong>乙</p>"),
        ("- 甲\n\n      乙", "<ul>\n<li>\n<p>甲</p>\n<p>乙</p>\n</li>\n</ul>"),
    ],
)
def test_what_models_write_beside_markdown_stays_readable(text: str, html: str) -> None:
    assert htmls(text) == [html]


def test_a_heading_without_a_space_begins_a_block() -> None:
    assert htmls("甲\n##乙\n丙") == ["<p>甲</p>", "<h2>乙</h2>", "<p>丙</p>"]


ROW = "<tr>\n<{0}>{1}</{0}>\n<{0}>{2}</{0}>\n</tr>"


@pytest.mark.parametrize(
    "text",
    ["| 柱 | 干支 |\n|---|---|\n| 年 | 甲子 |", "柱 | 干支\n--|--\n年 | 甲子", "|柱|干支|\r\n| - | - |\r\n|年|甲子|"],
)
def test_a_table_is_a_table(text: str) -> None:
    head, row = ROW.format("th", "柱", "干支"), ROW.format("td", "年", "甲子")
    table = f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{row}\n</tbody>\n</table>"
    assert htmls(f"如下：\n\n{text}\n\n如上。") == ["<p>如下：</p>", table, "<p>如上。</p>"]


def test_a_table_has_no_styles_and_hides_no_cell() -> None:
    (table,) = htmls("| a | b |\n|:-:|--:|\n| 甲<br>乙 | ~~丙~~ |\n|丁|")
    assert '<td align="center">甲<br>\n乙</td>\n<td align="right"><s>丙</s></td>' in table
    assert "style" not in table
    assert all(cell in shown("| a |\n|---|\n| 甲 | 乙 |\n| 丙 |") for cell in "甲乙丙")
    assert sum(html.count("<td") for html in htmls("|a" * 300 + "\n" + "|-" * 300 + "\n" + "x\n" * 300)) <= 1000


@pytest.mark.parametrize(
    "text", ["[", "* 字\n", "字", "**字", "[[a](", "> ", "`", "|", "<", "- - ", "字。", "a\n", "\n", "~~a"]
)
def test_no_block_is_so_long_that_rendering_it_takes_long(text: str) -> None:
    blocks = render(text * (20_000 // len(text)))
    assert all(block.end - block.start <= 1.3 * LONGEST for block in blocks)


def test_a_long_line_is_parted_at_the_end_of_a_sentence() -> None:
    sentence = "日主丁火，生于巳月，" * 4 + "得令而旺。"
    text = sentence * 500
    blocks = render(text)
    assert len(blocks) == -(-len(text) // (LONGEST // len(sentence) * len(sentence) + len(sentence)))
    assert all(block.html.endswith("得令而旺。</p>") for block in blocks)
    assert shown(text).replace("\n", "") == text
    assert all(
        "<h1>" not in html and "<li>" not in html for html in htmls("字" * LONGEST + "。# 甲" + "字" * 500 + "。- 乙")
    )


async def test_in_slices_the_blocks_are_the_same() -> None:
    text = RECORDED * 5
    assert await render_in_slices(text) == render(text)


def test_a_rewind_inside_a_long_line_begins_where_the_line_did() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n" + "字。" * 2 * LONGEST)
    log.finish_passage(Usage())
    log.append("。再")
    assert len(Blocks.of(log).read()) > 3
    log.rewind("retry")
    log.append("然。")
    log.grant(2)
    assert Blocks.of(log).read() == render(log.read(0))
