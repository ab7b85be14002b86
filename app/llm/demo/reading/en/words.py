"""English words for stems, branches, elements, ten gods, stages, stars and relations.

A name such as `<癸>` in a line gets its reading: in full the first time in a passage, then shorter; see `glossed`.
"""

import re
from collections.abc import Iterable

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of

ELEMENTS = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
_STEMS = dict(
    zip("甲乙丙丁戊己庚辛壬癸", ["Jia", "Yi", "Bing", "Ding", "Wu", "Ji", "Geng", "Xin", "Ren", "Gui"], strict=True)
)
_BRANCHES = dict(
    zip(
        "子丑寅卯辰巳午未申酉戌亥",
        ["Zi", "Chou", "Yin", "Mao", "Chen", "Si", "Wu", "Wei", "Shen", "You", "Xu", "Hai"],
        strict=True,
    )
)
_ANIMALS = dict(
    zip(
        "子丑寅卯辰巳午未申酉戌亥",
        ["Rat", "Ox", "Tiger", "Rabbit", "Dragon", "Snake", "Horse", "Goat", "Monkey", "Rooster", "Dog", "Pig"],
        strict=True,
    )
)
GODS = {
    "比肩": "Friend",
    "劫财": "Rob Wealth",
    "食神": "Eating God",
    "伤官": "Hurting Officer",
    "偏财": "Indirect Wealth",
    "正财": "Direct Wealth",
    "七杀": "Seven Killings",
    "正官": "Direct Officer",
    "偏印": "Indirect Resource",
    "正印": "Direct Resource",
}
GROUPS = {
    "peer": "companion stars",
    "output": "output stars",
    "wealth": "wealth stars",
    "officer": "officer stars",
    "resource": "resource stars",
}
PLACES = {"year": "year pillar", "month": "month pillar", "day": "day pillar", "hour": "hour pillar"}
_NAME = re.compile(r"<(.{1,2})>")


def glossed(text: str) -> str:
    """Give every name its reading, in full where it comes up first."""
    known: set[str] = set()

    def reading(match: re.Match[str]) -> str:
        name = match.group(1)
        is_new = name not in known
        known.add(name)
        if name in GODS:
            return f"{GODS[name]} ({name})" if is_new else GODS[name]
        if len(name) == 2:
            stem, branch = name[0], name[1]
            gloss = f" ({ELEMENTS[element_of(stem)]} {_ANIMALS[branch]})" if is_new else ""
            return f"{name} {_STEMS[stem]}-{_BRANCHES[branch]}{gloss}"
        if name in _STEMS:
            polarity = "yang" if "甲乙丙丁戊己庚辛壬癸".index(name) % 2 == 0 else "yin"
            gloss = f" ({polarity} {ELEMENTS[element_of(name)]})" if is_new else ""
            return f"{name} {_STEMS[name]}{gloss}"
        gloss = f" (the {_ANIMALS[name]}, {ELEMENTS[BRANCH_ELEMENTS[name]]})" if is_new else ""
        return f"{name} {_BRANCHES[name]}{gloss}"

    return _NAME.sub(reading, text)


def read_shortly(pillar: str) -> str:
    """Return a pillar with its reading, without its element and animal."""
    return f"{pillar} {_STEMS[pillar[0]]}-{_BRANCHES[pillar[1]]}"


def listed(parts: Iterable[str]) -> str:
    *first, last = list(parts) or ["none"]
    return f"{', '.join(first)} and {last}" if first else last


def elements(names: Iterable[str]) -> str:
    return listed(ELEMENTS[name] for name in names)


def where(f: Facts, group: str) -> str:
    """Say where the stars of a group are, after `the wealth stars (Metal)`."""
    shown, hidden = f.shown(group), f.hidden(group)
    stems = f"the {listed(shown)} stem{'s' * (len(shown) > 1)}"
    branches = f"the {listed(hidden)} branch{'es' * (len(hidden) > 1)}"
    if shown and hidden:
        return f"show in {stems} and are rooted in {branches}"
    if shown:
        return f"show in {stems} without a root in the branches"
    return f"stay hidden in {branches}" if hidden else "are missing from the chart"


IMAGES = {
    "甲": "a tall tree",
    "乙": "a climbing vine",
    "丙": "the open sun",
    "丁": "a candle at night",
    "戊": "a broad hill",
    "己": "a tilled field",
    "庚": "raw iron",
    "辛": "fine jewellery",
    "壬": "a wide river",
    "癸": "soft rain",
}
QUALITIES = {
    "木": "growth and initiative",
    "火": "warmth and openness",
    "土": "steadiness and good faith",
    "金": "clarity and measure",
    "水": "reflection and ease of movement",
}
MOODS = {
    "木": "you always have a next step in mind, and standing still feels wrong",
    "火": "moods come fast and go fast, and the face shows all of them",
    "土": "you like things settled, keep promises for years, and need time to turn",
    "金": "you see at once what is right and what is not, other people's faults included",
    "水": "the mind keeps turning, at night most of all",
}
SEASONS = {
    "寅": "early spring",
    "卯": "mid-spring",
    "辰": "late spring",
    "巳": "early summer",
    "午": "high summer",
    "未": "late summer",
    "申": "early autumn",
    "酉": "mid-autumn",
    "戌": "late autumn",
    "亥": "early winter",
    "子": "deep winter",
    "丑": "late winter",
}
STATES = {
    "旺": "it is in season (旺) and at its strongest",
    "相": "the season feeds it (相), so that there is something to lean on",
    "休": "it feeds the season (休), and much of its strength goes outward",
    "囚": "it is held back (囚): to control the season costs it effort",
    "死": "it is out of season (死), as the season controls it, and finds its way within limits",
}
STEMS = {
    "甲": (
        "a proud streak and a will to grow in one direction",
        "You do not mind being slow; you mind going in circles.",
        "you set the goal first and dislike having it changed half-way",
    ),
    "乙": (
        "a pliant manner with a road of your own underneath",
        "You know how to go around what is hard, and you get there.",
        "you make good use of support and grow fast in good soil",
    ),
    "丙": (
        "an open, warm manner that hides little",
        "You brighten a room when you come in, and you like to be noticed.",
        "you start quickly and need a reminder to finish",
    ),
    "丁": (
        "care and concentration, with the heat kept inside",
        "You do not want to light the whole world, only the few people in front of you.",
        "the quieter the room, the better you work; being hurried spoils it",
    ),
    "戊": (
        "a steady, dependable manner that is not easily moved",
        "People think of you first when something goes wrong, and you are used to carrying it.",
        "you start slowly and do not leave things half done",
    ),
    "己": (
        "a considerate manner and a gift for looking after things",
        "You remember small things about others and seldom mention your own troubles.",
        "you turn scattered pieces into a whole by sheer patience",
    ),
    "庚": (
        "a frank, decided manner and loyalty to friends",
        "You dislike detours and keep your promises, if need be with gritted teeth.",
        "you learn by doing, and a few knocks make you better",
    ),
    "辛": (
        "an eye for detail and a sensitive pride",
        "A careless word stays with you for a long time.",
        "you would rather do less and do it finely",
    ),
    "壬": (
        "a broad mind full of ideas",
        "You cannot bear too narrow a frame and like to keep several roads in view.",
        "you adapt fast; what is hard is staying in one place long enough",
    ),
    "癸": (
        "fine, sensitive perception",
        "You notice that the mood has changed before anyone says so, and may keep it to yourself.",
        "you absorb a subject slowly and act once it is thought through",
    ),
}
SITS = {
    "比肩": "those close to you see someone with a mind of their own who likes to do things alone",
    "劫财": "those close to you see generosity, and a wish to win as well",
    "食神": "at home you are easy company and enjoy ordinary days",
    "伤官": "the closer the person, the blunter you are and the more you ask",
    "偏财": "with those close to you, you are generous and like something new",
    "正财": "you show care in practical ways rather than in fine words",
    "七杀": "in private you are strict with yourself and seldom off duty",
    "正官": "in private, too, you keep the rules, and promises at home are seldom broken",
    "偏印": "behind the closed door you need a corner where nobody disturbs you",
    "正印": "you value peace of mind, and a trusted person beside you makes all the difference",
}
STAGES = {
    "长生": "birth: lively, and willing to learn",
    "沐浴": "bathing: curious, with visible moods",
    "冠带": "dressing: eager to prove itself",
    "临官": "taking office: able to carry a task alone",
    "帝旺": "the peak: full of initiative, at times too much",
    "衰": "easing off: steadier and more careful",
    "病": "drawing in: better at a few things than at many",
    "死": "coming to rest: quiet, good for deep thought",
    "墓": "storage: it keeps things, feelings included",
    "绝": "the turn: the old is over and a change of direction comes lightly",
    "胎": "conception: ideas need time to take shape",
    "养": "nourishing: strength gathers slowly",
}
STARS = {
    "天乙贵人": "the Heavenly Noble, said to bring help when it is needed",
    "太极贵人": "the Taiji Noble, a taste for ideas and learning",
    "文昌贵人": "the Literary Noble, a gift for reading and writing",
    "国印贵人": "the State Seal Noble, good faith in formal matters",
    "金舆": "the Golden Carriage, a gentle manner and some love of comfort",
    "禄神": "the Salary Star, the strength to live by your own work",
    "羊刃": "the Blade, drive that has to learn when to stop",
    "驿马": "the Post Horse, movement, and new turns through new places",
    "桃花": "the Peach Blossom, charm and an eye for how others see you",
    "华盖": "the Canopy, love of quiet, art or thought",
    "将星": "the General, a gift for arranging things that others accept",
    "红鸾": "the Red Phoenix, joyful and affectionate occasions",
    "天喜": "Heavenly Joy, a mood that lifts easily",
    "天医": "the Heavenly Healer, an interest in care of body and mind",
    "天德贵人": "the Heavenly Virtue Noble, a broad heart and a way out of trouble",
    "月德贵人": "the Monthly Virtue Noble, kindness that makes few enemies",
    "魁罡": "Kuigang, a firm character that dislikes vagueness",
    "天赦": "the Heavenly Pardon, easily forgiven and quick to forgive",
}
KINDS = {
    "天干五合": "stem combination",
    "天干相冲": "stem clash",
    "三合": "three-way combination",
    "三会": "seasonal meeting",
    "半合": "half combination",
    "六合": "combination",
    "六冲": "clash",
    "六害": "harm",
    "六破": "break",
    "相刑": "punishment",
    "三刑": "three-way punishment",
    "自刑": "self-punishment",
    "伏吟": "repetition",
}
MEASURES = {
    "天干五合": "the two sides are drawn to each other, and each takes the other into account",
    "天干相冲": "two views collide in the open, and it is soon over",
    "三合": "several forces pull together and things gain momentum",
    "三会": "one element gathers so fully that strengths and faults both grow",
    "半合": "the two work towards the same end without quite reaching it",
    "六合": "the two hold together and come to terms",
    "六冲": "there is movement and friction between the two, and a planned change eases it",
    "六害": "there may be something awkward that is better said early",
    "六破": "small things need doing twice, and care prevents that",
    "相刑": "an old question keeps returning until its order is settled",
    "三刑": "several demands crowd together and are best taken one by one",
    "自刑": "you are hard on yourself, and each time you let go it eases",
}
