"""The checker of a passage: what it finds, and how early, and what it must accept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.readings import romanised
from app.llm.demo.text import compose, read_order
from app.reading.checker import Checker, rules_for
from app.reading.outline import outline_of
from app.reading.request import ReportRequest
from app.reading.wording import Unit
from app.report import Finding
from tests.bazi.births import BEIJING, birth, cast

CHART = cast("1990-05-12 14:30")  # 庚午 辛巳 丁丑 丁未; decades 庚辰 … 癸酉; years 2024 甲辰 … 2036 丙辰
HEADING = "## 旺衰与格局\n\n"
FILLER = "丁火生在巳月，月支巳中藏丙，火气得时。" * 6


def new_checker(language: str = "zh", heading: str = "旺衰与格局", length: tuple[int, int] = (100, 300)) -> Checker:
    return Checker(rules_for(CHART, language), 4, "strength", heading, length=length)


def finding(code: str, detail: str) -> Finding:
    return Finding(passage=4, key="strength", code=code, detail=detail)


def findings(text: str, language: str = "zh", **changes: object) -> list[tuple[str, str]]:
    checker = new_checker(language, **changes)  # type: ignore[arg-type]
    checker.read(text)
    return [(found.code, found.detail) for found in checker.finish()]


def test_a_sound_passage_has_no_findings() -> None:
    assert findings(f"{HEADING}{FILLER}年柱庚午，时柱丁未；大运丁丑，2026 年丙午。") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("日柱甲子坐印。", ("unknown_pillar", "甲子")),
        ("流年辛酉来时。", ("unknown_pillar", "辛酉")),
        ("月柱甲丑如何。", ("unknown_pillar", "甲丑")),  # a stem and a branch that never pair
        ("2027 年（丙午）。", ("wrong_year", "2027 丙午")),
        ("2027年丙午之气。", ("wrong_year", "2027 丙午")),
        ("**2026 年**是**丁未**。", ("wrong_year", "2026 丁未")),
        ("2031 年丙子，劫财。", ("wrong_year", "2031 丙子")),
        ("不过这一年必定顺遂。", ("phrase", "必定")),
        ("别人一定会羡慕。", ("phrase", "一定会")),
        ("日主强旺，丁巳月也好。", ("unknown_pillar", "丁巳")),
        ("这一步必定发达。", ("phrase", "必定")),
        ("晚年有血光之灾。", ("phrase", "血光之灾")),
        ("作为一个人工智能，", ("phrase", "作为一个人工智能")),
        ("<think>先看日主", ("phrase", "<think")),
        ("不用怀疑，你必定大富大贵。", ("phrase", "必定")),
        ("没有人能拦你，这一年一定会升职。", ("phrase", "一定会")),
        ("三十岁那年有车祸。", ("phrase", "车祸")),
        ("不妨买入黄金。", ("phrase", "买入黄金")),
        ("我是人工智能。", ("phrase", "我是人工智能")),
        ("日柱丙午坐刃。", ("wrong_pillar", "丙午")),
        ("月柱是庚午，主名誉。", ("wrong_pillar", "庚午")),
        ("流年丙午（2027年）。", ("wrong_year", "2027 丙午")),
        ("2027年，丙午当令。", ("wrong_year", "2027 丙午")),
        ("2027年的丙午。", ("wrong_year", "2027 丙午")),
        ("2027年岁次丙午。", ("wrong_year", "2027 丙午")),
        ("2027年（流年丙午）。", ("wrong_year", "2027 丙午")),
    ],
)
def test_false_statements_and_forbidden_phrases_are_found(text: str, found: tuple[str, str]) -> None:
    assert findings(HEADING + FILLER + text) == [found]
    checker = new_checker()
    for char in HEADING + FILLER + text + "其后。":
        checker.read(char)
    assert checker.finding == finding(*found)  # while the text still streams


@pytest.mark.parametrize(
    "text",
    [
        "命运并非注定，不一定会如此。",
        "这里不谈彩票，也没有必定的事。",
        "六十甲子里的一个，日柱在甲戌旬。",
        "丙丁巳午属火，甲乙寅卯属木。",
        "甲木见己土则合，庚金生壬水。",
        "2022 年丁丑大运开始，1990年辛巳月出生。",
        "胎元壬申，命宫辛巳，身宫己丑。",
        "日主丁午火为禄。",  # 丁 with 午 as its 禄; not a pillar
        "日主丁巳月当令，偏财辛丑中亦有根。",  # a stem and the branch of another pillar
        "2032 年丙子，劫财；1992年庚辰、2002年**己卯**；2022—2032 年丁丑。",  # years in which a decade begins or ends
        "人生一个甲子，与其说注定，不如说习惯。",
        "都说命里注定，其实人能改；这个问题我无法替你决定。",
        "没有哪一步是必定的，不要以为就必定如此。",
        "自己未来的路自己未必看得清，自己卯足了劲，自己亥时还没睡。",
        "戊戌变法与甲午战争不在此列。",
        "一定能力之内，有一定会议经验，专注定力，关注定期复盘。",
        "未土克子水，工作中奖惩分明，心中奖励自己，确保本报告口径一致，守住保本心。",
        "远离赌博，戒掉赌博；彩票一类的事与这张盘无关。",
        "1990 年（庚午）出生；2022–2031 丁丑；2026年丁丑、丙午同见。",
        "流年的年柱丙午与年柱庚午相见，日柱丁丑、时柱丁未。",
    ],
)
def test_sound_text_is_accepted(text: str) -> None:
    assert findings(HEADING + FILLER + text) == []
    checker = new_checker()
    for char in HEADING + FILLER + text + FILLER[:60]:
        checker.read(char)
        assert checker.finding is None  # a cut never separates a denial from what it denies


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FILLER, [("heading", "旺衰与格局")]),
        (f"# 旺衰与格局\n\n{FILLER}", [("heading", "旺衰与格局")]),
        (f"好的，我来写。\n\n{HEADING}{FILLER}", [("heading", "旺衰与格局"), ("extra_heading", "")]),
        (f"{HEADING}{FILLER}\n\n## 又一节\n\n再说。", [("extra_heading", "")]),
        (f"{HEADING}{FILLER}\n\n##又一节\n\n再说。", [("extra_heading", "")]),
        (f"{HEADING}{FILLER}\n\n#1 不是标题。", []),
        (f"\n##  旺衰与格局\n{FILLER}", []),
        (f"##旺衰与格局\n\n{FILLER}", []),
        (f"##**旺衰与格局**\n\n{FILLER}", []),
        (f"##旺衰\n\n{FILLER}", [("heading", "旺衰与格局")]),
        (f"###旺衰与格局\n\n{FILLER}", [("heading", "旺衰与格局")]),
        (f"{HEADING}丁火。", [("too_short", "13")]),
        (f"{HEADING}{FILLER * 5}", [("too_long", "580")]),
    ],
)
def test_heading_and_length_are_checked(text: str, found: list[tuple[str, str]]) -> None:
    assert findings(text) == found


ENGLISH = "## Strength\n\n" + "The Ding 丁 fire of the day master rests on Chou 丑. " * 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The day pillar Jia Zi is strong.", ("unknown_pillar", "Jia Zi")),
        ("The day pillar 甲 Jia 子 Zi is strong.", ("unknown_pillar", "Jia Zi")),
        ("The day pillar Jia (甲) Zi (子) is strong.", ("unknown_pillar", "Jia Zi")),
        ("A Jiǎ Zǐ, or JiaZi, or Jia-zi day.", ("unknown_pillar", "Jia Zi")),
        ("The day pillar is Bing Wu.", ("wrong_pillar", "Bing Wu")),
        ("2027: Bing Wu.", ("wrong_year", "2027 Bing Wu")),
        ("2027 is a Bing Wu year.", ("wrong_year", "2027 Bing Wu")),
        ("In 2027, 丙午 comes.", ("wrong_year", "2027 丙午")),
        ("You are destined to win.", ("phrase", "are destined to")),
        ("You will not fail: you will definitely be rich.", ("phrase", "will definitely")),
        ("As an AI I see this.", ("phrase", "As an AI")),
    ],
)
def test_english_text_is_checked(text: str, found: tuple[str, str]) -> None:
    assert findings(ENGLISH + text, "en", heading="Strength")[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "The hour pillar Ding-Wei supports it, as Dingwei does. It is not destined to be.",
        "With Xin you tend to wait. Nothing here says that you are destined to lose.",
        "Avoid gambling; keep clear of any lottery. You may say I'm sorry too quickly.",
        "2026 Bing Wu and the decade Ding Chou, from 2022.",
    ],
)
def test_sound_english_text_is_accepted(text: str) -> None:
    assert findings(ENGLISH + text, "en", heading="Strength") == []


@given(st.data())
def test_findings_do_not_depend_on_how_the_text_is_cut(data: st.DataObject) -> None:
    text = HEADING + data.draw(
        st.text(alphabet="甲乙丁己子丑午未年月日柱旬必定并非没六十自2027 （，。\n#*", max_size=120)
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=120)))
    whole, pieces = new_checker(length=(1, 300)), new_checker(length=(1, 300))
    whole.read(text)
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        pieces.read(text[start:end])
    assert pieces.finish() == whole.finish()
    if pieces.finding is not None:  # an early finding is never refuted
        assert pieces.finding.code in {found.code for found in whole.finish()}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("born", ["1990-05-12 14:30", "1955-02-24", "2024-02-04 16:26", "1930-11-30 23:30"])
def test_texts_of_the_demo_model_have_no_findings(language: str, born: str) -> None:
    chart = cast(born)
    request = ReportRequest(birth=birth(born), gender="female", place=BEIJING, language=language)  # type: ignore[arg-type]
    outline, written = outline_of(request, chart), list[str]()
    for index in range(len(outline.passages)):
        turns = [
            {"role": "system", "content": outline.system},
            {"role": "user", "content": outline.prompt(index, written)},
        ]
        written.append(compose(read_order(turns)))
        checker = outline.checker(index)
        assert checker is not None
        checker.read(written[-1])
        assert (checker.finding, checker.finish()) == (None, ())


def test_the_prompt_for_a_rewrite_lists_the_findings() -> None:
    request = ReportRequest(birth=birth("1990-05-12 14:30"), gender="female", place=BEIJING)
    outline = outline_of(request, CHART)
    message = outline.prompt(3, [], [finding("unknown_pillar", "甲子"), finding("too_short", "80")])
    assert message.startswith(outline.prompt(3, []))
    assert "“甲子”；太短，只有 80 字" in message.removeprefix(outline.prompt(3, []))


def test_without_checks_there_is_no_checker() -> None:
    request = ReportRequest(birth=birth("1990-05-12 14:30"), gender="female", place=BEIJING)
    assert outline_of(request, CHART, is_checked=False).checker(0) is None


MONTHS = [month.pillar for month in CHART.months]
BY_MONTH = "；".join(f"{pillar}月如何" for pillar in MONTHS) + "。"


def months_in(text: str, language: str = "zh") -> list[tuple[str, str]]:
    unit: Unit = "characters" if language == "zh" else "words"
    checker = Checker(rules_for(CHART, language), 12, "years", "年", length=(10, 900), unit=unit)
    checker.read(f"## 年\n\n{text}")
    return [(found.code, found.detail) for found in checker.finish()]


def test_a_month_that_is_never_named_is_found() -> None:
    assert months_in(BY_MONTH) == []
    assert months_in(BY_MONTH.replace("甲午", "此").replace("癸丑", "此")) == [("missing_month", "甲午 癸丑")]
    assert findings(HEADING + FILLER) == []  # only in the passage that takes the months one by one


def test_english_months_are_named_by_pinyin_or_characters() -> None:
    names = [romanised(pillar) if place % 2 else f"{pillar}" for place, pillar in enumerate(MONTHS)]
    text = "; ".join(f"**{name}** (2026) is a month that suits quiet work" for name in names)
    assert months_in(text, "en") == []
    assert months_in(text.replace("Xin-Mao", "This"), "en") == [("missing_month", "辛卯")]


@pytest.mark.parametrize(
    "text",
    [
        "2026 年的甲午（6 月 5 日至 7 月 6 日）。",
        "**甲午**（2026年6月5日至7月6日）。",
        "2027年丙午（6月）。",  # the pillar of a month, too
    ],
)
def test_months_are_not_taken_for_years(text: str) -> None:
    assert months_in(BY_MONTH + text) == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("甲午（8月8日至9月6日）。", "zh", [("wrong_month", "甲午")]),
        ("**甲午**月（2026 年 5 月 5 日至 6 月 4 日）。", "zh", [("wrong_month", "甲午")]),
        ("Jia-Wu (7 August to 6 September 2026).", "en", [("wrong_month", "Jia-Wu")]),
        ("甲午 Jia-Wu (August 7).", "en", [("wrong_month", "Jia-Wu")]),
        ("甲午（6月5日至7月6日）。", "zh", []),
        ("甲午（7月的尾声）。", "zh", []),
        ("**甲午 Jia-Wu** (5 June to 6 July 2026).", "en", []),
    ],
)
def test_a_month_with_the_dates_of_another_is_found(text: str, language: str, found: list[tuple[str, str]]) -> None:
    assert months_in(BY_MONTH + text, language) == found


@pytest.mark.parametrize("text", ["甲午（2026年6月5日起）。", "甲午月（2026 年 6 月）。", "甲午（2026-06-05）。"])
def test_a_date_is_no_year(text: str) -> None:
    assert findings(HEADING + FILLER + text) == []


@pytest.mark.parametrize("text", ["In June 2026, Jia-Wu comes.", "The 2026 Jia-Wu month.", "On 5 June 2026: Jia-Wu."])
def test_an_english_date_is_no_year(text: str) -> None:
    assert findings(ENGLISH + text, "en", heading="Strength") == []


@pytest.mark.parametrize(
    "text", ["2026 and 2027 (Bing-Wu and Ding-Wei)", "2026 and 2027 (丙午 Bing-Wu and 丁未 Ding-Wei)"]
)
def test_two_years_may_be_named_before_their_pillars(text: str) -> None:
    assert findings(ENGLISH + text, "en", heading="Strength") == []


def test_a_year_before_the_pillar_of_another_is_found_although_its_own_comes_later() -> None:
    text = ENGLISH + "2027 (Bing-Wu) and 2026 (Ding-Wei)"
    assert findings(text, "en", heading="Strength") == [("wrong_year", "2027 Bing-Wu"), ("wrong_year", "2026 Ding-Wei")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The day pillar is 甲子 Jia-Zi.", ("unknown_pillar", "甲子")),
        ("The year pillar 丁丑 Ding-Chou is strong.", ("wrong_pillar", "丁丑")),
        ("2027 is a 丙午 Bing-Wu year.", ("wrong_year", "2027 丙午")),
    ],
)
def test_a_pillar_with_its_reading_is_one_finding(text: str, found: tuple[str, str]) -> None:
    assert findings(ENGLISH + text, "en", heading="Strength") == [found]


@pytest.mark.parametrize(("name", "found"), [("Wu Chen", []), ("", [("unknown_pillar", "Wu Chen")])])
def test_the_name_of_the_reader_is_no_pillar(name: str, found: list[tuple[str, str]]) -> None:
    checker = Checker(rules_for(CHART, "en", name=name), 4, "strength", "Strength", length=(100, 300))
    checker.read(f"{ENGLISH}Wu Chen, this is your chart.")
    assert [(mark.code, mark.detail) for mark in checker.finish()] == found


def test_the_question_may_be_quoted_in_its_own_passage_only() -> None:
    question = "甲子年我必定会发财吗？还是彩票更快"
    text = f"## 所问之事\n\n你问的是“{question}”。{FILLER}"
    found = {}
    for key in ("question", "summary"):
        checker = Checker(rules_for(CHART, "zh", {"question": question}), 2, key, "所问之事", length=(50, 300))
        checker.read(text)
        found[key] = [mark.code for mark in checker.finish()]
    assert found["question"] == []
    assert set(found["summary"]) == {"phrase", "unknown_pillar"}


def words_in(text: str, *cuts: int) -> str:
    checker = Checker(rules_for(CHART, "en"), 4, "strength", "Strength", length=(100, 200), unit="words")
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        checker.read(text[start:end])
    ((_, detail),) = [(found.code, found.detail) for found in checker.finish() if found.code == "too_short"]
    return detail


def test_english_lengths_are_counted_in_words() -> None:
    text = "## Strength\n\nDing fire  burns\nquietly."
    assert {words_in(text), words_in(text, 4, 13), words_in(text, *range(1, len(text)))} == {"6"}
