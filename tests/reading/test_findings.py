"""Findings in words: a sentence for every code, in both languages."""

from typing import get_args

import pytest

from app.reading.findings import SENTENCES, finding_text
from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH
from app.report import Finding
from app.web.schemas import CheckOut

CODES = get_args(CheckOut.model_fields["code"].annotation)


def finding(code: str, detail: str = "丙午") -> Finding:
    return Finding(passage=4, key="strength", code=code, detail=detail)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_a_sentence(language: str) -> None:
    assert set(SENTENCES[language]) == set(CODES) == set((ZH if language == "zh" else EN).findings)
    sentences = [finding_text(finding(code), language) for code in CODES]
    assert len(set(sentences)) == len(CODES)
    for code, sentence in zip(CODES, sentences, strict=True):
        assert sentence.endswith("。" if language == "zh" else ".")
        assert code not in sentence or code == "heading"
        assert "{" not in sentence


def test_a_sentence_names_what_was_found() -> None:
    assert "“丙午”" in finding_text(finding("unknown_pillar"), "zh")
    assert finding_text(finding("phrase", "必定"), "zh") == "文中用了“必定”，这类说法不应出现在报告里。"
    assert "Jia-Zi" in finding_text(finding("wrong_pillar", "Jia-Zi"), "en")


@pytest.mark.parametrize("code", ["too_short", "too_long"])
def test_a_length_is_not_named_because_the_page_may_have_another_language_than_the_report(code: str) -> None:
    for language in SENTENCES:
        assert "412" not in finding_text(finding(code, "412"), language)


def test_a_code_from_a_newer_version_has_a_sentence_too() -> None:
    assert finding_text(finding("newer"), "zh") == "这一节没有通过核对。"
