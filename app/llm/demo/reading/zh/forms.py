"""What a question asks about in Chinese, and in which form, so that the answer takes up its words."""

import re

from app.llm.demo.reading.facts import Facts

_KINDS = (
    ("living", "(?:一起|同|合|分开|自己)住|养老院|(?:搬|住).*(?:儿子|女儿|孩子|父母)"),
    ("city", "换城市|换个城市|(?:外地|异地|去|到|回).{0,6}(?:工作|发展)|回老家|调动"),
    ("business", "创业|开店|开公司|单干|自己干|做生意|开工作室"),
    ("job", "换工作|跳槽|辞职|转行|换个?行"),
    ("retire", "退休"),
    ("school", "转学|换学校"),
    ("exam", "(?:孩子|儿子|女儿).*(?:高考|中考|升学|考研|考试)"),
    ("child", "(?:要|生|再要|添)(?:个|一个)?(?:孩子|小孩|宝宝|娃)|二胎|三胎|备孕|添丁"),
    ("meet_marry", "(?=.*(?:遇|找|单身|脱单|正缘|对象|缘分|相亲|桃花|合适的人))(?=.*(?:结婚|嫁|娶|成家))"),
    ("marry", "(?:(?<!离)婚(?!姻)|领证|嫁|娶|成家)"),
    ("meet", "遇|单身|脱单|正缘|另一半|对象|缘分|相亲|桃花|合适的人"),
)
SAID = {
    "living": {
        "hold": "先各住各的、常来往，同住的事不急着定",
        "steady": "先短住一阵试试，再定同住还是分开",
        "move": "可以往近处住，房间、开销和家务先说定",
    },
    "city": {
        "hold": "先不搬、不换，那边的机会只看不定",
        "steady": "可以先去看、去谈，下家和住处都定了再换",
        "move": "可以换，先把工作和落脚处谈定",
    },
    "business": {
        "hold": "先不全身投入，用业余的时间小做一样",
        "steady": "可以小做起来，正职先留着，本钱定一个上限",
        "move": "可以起步，从肯付钱的头几个客人做起",
    },
    "job": {
        "hold": "先不换，手上的做稳，外面的机会只看不定",
        "steady": "可以看、可以谈，下家定了再辞，不裸辞",
        "move": "可以换，备好了就动",
    },
    "retire": {
        "hold": "先不急着定，手上的慢慢交接",
        "steady": "可以一步一步退，先减一半的事试试",
        "move": "可以照想好的去安排，交接先列单子",
    },
    "school": {
        "hold": "先不转，把眼下的功课和朋友稳住",
        "steady": "可以先去看、去问，两边都清楚了再定",
        "move": "可以转，手续和补课先安排好",
    },
    "exam": {
        "hold": "家里先求安静，少问分数，大的变动放到考完以后",
        "steady": "照平常的节奏过，只添一样：按时的饭和觉",
        "move": "家里可以多搭一把手，主意仍由孩子来拿",
    },
    "child": {
        "hold": "先把身体和家里安顿好，添孩子的事缓一缓再定",
        "steady": "身体、家用、谁来带先商量好，再顺其自然",
        "move": "两个人都想好了，可以准备起来",
    },
    "meet_marry": {
        "hold": "以认识人为主，来往随缘，婚事先不急着定",
        "steady": "宜多认识人，婚事不必赶着定",
        "move": "多出去走动，遇到谈得来的，婚事可以顺着谈",
    },
    "marry": {
        "hold": "先把相处过稳，婚事等走势转顺再定",
        "steady": "婚事可以谈、可以备，不必赶着定",
        "move": "两边都说好了，婚事可以往前走",
    },
    "meet": {
        "hold": "先把自己的日子过稳，来往随缘，不急着定",
        "steady": "多见见人，慢慢认识，不急着要结果",
        "move": "多出去走动，有人邀约就去",
    },
}
STEPS = {
    "living": {
        "hold": "你可以先做的一件事：同家里人写清三样：房间怎样分、开销谁出、家务谁做；先各住各的，周末去住一两天。",
        "steady": "你可以先做的一件事：约定去短住两个星期，作息、饭菜、家务、出门看病的路各记一行，住完再谈。",
        "move": "你可以先做的一件事：先看同一个小区或走得到的地方，再同家里人说定房间、开销和家务。",
    },
    "city": {
        "hold": "你可以先做的一件事：列出那座城市的工作、房租、往来的人各一行，请一两天假去看一趟，只看不定。",
        "steady": "你可以先做的一件事：在那边谈两家单位，住上一周，把上班路程和开销记下来再定。",
        "move": "你可以先做的一件事：把聘书和住处都落到纸上，再同现在的单位谈交接的日子。",
    },
    "business": {
        "hold": "你可以先做的一件事：正职不动，用周末接一两单小的，记下花了多少时间、谁愿意付钱。",
        "steady": "你可以先做的一件事：写下最多肯赔的数目，找三个可能的客人报一次价，合伙的话先写成纸面。",
        "move": "你可以先做的一件事：先谈定头两三个客人，再租地方、添东西；本钱的上限写在纸上。",
    },
    "job": {
        "hold": "你可以先做的一件事：列出现在这份工作里最不想丢的三样，外面的机会少一样都先不应。",
        "steady": "你可以先做的一件事：改好简历，约两家谈一谈，聘书到手以前不提辞职。",
        "move": "你可以先做的一件事：把交接单写好，挑最想去的一家先谈。",
    },
    "retire": {
        "hold": "你可以先做的一件事：把手上的事列成一张交接单，每个月交出一样，日子的安排等交完再定。",
        "steady": "你可以先做的一件事：先空出一个固定的下午，照退休以后的样子过，看看自己喜欢什么。",
        "move": "你可以先做的一件事：把日期、交接单和头三个月想做的事写在一张纸上，同家里说定。",
    },
    "school": {
        "hold": "你可以先做的一件事：把想转学的理由写成三条，同家长和老师各谈一次，这个学期先不动。",
        "steady": "你可以先做的一件事：和家长去新学校看一天，课本、路程、同学各记一行。",
        "move": "你可以先做的一件事：请家长问清手续和日期，把两边课本差的几章列出来先补。",
    },
    "child": {
        "hold": "你可以先做的一件事：两个人各写一行，想要孩子还缺哪几样，凑齐一样划掉一样。",
        "steady": "你可以先做的一件事：把谁来带、家用多少、工作怎样排各写一行，两个人对着谈一次，身体上的事问医生。",
        "move": "你可以先做的一件事：身体上的准备先问医生，家里的分工写在一张纸上。",
    },
    "marry": {
        "hold": "你可以先做的一件事：把眼下最常争的一件小事谈开，婚事的日子先不提。",
        "steady": "你可以先做的一件事：两个人各写三条对婚后日子的期待，住处、家用、照料老人，对着谈一次。",
        "move": "你可以先做的一件事：把日子、开销、两家的意见各记一行，先定最容易的一样。",
    },
    "exam": dict.fromkeys(
        ("hold", "steady", "move"),
        "你可以先做的一件事：请孩子写下最希望家里做的三样、不做的三样，贴在门上，照着做到考完。",
    ),
}
"""A first step for each kind of question and each lean."""
_VERDICTS = {
    "fits": {"hold": "不算合适", "steady": "可以试，不宜一步到位", "move": "合适"},
    "should": {"hold": "倾向于暂且不动", "steady": "倾向于先试", "move": "倾向于可以"},
    "between": {"hold": "倾向于守", "steady": "守中有动", "move": "倾向于动"},
}
_FORMS = (
    ("between", "守.{0,4}动|动.{0,4}守|进.{0,4}退"),
    ("fits", "合适|适合|适不适合|好不好|行不行|可不可以|能不能|可以.*吗"),
    ("should", "该不该|要不要|应不应该|应该|该.*吗|是否"),
)


def kind(f: Facts) -> str:
    """Return what the question is about beyond its topic; an empty string if nothing more is known."""
    topic = f.judged["question"]["topic"]
    found = next((name for name, words in _KINDS if re.search(words, f.question)), "")
    if topic in ("身心与起居", "财务", "学业与考试"):
        return ""
    is_love = found in ("meet", "marry", "meet_marry")
    return found if is_love == (topic == "感情与婚姻") else ""


def verdict(f: Facts, lean: str, when: str) -> str:
    """Answer in the form of the question: `明年不算合适`; an empty string if it asks in another form."""
    if f.judged["question"]["topic"] in ("感情与婚姻", "身心与起居") or re.search("什么样|怎么|如何|哪", f.question):
        return ""
    form = next((name for name, words in _FORMS if re.search(words, f.question)), "")
    if not form or (form == "fits" and re.search("合适的|适合的|适合什么|适合做", f.question)):
        return ""
    if kind(f) == "child" and lean == "steady":
        return f"{when or '眼下'}可以准备，不必赶着要"
    return f"{when or '眼下'}{_VERDICTS[form][lean]}"


def names_a_child(f: Facts) -> bool:
    return bool(re.search("儿子|女儿|孩子|子女|儿女|小孩", f.question))
