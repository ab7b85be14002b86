"""Phrases a report must not contain: certain fates, death and disaster, gambling and investment tips, AI disclaimers.

A word list cannot understand a sentence, so it is short, and its patterns exclude words that only contain a phrase. A
fate that is denied in the same clause, or dismissed later in the same sentence, is sound advice and passes.
"""

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[，,：:、—]|——|\s-\s")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The patterns of one language.

    `fates` are allowed if denied (`并非注定`) or dismissed (`彩票与此盘无关`); matches of `never` are not.
    """

    fates: re.Pattern[str]
    never: re.Pattern[str]
    denials: re.Pattern[str]
    """Searched before a fate, in the same clause."""
    dismissals: re.Pattern[str]
    """Searched after a fate, in the same sentence."""

    def found_in(self, sentence: str) -> list[str]:
        """Return the phrases found in a sentence, those of `never` first."""
        found = [match.group() for match in self.never.finditer(sentence)]
        for match in self.fates.finditer(sentence):
            clause = _CLAUSE.split(sentence[: match.start()])[-1]
            if not self.denials.search(clause) and not self.dismissals.search(sentence, match.end()):
                found.append(match.group())
        return found


ZH = Phrases(
    fates=re.compile(
        "(?<!何)必定|必然会(?!议)|必将|(?<![关专])注定|一定会(?!议)|一定能(?![力量源])|肯定会(?!议)|绝对会(?!议)|百分之百会|"
        "死亡|去世|早逝|夭折|短命|寿终|寿元|阳寿|绝症|癌症|车祸|血光之灾|牢狱之灾|克夫|克妻|克父|克母|克子(?!水)|"
        "彩票|(?<!心)(?<!作)中奖(?![惩励项])|赌博|稳赚|(?<!确)(?<!住)保本(?![心分报])|荐股|抄底|(?<!装)满仓(?!库)|"
        "停药|买入(?:黄金|白银|股票|基金|房产)"
    ),
    never=re.compile(
        "作为(?:一个|一名)?(?:AI|人工智能|大?语言模型)|我是(?:一个|一名)?(?:AI|人工智能|大?语言模型)|"
        "(?:抱歉|对不起)，我(?:无法|不能)|</?think"
    ),
    # `不过`, `非常`, `无论`, `特别` and the like deny nothing. `所谓`, `都说` and the like only report a belief.
    denials=re.compile(
        "不(?![过妨仅但光断])|非(?!常)|没|无(?![论疑])|莫|勿|未|(?<![特分个区])别(?!人)|"
        "是否|与其|所谓|都说|以为|远离|避免|避开|戒|拒绝|少碰|谈何"
    ),
    dismissals=re.compile("无关|不谈|不论|不涉及|不在此列|免谈|都不可取|不可信"),
)
EN = Phrases(
    fates=re.compile(
        r"\b(?:will (?:definitely|certainly|inevitably|surely|undoubtedly)|"
        r"(?:is|are|were|be) (?:destined|doomed|fated|bound) to|guaranteed to|will die|pass(?:es)? away|your death|"
        r"life expectancy|lifespan|terminal illness|cancer|lottery|jackpot|casino|buy shares|invest in|"
        r"stop taking)\b",
        re.IGNORECASE,
    ),
    never=re.compile(
        r"\bas an AI\b|\bas a (?:large )?language model\b|\bI(?:'m| am) (?:an AI|sorry, but|unable to)\b|"
        r"\bI (?:cannot|can't) (?:provide|assist|help with|comply|write|continue)\b|</?think",
        re.IGNORECASE,
    ),
    denials=re.compile(
        r"\b(?:no|not|never|nothing|none|nobody|without|rather than|nor|avoid|away from|clear of|free of|whether)\b|"
        r"n't\b",
        re.IGNORECASE,
    ),
    dismissals=re.compile(r"\b(?:is|are) (?:not|no part|beside)\b|\bhas nothing to do\b|\bleft aside\b", re.IGNORECASE),
)
PHRASES = {"zh": ZH, "en": EN}
