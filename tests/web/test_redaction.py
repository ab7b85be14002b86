"""What a share leaves out of a text: the same whatever the pieces, and never a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.redaction import Redaction, context_before

NAME, LATIN, QUESTION = "小明", "Ann", "今年该不该换工作"
PERSON = Redaction(
    hides_person=True, language="zh", names=("小明明", NAME, LATIN, "北京"), phrases=(QUESTION, "1990年5月12日")
)
PARTS = st.sampled_from(
    [
        *"小明北京年月今该Aan ，。\n#",
        NAME,
        "小明明",
        LATIN,
        "Anna",
        "北京",
        "北京时间",
        QUESTION,
        QUESTION[:4],
        "1990年5月12日",
        "## 追问：",
        "\n## 追问：我该走吗\n",
        "\n## Question: Should I go?\n",
        "## ",
    ]
)
TEXTS = st.lists(PARTS, max_size=40).map("".join)


def in_pieces(redaction: Redaction, text: str, cuts: list[int]) -> str:
    """The redacted text if the text arrives in these pieces."""
    out = ""
    for cut in [*sorted(cut for cut in cuts if cut < len(text)), len(text)]:
        first = context_before(len(out))
        known = text[:cut]
        is_over = cut == len(text)
        out += redaction.rest(known[first : len(out)], known[len(out) :], is_over=is_over)
    return out


@given(text=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=30))
def test_the_result_does_not_depend_on_the_pieces(text: str, cuts: list[int]) -> None:
    whole = PERSON.rest("", text, is_over=True)
    assert in_pieces(PERSON, text, cuts) == whole
    assert len(whole) == len(text), "offsets in the redacted text are those of the report"


@given(text=TEXTS, cuts=st.lists(st.integers(0, 200), max_size=30))
def test_no_piece_shows_the_beginning_of_a_secret(text: str, cuts: list[int]) -> None:
    """Whatever is sent early is a prefix of the final result."""
    whole = PERSON.rest("", text, is_over=True)
    for cut in cuts:
        assert whole.startswith(PERSON.rest("", text[:cut], is_over=False))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("小明，你好", "某某，你好"),
        ("**小明**是火命", "**某某**是火命"),
        ("他问：今年该不该换工作？", "他问：…？"),
        ("Ann likes bananas, Anna too", "NN likes bananas, Anna too"),
        ("生于1990年5月12日。", "生于…。"),
        ("生在北京，按北京时间", "生在某某，按北京时间"),
        ("## 追问：我能发财吗\n\n能。", "## 追问：…\n\n能。"),
        ("## 追问二：我能发财吗", "## 追问二：…"),
        ("## 追问：**小明**怎么样\n小明", "## 追问：…\n某某"),
        ("## Question: Should I go?\n\nYes", "## Question: …\n\nYes"),
        ("## 大运", "## 大运"),
    ],
)
def test_secrets_are_replaced_and_the_rest_stays(text: str, shown: str) -> None:
    redaction = Redaction(True, True, "zh", PERSON.names, PERSON.phrases)
    assert redaction.text(text, None, is_over=True).replace("\N{WORD JOINER}", "") in (
        shown,
        shown.replace("NN", "某某"),
    )


def test_a_heading_is_redacted_as_in_the_text() -> None:
    heading = "追问：小明该走吗"
    assert f"## {PERSON.heading(heading)}\n" in PERSON.rest("", f"## {heading}\n\n走。", is_over=True)


def test_a_preview_ends_where_the_preview_ends() -> None:
    redaction = Redaction(only_preview=True)
    assert redaction.text("一二三四五", 3, is_over=False) == "一二三"
    assert redaction.text("一二三四五", None, is_over=True) == "一二三四五"
