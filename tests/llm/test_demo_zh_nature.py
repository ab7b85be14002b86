"""The demo model's Chinese sentences about a person never say opposite things in one report."""

import random
import re
from collections.abc import Iterator
from itertools import islice

from app.bazi.birth import Birth
from app.llm.demo.reading.zh import read
from app.llm.demo.reading.zh.view import is_even
from tests.llm.test_demo_reading import facts_of

ABOUT_THE_PERSON = (
    "命盘与日主",
    "性情",
    "事业与学业",
    "财务习惯",
    "感情与婚姻",
    "六亲",
    "起居与调养",
    "行动建议与局限",
)
OPPOSITES = (
    ("起头快|先上手|变通快", "开头的一步总是最难"),
    ("不半途而废|硬着头皮做完|经得起近看", "收尾容易松"),
    ("直爽果断", "取舍是难处"),
    ("绕开硬的地方|变通快", "变通是难处|遇事转不过来"),
    ("体贴包容|最懂体谅|懂得体谅|容易顾全大家", "少一点柔软|少一点的是体谅"),
    ("藏不住话|喜欢和不满都藏不住", "心里有话不急着说|靠做不靠说|情意藏得深|习惯了就不再表示"),
    ("越是亲近，你的话越直|不爱拐弯", "心里有话不急着说|情意藏得深|靠做不靠说"),
    ("不一定说出来|难处却少提|热在里面|安静的外表", "高兴不高兴都写在脸上|喜欢和不满都藏不住|想到什么就愿意说出来"),
    ("藏在做出来的东西里|要到信得过的人", "高兴不高兴都写在脸上|底色是明快外放"),
    ("热在里面", "明快外放"),
    ("善于借力", "不肯求人"),
    ("想透了才动手", "先有答案再找理由|主意来得早"),
    ("变通快", "定了就不爱改|转弯需要时间"),
    ("藏不住话|喜欢和不满都藏不住", "面上随和"),
    ("骨子里要强|直爽果断", "习惯先听一圈再定|你退让得太快|嘴上说得早"),
    ("在家里你习惯做主", "你退让得太快"),
    ("松弛而随和", "停下来反而不自在|退让对你不容易"),
    ("启动慢", "停下来反而不自在|第一周劲头最足"),
    ("需要一个谁也不打扰的角落|喜静|喜欢清静", "不是天生的习惯"),
    ("反复掂量", "高兴时大方"),
    ("积得住", "钱来得去得都快"),
    ("给的是可靠", "冷下来不见人"),
    ("能独立扛事", "担得起的数目有限"),
    ("给的是热情", "少一点热络"),
    ("私下里也守规矩", "少一点的是讲道理、守规矩"),
)


def births(count: int) -> Iterator[tuple[Birth, str]]:
    chance = random.Random(23)
    for _ in range(count):
        hour = chance.choice([None, *range(24)])
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1930, 2006)
        yield Birth(year=year, month=month, day=day, hour=hour, minute=30), chance.choice(["female", "male"])


def test_no_two_sentences_about_a_person_are_opposites() -> None:
    found = dict.fromkeys(range(len(OPPOSITES)), False)
    for birth, gender in islice(births(10_000), 150):
        f = facts_of(birth, gender, "zh")
        lines = [line for heading in ABOUT_THE_PERSON for part in read(f, heading) or () for line in part]
        text = "\n".join(lines)
        for number, (first, second) in enumerate(OPPOSITES):
            found[number] |= bool(re.search(first, text))
            assert not (re.search(first, text) and re.search(second, text)), (
                birth,
                gender,
                re.findall(f"[^。\n]*(?:{first}|{second})[^。\n]*", text),
            )
    assert sum(found.values()) > len(OPPOSITES) - 5, "the first of a pair comes up in some chart"


def test_the_lightest_element_is_not_denied_what_the_day_master_is_said_to_be() -> None:
    own = 0
    for birth, gender in births(150):
        f = facts_of(birth, gender, "zh")
        if f.element != f.lightest or is_even(f):
            continue
        own += 1
        text = "\n".join(line for part in read(f, "命盘与日主") or () for line in part)
        assert f"{f.lightest}是日主自己，又最轻" in text
        assert "平时显得少些" not in text
    assert own
