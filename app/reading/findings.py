"""What a check found, in a sentence for readers. The prompts of a rewrite have a wording of their own."""

from app.report import Finding

SENTENCES: dict[str, dict[str, str]] = {
    "zh": {
        "heading": "这一节没有以规定的标题“{detail}”开头。",
        "extra_heading": "这一节中间另起了标题。",
        "too_short": "这一节比计划的短得多。",
        "too_long": "这一节比计划的长得多。",
        "unknown_pillar": "文中写到“{detail}”，而这张命盘的四柱、大运、流年与流月里都没有这一组干支。",
        "wrong_pillar": "文中把“{detail}”写成了另一柱，请以命盘为准。",
        "wrong_year": "文中的年份与干支不相符：{detail}。",
        "wrong_month": "文中“{detail}”月的日期不对，请以命盘的流月为准。",
        "missing_month": "这一节没有写到这些月份：{detail}。",
        "phrase": "文中用了“{detail}”，这类说法不应出现在报告里。",
    },
    "en": {
        "heading": "This section does not begin with its heading, “{detail}”.",
        "extra_heading": "This section contains another heading.",
        "too_short": "This section is much shorter than planned.",
        "too_long": "This section is much longer than planned.",
        "unknown_pillar": "The text names {detail}, which is not among the chart's pillars, decades, years or months.",
        "wrong_pillar": "The text names {detail} as the wrong one of the four pillars; go by the chart.",
        "wrong_year": "The text gives a year the wrong pillar: {detail}.",
        "wrong_month": "The text gives the month {detail} the wrong dates; go by the months of the chart.",
        "missing_month": "This section leaves out these months: {detail}.",
        "phrase": "The text says “{detail}”, which does not belong in a report.",
    },
}
_OTHER = {"zh": "这一节没有通过核对。", "en": "This section did not pass its check."}
"""For a code from a newer version of the service."""


def finding_text(finding: Finding, language: str) -> str:
    """Return the finding as a sentence in `language`."""
    sentence = SENTENCES[language].get(finding.code, _OTHER[language])
    return sentence.format(detail=finding.detail)
