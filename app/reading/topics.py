"""The subject of a reader's question, by keywords in both languages, and the groups of ten gods that speak to it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.reading import topic_words, withheld_words
from app.reading.innocent import apart
from app.reading.preference import COMPANIONS, OFFICERS, OUTPUT, RESOURCE, WEALTH


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of questions. `pillars` are the pillars that stand for it.

    `words` name the subject itself; `people` name persons and places that belong to it, and count only if no question
    is about a subject.
    """

    key: str
    words: re.Pattern[str]
    groups: tuple[int, ...] = ()
    pillars: tuple[str, ...] = ()
    people: re.Pattern[str] = re.compile(r"(?!)")
    star: str = ""
    """A star that speaks to it, too, if the chart has it."""
    is_withheld: bool = False
    """Whether the report leaves the subject aside and says what can be answered instead."""
    is_for_adults: bool = False
    covers: frozenset[str] = frozenset()
    """The other subjects that mean a withheld one if it is mentioned beside them: money beside a lottery ticket."""


OTHER = Topic("other", re.compile(r"(?!)"), (OFFICERS, WEALTH), ("month", "day"))
TIMING = Topic("timing", topic_words.TIMING, (OFFICERS, WEALTH), ("month", "day"))
CRISIS = Topic("crisis", withheld_words.CRISIS, is_withheld=True)
"""Suicide and self-harm: no answer from the chart, only where to find help. It precedes every other subject."""

WITHHELD = (
    Topic(
        "death",
        withheld_words.DEATH,
        is_withheld=True,
        covers=frozenset({"health", "family", "timing", "other"}),
    ),
    Topic(
        "mishap",
        withheld_words.MISHAP,
        is_withheld=True,
        covers=frozenset({"health", "timing", "other"}),
    ),
    Topic(
        "lottery",
        withheld_words.LOTTERY,
        is_withheld=True,
        covers=frozenset({"money", "timing", "other"}),
    ),
    Topic(
        "investment",
        withheld_words.INVESTMENT,
        is_withheld=True,
        covers=frozenset({"money", "timing", "other"}),
    ),
)
ORDINARY = (
    Topic("study", topic_words.STUDY, (RESOURCE, OUTPUT), ("month",), people=topic_words.STUDY_PEOPLE),
    Topic("career", topic_words.CAREER, (OFFICERS, RESOURCE), ("month",), people=topic_words.CAREER_PEOPLE),
    Topic("love", topic_words.LOVE, (), ("day",), people=topic_words.LOVE_PEOPLE, is_for_adults=True),
    Topic("money", topic_words.MONEY, (WEALTH, OUTPUT), ("month", "hour"), is_for_adults=True),
    Topic("family", topic_words.FAMILY, (RESOURCE, OUTPUT), ("year", "hour"), people=topic_words.FAMILY_PEOPLE),
    Topic("health", topic_words.HEALTH, (COMPANIONS, RESOURCE), ("day",)),
    Topic("move", topic_words.MOVE, (RESOURCE, WEALTH), ("year", "day"), people=topic_words.MOVE_PLACES, star="驿马"),
)

_TRADITIONAL = (
    "殺杀輕轻殘残傷伤遺遗書书臥卧藥药燒烧勇勇氣气動动義义劃划結结斷断離离開开間间樓楼沒没無无"
    "壽寿陽阳數数長长終终時时候候歲岁幾几後后過过還还會会來来親亲媽妈爺爷養养"
    "彩彩獎奖賭赌雙双樂乐馬马買买賣卖號号碼码錢钱贏赢門门將将"
    "資资產产貨货幣币匯汇債债託托黃黄銀银漲涨跌跌價价"
    "癌癌腫肿瘤瘤確确診诊術术車车禍祸災灾獄狱訴诉訟讼醫医"
    "學学業业試试讀读畢毕職职業业換换創创業业辭辞轉转領领導导頭头請请應应該该"
    "愛爱戀恋結结緣缘單单對对象象復复複复婦妇夫夫妻妻軌轨"
    "財财運运收收富富負负薪薪貸贷"
    "孕孕產产兒儿女女孫孙兄兄弟弟姊姐"
    "體体壓压眠眠憂忧慮虑鬱郁減减"
    "遷迁國国鄉乡裝装搬搬處处這这個个樣样為为麼么嗎吗嗎吗說说從从與与給给讓让隊队擊击爆爆"
)
_SIMPLIFIED = str.maketrans(_TRADITIONAL[::2], _TRADITIONAL[1::2])
_HAN = "[\u4e00-\u9fff]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})[\s·.*_\-]+(?={_HAN})")

_CLAUSE = re.compile(r"[^，,。.；;：:！!？?\n]+[？?]*")
_ASKS = re.compile(
    r"[吗呢嘛？?]|什么|甚么|怎|哪|几|多少|多久|何时|何年|何月|如何|是否|能否|可否|该不该|要不要|能不能|会不会|可不可以|适不适合|"
    r"好不好|行不行|是不是|有没有|该.+还是|还是|应该|还能|能.*么|会.*么|"
    r"\b(?:should|shall|when|what|which|where|why|who|how|whether)\b|"
    r"^\W*(?:(?:and|but|or|so|then) )?(?:will|would|is|are|am|do|does|did|can|could|may|might|have|has)\b"
)
_MARKER = re.compile(
    r"该不该|要不要|应不应该|是否(?:应该|该|要)?|适不适合|适合|能不能|可不可以|会不会|能否|可否|还能|应该|何时|什么时候|"
    r"\b(?:should|shall|when|whether|will|would|can|could|is it|do|does|how)\b"
)
_OCCASION = re.compile(
    r"^.{1,10}?(?:以后|之后|以前|之前|的时候|后(?![年代来续悔果台期面天勤]))(?=.)|"
    r"^\W*(?:(?:and|but|so) )?(?:when|once|after|before|if|because|since)\b.+?"
    r"(?=,? (?:will|would|should|shall|can|could|may|might|do|does|did|am|is|are|where|what|which|how) "
    r"(?:i|we|he|she|it|they|my|our|the|there|to|should)\b|$)"
)
"""The time or reason at the start of a clause (`退休以后`), or in English a whole clause of it (`when I retire`)."""
_INVERTED = re.compile(
    r"^\W*(?:(?:and|but|so) )?when(?:'s)? "
    r"(?:will|would|shall|should|can|could|may|might|is|are|am|do|does|did|has|have|was|were|to)\b|^\W*\w*when\W*$"
)
"""A question for the time, which is no occasion."""
_LISTED = re.compile(r"和(?!.{1,6}住|[好解睦谐气平])|与(?!.{1,6}住)|及|、|还是|或|\band\b|\bor\b|/")


def normalised(question: str) -> str:
    """Return the question as the patterns expect it: lower case, simplified characters, straight apostrophes."""
    text = unicodedata.normalize("NFKC", question).casefold().replace("\u2019", "'").translate(_SIMPLIFIED)
    return _BETWEEN_HAN.sub("", " ".join(text.split()))


def topics_of(question: str) -> tuple[Topic, ...]:
    """Return the subject of a question: one that the report answers, or all those that it leaves aside.

    What the question asks counts before what it only mentions. Anything about suicide precedes everything else.
    """
    text = normalised(question)
    if CRISIS.words.search(apart(text)):
        return (CRISIS,)
    asking = _asking(text)
    ordinary = _ordinary(text, asking)
    told = [topic for topic in WITHHELD if _is_told(topic, text, question)]
    asked = [topic for topic in told if any(topic.words.search(apart(clause)) for clause in asking)]
    withheld = asked or [
        topic for topic in told if ordinary.key in topic.covers or topic.words.search(apart(asking[0]))
    ]
    return tuple(sorted(withheld, key=lambda topic: _place(topic, text))) or (ordinary,)


def other_subject_of(question: str) -> Topic | None:
    """Return the second of two subjects that a question lists (`事业和感情`), or None."""
    text = normalised(question)
    asking = _asking(text)
    main = _ordinary(text, asking)
    is_asked = any(main.words.search(clause) for clause in asking)
    for clause in asking if is_asked else _CLAUSE.findall(text):
        for piece in _LISTED.split(_without_occasion(clause)):
            topic = _first([piece], lambda topic: topic.words)
            if topic is not None and topic is not main:
                return topic
    return None


def topic_of(question: str) -> Topic:
    """Return the first of `topics_of`."""
    return topics_of(question)[0]


def _asking(text: str) -> Sequence[str]:
    """Return the clauses that ask something; all of them if none does."""
    clauses = _CLAUSE.findall(text)
    return [clause for clause in clauses if _ASKS.search(clause)] or clauses


def _without_occasion(clause: str) -> str:
    return clause if _INVERTED.search(clause) else _OCCASION.sub("", clause)


def _is_told(topic: Topic, text: str, question: str) -> bool:
    if topic.key == "investment" and withheld_words.TICKER.search(question):
        return True
    return bool(topic.words.search(apart(text)))


def _place(topic: Topic, text: str) -> int:
    found = topic.words.search(apart(text))
    return found.start() if found else 0


def _ordinary(text: str, asking: Sequence[str]) -> Topic:
    """Return the first subject that is asked about; then one that is mentioned; then one that the persons stand for."""
    matters = [_without_occasion(clause) for clause in asking]
    objects = [clause[found.start() :] if (found := _MARKER.search(clause)) else clause for clause in matters]
    mentioned = [_without_occasion(clause) for clause in _CLAUSE.findall(text)]
    for parts in (objects, matters, asking, mentioned, [text]):
        if (topic := _first(parts, lambda topic: topic.words)) is not None:
            return topic
    for parts in (objects, asking, [text]):
        if (topic := _first(parts, lambda topic: topic.people)) is not None:
            return topic
    return TIMING if TIMING.words.search(text) else OTHER


def _first(parts: Iterable[str], words: Callable[[Topic], re.Pattern[str]]) -> Topic | None:
    """Return the subject of the first part that has one.

    Within a part, the parts of a list come in their order. Otherwise a Chinese sentence ends with what it is about
    (`婚后的工作`), and an English one begins with it (`to move for work`).
    """
    for part in parts:
        for piece in _LISTED.split(part):
            found = [(match, topic) for topic in ORDINARY for match in words(topic).finditer(piece)]
            if not found:
                continue
            if re.search(_HAN, piece):
                return max(found, key=lambda one: (one[0].end(), len(one[0].group())))[1]
            return min(found, key=lambda one: (one[0].start(), -len(one[0].group())))[1]
    return None
