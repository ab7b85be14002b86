"""What of the reader's own words a text may repeat."""

import re

_LONGEST = 120
_PAIR = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
_UNSAFE = re.compile(
    rf"{_PAIR}|必定|必然|必将|注定|一定|肯定|绝对|百分|死|去世|早逝|夭折|短命|寿|癌|绝症|车祸|血光|牢狱|克[夫妻父母子]|"
    r"彩票|中奖|赌|稳赚|保本|荐股|抄底|满仓|停药|买入|人工智能|模型|抱歉|对不起|think|\bAI\b|language model|"
    r"will (?:definitely|certainly|inevitably|surely|undoubtedly)|destined|doomed|fated|bound to|guaranteed|\bdie\b|"
    r"pass(?:es)? away|death|life ?span|life expectancy|terminal|cancer|lottery|jackpot|casino|shares|invest|"
    r"stop taking|"
    r"\bI(?:'m| am)? (?:sorry|unable|cannot|can't)|"
    r"\b(?:Jia|Yi|Bing|Ding|Wu|Ji|Geng|Xin|Ren|Gui)[ -]?(?:Zi|Chou|Yin|Mao|Chen|Si|Wu|Wei|Shen|You|Xu|Hai)\b",
    re.IGNORECASE,
)


def quoted(words: str) -> str:
    """Return the words, shortened at the end of a sentence, without marks that Markdown would read."""
    text = ""
    for sentence in re.findall(r"[^。！？!?]+[。！？!?]*", words):
        if text and len(text) + len(sentence) > _LONGEST:
            break
        text += sentence
    plain = re.sub(r"[#*_`<>\[\]|~\\{}]+", "", text).strip()
    return plain[:_LONGEST] + "……" if len(plain) > _LONGEST else plain


def can_quote(words: str) -> bool:
    """Return whether the words may stand in a report: no pillars, no phrases that a report must not contain."""
    plain = quoted(words)
    return not _UNSAFE.search(plain) and bool(re.search(r"\w", plain))


def is_plain_name(name: str) -> bool:
    """Return whether a name consists of letters, and contains nothing that a report must not contain."""
    return bool(re.fullmatch(r"[^\W\d_](?:[^\W_]|[·' -]){0,19}", name)) and not _UNSAFE.search(name)
