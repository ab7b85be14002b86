"""The text in a model's output: the same for any split, ordinary text without delay, and never a thought."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.llm import Discard
from app.llm.lead import is_blank
from app.llm.prose import Prose, has_words
from tests.joining import filtered

BODY = "## 性情\n\n丁火生于**巳月**，1 < 2，见 [注]，a<b。\n- 一\n- 二\n"


SPLITS = st.lists(st.integers(0, 1 << 20), max_size=30)
SHREDS = st.sampled_from(
    [
        *("<think>", "</think>", "<think", "</thi", "nk>", "<", "</", "<|", "|>", "<|user|>", "<|end|>", "[THINK]"),
        *("◁/think▷", "[gMASK]", "<|channel|>", "analysis", "<|message|>", "```", "~~~", "```markdown", "\n", "\n\n"),
        *(
            "## 性情",
            "丁火",
            " ",
            "\u200b",
            "\u3000",
            "a < b",
            "`",
            "***",
            "- ",
            "1. ",
            "|",
            "<b>",
            "<br>",
            "…",
            "<|endoftext|>",
        ),
        *(" " * 150, "`" * 150),
    ]
)
WORDS = st.lists(st.one_of(SHREDS, st.text(max_size=4)), max_size=25).map("".join)


WRITTEN = st.sampled_from(["", "## 性情\n\n丁火", "## 性情\n\n丁火。\n", "## 性情\n\n- 丁火", "| 丁", "```\n丁火"])


@given(WORDS, SPLITS, st.one_of(st.just(""), WORDS), WRITTEN)
@example("<think>a</think>b", [7], "", "")
@example("<think>a</think>\n1. b", [18, 19], "", "1. a")
@example("先看日主## 性情", [2, 4], "先看日主", "")
@example("0 ", [1], "", "```\n丁火")
@example("丁\n ```\n", [3], "", "")
def test_any_split_of_the_output_gives_the_same_text(
    words: str, places: list[int], thoughts: str, written: str
) -> None:
    assert filtered(words, places, thoughts, written) == filtered(words, (), thoughts, written)


PLAIN = st.text(st.characters(exclude_characters="<>[]◁▷`~|｜", exclude_categories=["Cs"]), max_size=60)


@given(PLAIN, SPLITS)
@example(BODY, [3, 9, 30])
def test_ordinary_text_is_unchanged(text: str, places: list[int]) -> None:
    assert filtered(text, places) == ("" if all(map(is_blank, text)) else text, False, False)


VISIBLE = PLAIN.filter(lambda text: text[:1].isalnum() and not is_blank(text[0]))


@given(VISIBLE, VISIBLE)
def test_ordinary_text_is_never_held_back(first: str, second: str) -> None:
    prose = Prose()
    assert [*prose.read(first)] == [first]
    assert [*prose.read(second)] == [second]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("先想一想。</think>\n" + BODY, BODY),
        ("</think>" + BODY, BODY),
        ("甲</think>乙</think>" + BODY, BODY),
        ("<think>甲</think>" + BODY, BODY),
        ("<think>甲 < 乙 </thin> </think>\n\n" + BODY, BODY),
        ("<THINK>甲</THINK>" + BODY, BODY),
        ("<think/>" + BODY, BODY),
        ("\n\n<think>\n甲\n</think>\n\n" + BODY, BODY),
        ("```markdown\n" + BODY + "```", BODY.rstrip()),
        ("```\n" + BODY + "```\n", BODY.rstrip()),
        ("~~~text\n" + BODY + "~~~", BODY.rstrip()),
        ("\n```md\n" + BODY + "```\n以上为本节。", "\n" + BODY + "以上为本节。"),
        ("```markdown\n" + BODY + "``` 以上为本节。", BODY + "以上为本节。"),
        ("```markdown\n" + BODY, BODY.rstrip()),
        (BODY + "```", BODY),
        (BODY + "```python\nx = 1\n```", BODY + "```python\nx = 1\n```"),
        (BODY + "```\nx = 1\n```\n末", BODY + "```\nx = 1\n```\n末"),
        (BODY + "```\nx = 1\n", BODY + "```\nx = 1\n"),
        ("```markdown\n" + BODY + "```python\nx\n```\n末\n```", BODY + "```python\nx\n```\n末"),
        (BODY + "<think>甲</think>末", BODY + "末"),
        (BODY + "<|user|>", BODY),
        (BODY + "<|begin_of_box|>末<|end_of_box|>", BODY + "末"),
        ("<|assistant|>\n" + BODY, BODY),
        ("<s>" + BODY + "</s>", BODY),
        ("<answer>" + BODY + "</answer>", BODY),
        ('<details type="reasoning">甲</details>\n' + BODY, BODY),
        (BODY + "<details>末</details>", BODY + "<details>末</details>"),
        (BODY + "<|重要|> a <| b |> c", BODY + "<|重要|> a <| b |> c"),
        (BODY + "写作 `<think>` 与 `<|user|>`。", BODY + "写作 `<think>` 与 `<|user|>`。"),
        (BODY + "<|user", BODY),
        ("<|start|>" + BODY, BODY),
        ("<｜begin▁of▁thinking｜>甲<｜end▁of▁thinking｜>" + BODY, BODY),
        ('<details type="reasoning" done="true" duration="3">\n甲\n</details>\n' + BODY, BODY),
        ("先看 `丁火`</think>\n" + BODY, BODY),
        ("<think>先看 `丁火`</think>\n" + BODY, BODY),
        (BODY + "`年柱`<|end_of_box|>", BODY + "`年柱`"),
        ("<|im_assistant|>assistant<|im_middle|>" + BODY + "<|im_end|>", BODY),
        ("<|start_of_role|>assistant<|end_of_role|>" + BODY, BODY),
        (BODY + "<|end|>\n", BODY),
    ],
)
def test_thoughts_tokens_and_fences_are_removed(words: str, text: str) -> None:
    assert filtered(words) == (text, False, False)
    assert filtered(words, list(range(len(words)))) == (text, False, False)


@pytest.mark.parametrize(
    "end",
    [
        *("<|user|>", "<|assistant|>", "<|observation|>", "<|end|>", "<|eot|>", "<|EOT|>", "<|eom|>", "<|call|>"),
        *("</s>", "<eos>", "[eos]", "<eot>", "<end_of_turn>", "<|user>", "<|assistant>", "<|tool_call_begin|>"),
        *("<|end|><|start|>user<|message|>", "<|im_user|>user<|im_middle|>", "</s>[INST] "),
        *("<|start_of_role|>user<|end_of_role|>", "`年柱`<|user|>"),
    ],
)
def test_text_after_the_end_of_the_turn_is_foreign(end: str) -> None:
    text = BODY + "`年柱`" if end.startswith("`") else BODY
    for places in ([], list(range(200))):
        assert filtered(BODY + end + "再写一节", places) == (text, False, True)


def test_a_wrapped_answer_that_is_continued_keeps_its_last_line_end() -> None:
    prose = Prose()
    text = [*prose.read("```markdown\n## 性情\n\n- 一\n"), *prose.end(is_whole=False)]
    assert "".join(map(str, text)) == "## 性情\n\n- 一\n"


@pytest.mark.parametrize("thoughts", ["先看日主。再取用神。", "先看日主。\n\n再取用神。\n"])
@pytest.mark.parametrize("repeated", ["先看日主。再取用神。", "先看日主。\n再取用神。\n\n", "\n先看 日主。再取用神。"])
def test_thoughts_repeated_in_the_content_are_not_text(thoughts: str, repeated: str) -> None:
    for places in ([], list(range(40))):
        assert filtered(repeated + BODY, places, thoughts)[0] == BODY
        assert filtered(repeated, places, thoughts)[0] == ""


@pytest.mark.parametrize("words", ["先看日主的人" + BODY, "## 先看日主\n\n丁火", BODY])
def test_a_beginning_that_only_resembles_the_thoughts_is_text(words: str) -> None:
    assert filtered(words, list(range(40)), "先看日主。再取用神。")[0] == words


def test_a_discard_follows_only_if_text_was_yielded() -> None:
    prose = Prose()
    assert [*prose.read("</think>")] == []
    assert [*prose.read("甲")] == ["甲"]
    assert [*prose.read("乙</thi")] == ["乙"]
    assert [*prose.read("nk>\n丙")] == [Discard(), "丙"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 性情\n\n丁火", True),
        ("丁火", True),
        ("## 性情", False),
        ("## 性情\n\n", False),
        ("## 性情\n\n……\n---\n", False),
        ("## 性情\n```\n```", False),
        ("\u200b\u3164", False),
        ("## Nature\n\n1", True),
        ("", False),
    ],
)
def test_a_passage_has_words_only_if_there_are_some_below_its_heading(text: str, expected: bool) -> None:
    assert has_words(text) is expected
