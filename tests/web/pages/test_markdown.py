"""Markdown as models write it: rendered as intended, complete, and unable to run code."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from app.web.pages.blocks import render
from app.web.pages.cutter import LONGEST
from app.web.pages.markdown import MARKDOWN, clean, plain_html

from .texts import FENCES, LINES, OTHERS, WORDS, commonmark, htmls, made_of, passage_ids, shown


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
def test_the_fast_path_for_plain_paragraphs_matches_the_parser(text: str) -> None:
    assert plain_html(text) in (None, clean(MARKDOWN.render(text)))


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**性情：**日主丁火，为人**“热诚”**而守礼。", ["性情：", "“热诚”"]),
        ("这是**重点。**然后**，**再看**（括号）**里的。", ["重点。", "，", "（括号）"]),
        ("1. **一是：**早年", ["一是："]),
        ("**Kept:** as ever, and 2 ** 3 ** 4, a**b. **c", ["Kept:"]),
        ("**“Wood”**fire", []),  # no Chinese: CommonMark applies unchanged
        ("** 空 ** 与**未完", []),
    ],
)
def test_bold_text_next_to_chinese_punctuation(text: str, bold: list[str]) -> None:
    (block,) = render(text)
    assert re.findall("<strong>(.*?)</strong>", block.html) == bold
    shown = re.sub("<[^>]+>", "", block.html)
    for words in bold:
        assert f"**{words}**" not in shown


def test_a_line_of_dashes_does_not_turn_the_lines_above_into_a_heading() -> None:
    assert [block.html for block in render("一段话。\n---\n又一段。\n===")] == [
        "<p>一段话。</p>",
        "<hr>",
        "<p>又一段。<br>\n===</p>",
    ]


TITLES_OF_ALL = [f"第{number}节" for number in range(1, 12)]
LIST_FENCE = "- 一\n\n  ```\n  代码\n\n- 二"


def passages(wrap: str = "{}", **special: str) -> str:
    """Eleven passages, each in the form `wrap`; for the first and the last, `first` and `last` replace it."""
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
        assert "<pre>" not in block.html or "码" in block.html, "an empty fence was rendered"


def test_a_closed_fence_is_code_and_hides_no_text() -> None:
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
def test_near_markdown_from_models_stays_readable(text: str, html: str) -> None:
    assert htmls(text) == [html]


def test_a_heading_without_a_space_begins_a_block() -> None:
    assert htmls("甲\n##乙\n丙") == ["<p>甲</p>", "<h2>乙</h2>", "<p>丙</p>"]


ROW = "<tr>\n<{0}>{1}</{0}>\n<{0}>{2}</{0}>\n</tr>"


@pytest.mark.parametrize(
    "text",
    ["| 柱 | 干支 |\n|---|---|\n| 年 | 甲子 |", "柱 | 干支\n--|--\n年 | 甲子", "|柱|干支|\r\n| - | - |\r\n|年|甲子|"],
)
def test_tables_are_rendered_as_tables(text: str) -> None:
    head, row = ROW.format("th", "柱", "干支"), ROW.format("td", "年", "甲子")
    table = f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{row}\n</tbody>\n</table>"
    assert htmls(f"如下：\n\n{text}\n\n如上。") == ["<p>如下：</p>", table, "<p>如上。</p>"]


def test_a_table_has_no_inline_styles_and_loses_no_cell() -> None:
    (table,) = htmls("| a | b |\n|:-:|--:|\n| 甲<br>乙 | ~~丙~~ |\n|丁|")
    assert '<td align="center">甲<br>\n乙</td>\n<td align="right"><s>丙</s></td>' in table
    assert "style" not in table
    assert all(cell in shown("| a |\n|---|\n| 甲 | 乙 |\n| 丙 |") for cell in "甲乙丙")
    assert sum(html.count("<td") for html in htmls("|a" * 300 + "\n" + "|-" * 300 + "\n" + "x\n" * 300)) <= 400


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
    """The elements and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_can_neither_run_code_nor_load_anything(text: str) -> None:
    for tag, attributes in Elements("".join(block.html for block in render(text))).found:
        assert tag in {"p", "h2", "pre", "code", "a"}
        assert attributes.keys() <= {"href", "title", "rel"}
        if tag == "a":
            assert str(attributes["href"]).startswith("https://")
            assert attributes["rel"] == "nofollow noopener noreferrer"
