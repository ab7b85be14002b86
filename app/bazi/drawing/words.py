"""The captions of a drawn chart, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.bazi.drawing.terms import BRIEF_RELATIONS, ENGLISH
from app.bazi.readings import romanised


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Texts and `str.format` templates in one language. Row names may contain line breaks."""

    lang: str
    title: dict[bool, str]
    """Keyed by whether the chart is a man's."""
    columns: dict[str, str]
    unknown_hour: str
    """Shown in the empty column; may contain line breaks."""
    rows: dict[str, str]
    void: str
    verdicts: dict[str, str]
    day_master: str
    estimate: str
    palaces: dict[str, str]
    directions: dict[bool, str]
    """Keyed by whether luck runs forward."""
    starts: str
    """When luck starts, for a time that is known to the minute."""
    see_notes: str
    """Appended to `starts` if the notes have another start of luck."""
    starts_about: str
    starts_within: str
    """When luck starts for a vague time if a solar term within it decides."""
    spreads: dict[str, str]
    """How much earlier or later luck may start, by the kind of vague time: `zi`, `double_hour`, `part` or `day`.

    With a key that ends in `_by_hand`, if luck is counted in whole double hours.
    """
    middles: dict[str, str]
    """For what a vague time is cast, by its kind."""
    decade: str
    age: str
    now: str
    not_yet: str
    given: str
    """The time as it was entered, if that was a double hour or a part of the day."""
    parts_of_day: dict[str, str]
    civil: dict[str, str]
    """Keyed by what the clocks showed: `standard`, `summer` time, or `ahead` of standard time for another reason."""
    solar: str
    clocks: dict[str, str]
    day_change: str
    other_choices: dict[str, str]
    """Captions of the remaining options, for values other than the default."""
    warnings: dict[str, str]
    """Captions by code; `{middle}` is for what a vague time is cast."""
    otherwise: str
    """A warning and its readings other than the drawn one."""
    at_times: str
    """The same for a vague time, whose readings are labelled with times."""
    labelled: frozenset[str]
    """Codes of warnings whose readings say by their labels what the matter is, without a caption."""
    reading: str
    nested: str
    """A further reading under the same rule as the one before, with what it adds to it; empty if both stand alone."""
    reading_gap: str
    pillar_gap: str
    noted_luck: str
    noted_luck_turned: str
    """Luck in a reading: when it starts, and if that differs, its direction."""
    noted_years: dict[bool, str]
    """The year in which luck starts in a reading, keyed by whether the time is known to the minute."""
    noted_directions: dict[bool, str]
    label: str
    four_pillars: str
    pillars: dict[str, str]
    """Each pillar as a screen reader should say it."""
    short: dict[str, str]
    between: str
    """Separator between the short names of the pillars of a relation."""
    unknown: str
    comma: str
    no_relations: str
    brief: Mapping[str, str] = field(default_factory=dict)
    """Translations of relations that are named without their characters."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Translations of the BaZi terms; empty if they are shown unchanged."""

    @property
    def is_translated(self) -> bool:
        """Whether terms are translated. English words are wider than Chinese characters, so the layout differs."""
        return bool(self.terms)

    def term(self, term: str) -> str:
        return self.terms.get(term, term)

    def both(self, term: str) -> str:
        """Return a term, in translated charts followed by its translation: `七杀 Seven Killings`."""
        return f"{term} {self.terms[term]}" if term in self.terms else term

    def pillar(self, pillar: str) -> str:
        """Return a pillar, in translated charts with its reading: `癸亥 Gui-Hai`."""
        return f"{pillar} {romanised(pillar)}" if self.is_translated else pillar


_ZH = Captions(
    lang="zh-Hans",
    title={True: "乾 造 命 盘", False: "坤 造 命 盘"},
    columns={"year": "年柱", "month": "月柱", "day": "日柱", "hour": "时柱"},
    unknown_hour="时\n辰\n未\n详",
    rows={
        "ten_god": "十神",
        "stem": "天干",
        "branch": "地支",
        "hidden": "藏干",
        "na_yin": "纳音",
        "stage": "长生",
        "stars": "神煞",
        "relations": "合冲",
        "five": "五行",
        "luck": "大运",
        "years": "流年",
        "months": "流月",
        "notes": "附注",
    },
    void="空亡",
    verdicts={},
    day_master="日主{stem}",
    estimate="{verdict}（估算，生扶 {support}%）",
    palaces={"void": "空亡", "conception": "胎元", "life": "命宫", "body": "身宫"},
    directions={True: "顺行", False: "逆行"},
    starts="{direction} · {years}岁{months}个月{days}天起运（{date}）",
    see_notes="，另见附注",
    starts_about="{direction} · 约{years}岁{months}个月起运，前后可差约{spread}",
    starts_within="按{middle}为{direction}、约{years}岁{months}个月起运；交节前后不同，见附注",
    spreads={
        "zi": "四个月",
        "double_hour": "五天",
        "double_hour_by_hand": "十天",
        "part": "半个月",
        "part_by_hand": "二十天",
        "day": "两个月",
    },
    middles={"zi": "零点", "double_hour": "中点", "part": "中点", "day": "正午"},
    decade="{pillar} {age} {year}",
    age="{age}岁",
    now="今",
    not_yet="今 · 未起运",
    given="所填时间：{time}",
    parts_of_day={"morning": "上午", "afternoon": "下午", "evening": "晚上", "night": "凌晨"},
    civil={
        "standard": "公历 {time}",
        "summer": "公历 {time}（夏令时）",
        "ahead": "公历 {time}（时钟拨快）",
    },
    solar="真太阳时 {time}",
    clocks={"true_solar": "按真太阳时排盘", "civil": "按标准时排盘"},
    day_change="{time} 换日",
    other_choices={
        "same_day": "夜子时的时干按当日",
        "double_hours": "起运按天数、时辰折算",
        "bing_wu_geng": "巳藏丙戊庚",
    },
    warnings={
        "near_solar_term": "近节气",
        "near_hour_boundary": "近时辰之交",
        "near_day_change": "近换日",
        "hour_by_sun": "钟表与真太阳时不同",
        "unknown_hour": "时辰未详，不排时柱",
        "approximate_time": "时间只知大概，按{middle}推算",
        "ambiguous_time": "时钟回拨，这个时间出现过两次",
        "clock_unknown": "当地当时所用的时间无确切记录",
        "far_from_zone": "经度与时区相差太远，请核对",
    },
    otherwise="{warning}，另作：{readings}",
    at_times="{warning}；若生于 {readings}",
    labelled=frozenset(),
    reading="{label}\N{NO-BREAK SPACE}{pillars}",
    nested="",
    reading_gap="；",
    pillar_gap=" ",
    noted_luck="，{year}起运",
    noted_luck_turned="，{direction}，{year}起运",
    noted_years={True: "{}\N{NO-BREAK SPACE}年", False: "约\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}年"},
    noted_directions={True: "顺行", False: "逆行"},
    label="{pillars}。{strength}。五行：{elements}。合冲：{relations}。大运：{luck}。{decades}。{times}。",
    four_pillars="四柱：{}",
    pillars={"year": "{}年", "month": "{}月", "day": "{}日", "hour": "{}时"},
    short={"year": "年", "month": "月", "day": "日", "hour": "时"},
    between="",
    unknown="未详",
    comma="，",
    no_relations="无合冲刑害",
)

_EN = Captions(
    lang="en",
    title={True: "Four Pillars · a man's chart", False: "Four Pillars · a woman's chart"},
    columns={"year": "Year", "month": "Month", "day": "Day", "hour": "Hour"},
    unknown_hour="hour\nunknown",
    rows={
        "ten_god": "Ten\ngods",
        "stem": "Stem",
        "branch": "Branch",
        "hidden": "Hidden\nstems",
        "na_yin": "Na yin",
        "stage": "Stage",
        "stars": "Stars",
        "relations": "Ties",
        "five": "Ele-\nments",
        "luck": "Luck",
        "years": "Years",
        "months": "By\nmonth",
    },
    void="Void",
    verdicts={"偏弱": "rather weak", "中和": "balanced", "偏强": "rather strong"},
    day_master="Day master {stem}",
    estimate="{verdict} (estimate: support {support}%)",
    palaces={"void": "Void", "conception": "Conception", "life": "Life", "body": "Body"},
    directions={True: "Forward", False: "Backward"},
    starts="{direction} · starts at {years} y {months} m {days} d ({date})",
    see_notes="; see the notes",
    starts_about="{direction} · starts at about {years} y {months} m, ± {spread}",
    starts_within="Cast for {middle}: {direction}, about {years} y {months} m; see the notes",
    spreads={
        "zi": "4 months",
        "double_hour": "5 days",
        "double_hour_by_hand": "10 days",
        "part": "half a month",
        "part_by_hand": "20 days",
        "day": "2 months",
    },
    middles={"zi": "midnight", "double_hour": "the middle", "part": "the middle", "day": "noon"},
    decade="{pillar} from {age} in {year}",
    age="age {age}",
    now="now",
    not_yet="now · not yet begun",
    given="Time given: {time}",
    parts_of_day={},
    civil={
        "standard": "Born {time}",
        "summer": "Born {time} (summer time)",
        "ahead": "Born {time} (clocks ahead)",
    },
    solar="True solar time {time}",
    clocks={"true_solar": "Cast by true solar time", "civil": "Cast by standard time"},
    day_change="Day changes at {time}",
    other_choices={
        "same_day": "Late-night hour stem from the ending day",
        "double_hours": "Luck by double hours",
        "bing_wu_geng": "巳 Si hides 丙 Bing, 戊 Wu, 庚 Geng",
    },
    warnings={
        "near_solar_term": "Near a solar term",
        "near_hour_boundary": "Near the change of hour",
        "near_day_change": "Near the change of day",
        "hour_by_sun": "Sun and clock differ",
        "unknown_hour": "Hour unknown, so no hour pillar",
        "approximate_time": "Approximate time, cast for {middle}",
        "ambiguous_time": "This time occurred twice",
        "clock_unknown": "Local clocks of the time are not on record",
        "far_from_zone": "Longitude and time zone are far apart",
    },
    otherwise="{warning}; if {readings}",
    at_times="{warning}; if born {readings}",
    labelled=frozenset({"near_day_change"}),
    reading="{label}: {pillars}",
    nested=" ({label}: {pillars})",
    reading_gap="; ",
    pillar_gap=", ",
    noted_luck=", luck from\N{NO-BREAK SPACE}{year}",
    noted_luck_turned=", luck {direction} from\N{NO-BREAK SPACE}{year}",
    noted_years={True: "{}", False: "about\N{NO-BREAK SPACE}{}"},
    noted_directions={True: "forward", False: "backward"},
    label="{pillars}. {strength}. Elements: {elements}. Ties: {relations}. Luck: {luck}. Decades: {decades}. {times}.",
    four_pillars="Four pillars: {}",
    pillars={"year": "year {}", "month": "month {}", "day": "day {}", "hour": "hour {}"},
    short={"year": "year", "month": "month", "day": "day", "hour": "hour"},
    between=" and ",
    unknown="unknown",
    comma=", ",
    no_relations="none",
    brief=BRIEF_RELATIONS,
    terms=ENGLISH,
)


def captions(language: str) -> Captions:
    return _EN if language == "en" else _ZH
