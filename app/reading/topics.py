"""The subject of a reader's question, by keywords in both languages, and the groups of ten gods that speak to it."""

import re
from dataclasses import dataclass

from app.reading.preference import COMPANIONS, OFFICERS, OUTPUT, RESOURCE, WEALTH


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of questions. `pillars` are the pillars that stand for it."""

    key: str
    words: re.Pattern[str]
    groups: tuple[int, ...] = ()
    pillars: tuple[str, ...] = ()
    star: str = ""
    """A star that speaks to it, too, if the chart has it."""
    is_withheld: bool = False
    """Whether the report leaves the subject aside and says what can be answered instead."""
    is_for_adults: bool = False


def _words(chinese: str, english: str) -> re.Pattern[str]:
    return re.compile(rf"{chinese}|\b(?:{english})\b", re.IGNORECASE)


OTHER = Topic("other", re.compile(r"(?!)"), (OFFICERS, WEALTH), ("month", "day"))

TOPICS = (
    Topic(
        "lottery",
        _words("彩票|中奖|赌|博彩|买马", "lotter(?:y|ies)|jackpot|gambl\\w*|casinos?|betting"),
        is_withheld=True,
    ),
    Topic(
        "death",
        _words(
            "死亡|寿命|寿元|阳寿|去世|活多久|活到|会死|何时死",
            "death|dies?|dying|lifespan|life expectancy|how long (?:will|do) (?:I|we|they) live",
        ),
        is_withheld=True,
    ),
    Topic(
        "investment",
        _words(
            "股票|炒股|股市|基金|比特币|币圈|期货|买黄金|投资|买房子?升值",
            "stocks?|buy(?:ing)? shares|crypto\\w*|bitcoin|invest\\w*|funds?|trading",
        ),
        is_withheld=True,
    ),
    Topic(
        "study",
        _words(
            "考试|学业|读书|考研|高考|升学|留学|公务员|考公|论文|学习|专业",
            "exams?|stud(?:y|ies|ying)|school|university|college|degrees?|thesis|learning|PhD",
        ),
        (RESOURCE, OUTPUT),
        ("month",),
    ),
    Topic(
        "career",
        _words(
            "事业|工作|职业|跳槽|升职|创业|辞职|失业|转行|换工作|上班|领导|同事|公司|项目|生意|职场",
            "careers?|jobs?|work|promotions?|boss|business|start-?ups?|profession|quit|resign|compan(?:y|ies)|employ\\w*",
        ),
        (OFFICERS, RESOURCE),
        ("month",),
    ),
    Topic(
        "love",
        _words(
            "感情|婚姻|结婚|恋爱|对象|桃花|姻缘|复合|离婚|男友|女友|老公|老婆|丈夫|妻子|伴侣|脱单|正缘|分手|缘分|另一半|意中人|合适的人|相亲|单身|暗恋|嫁|娶",
            "love|marr\\w+|relationships?|partners?|husband|wife|boyfriend|girlfriend|divorce|dating|romance|soulmate|spouse|single|"
            "right person|the one for me|meet someone",
        ),
        (),
        ("day",),
        is_for_adults=True,
    ),
    Topic(
        "money",
        _words(
            "财运|财富|收入|赚钱|挣钱|负债|还债|债务|存钱|钱",
            "money|wealth|income|debts?|savings?|salary|rich|financ\\w+",
        ),
        (WEALTH, OUTPUT),
        ("month", "hour"),
        is_for_adults=True,
    ),
    Topic(
        "family",
        _words(
            "孩子|子女|生育|怀孕|儿子|女儿|父母|父亲|母亲|爸|妈|家人|家庭|兄弟|姐妹|婆媳",
            "child(?:ren)?|kids?|sons?|daughters?|parents?|mother|father|famil(?:y|ies)|siblings?|brother|sister|pregnan\\w+",
        ),
        (RESOURCE, OUTPUT),
        ("year", "hour"),
    ),
    Topic(
        "health",
        _words("健康|身体|生病|疾病|失眠|焦虑|抑郁|减肥", "health|ill(?:ness)?|sleep|anxi\\w+|depress\\w+|weight|sick"),
        (COMPANIONS, RESOURCE),
        ("day",),
    ),
    Topic(
        "move",
        _words(
            "搬|移民|出国|定居|迁|买房|房子|城市|回国|异地|外地|旅行|出行",
            "mov(?:e|ing)|relocat\\w*|abroad|emigrat\\w*|house|home|cit(?:y|ies)|travel\\w*",
        ),
        (RESOURCE, WEALTH),
        ("year", "day"),
        star="驿马",
    ),
    Topic(
        "timing",
        _words("什么时候|何时|几时|哪一?年|哪个?月|多久|时机", "when|which year|which month|timing|how long"),
        (OFFICERS, WEALTH),
        ("month", "day"),
    ),
)


def topic_of(question: str) -> Topic:
    """Return the topic with the most matches, the earlier one if several have as many. A withheld one always wins."""
    counts = {topic.key: len(topic.words.findall(question)) for topic in TOPICS}
    found = [topic for topic in TOPICS if counts[topic.key]]
    withheld = [topic for topic in found if topic.is_withheld]
    specific = [topic for topic in found if topic.key != "timing"]
    return max(withheld or specific or found, key=lambda topic: counts[topic.key], default=OTHER)
