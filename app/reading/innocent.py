"""Ordinary words and idioms in which a withheld word would be found by mistake: `年轻生孩子` contains `轻生`.

Chinese is written without spaces, so a pattern also finds the end of one word and the beginning of the next. `apart`
puts a mark after the words that often end so, and blanks idioms. The words were found by pairing the common words of a
dictionary with every two characters that a pattern matches.
"""

import re

MARK = "\u241f"
_BLANK = "\u25a1"

WORDS_THAT_END = {
    "轻": "年 减",
    "自": "独 各 亲 暗 来 出 私 擅",
    "求": "要 需 追 请 寻 征 力",
    "上": "马 身 早 晚 网 以 车 路 街 船 加 树",
    "想": "思 理 梦 联",
    "跳": "心",
    "会": "机 社 学 聚 约 误 协 大",
    "能": "才 可 功 技 智 性 本",
    "命": "使 革 任 生",
    "大": "最 极 很 扩 更 不 多 太",
    "折": "曲 挫 打 转 骨",
    "活": "生 灵 干 快 忙 鲜 绝 农",
    "长": "成 生 增 市 院 部 校 家 班",
    "下": "以 如 一 天 之 当 接 地 余 留 剩",
    "中": "其 心 高 初 集 手",
    "买": "购",
    "体": "身 具 整 全 团 集 媒",
    "手": "对 分 动 选 助 双 二 新 一 接",
    "开": "公 展 打 分",
    "头": "回 点 摇 码 街",
    "赛": "比 大 参 决 竞",
    "足": "不 满 充",
    "福": "幸 祝 托",
    "彩": "精 色 光",
    "外": "对 国 之 另 此 以 海 例",
    "理": "管 处 心 合 物 经 代 地 办 整 总 料",
    "信": "相 自 微 来 通",
    "定": "决 一 稳 确 规 约 肯 固",
    "回": "返 收 来 这 一 挽 赶 几",
    "期": "时 长 后 任 学 短 定 日 早",
    "满": "充 不 圆 美",
    "加": "参 增 更 添 追",
    "持": "坚 支 保 维 扶",
    "建": "封 重 创 福",
    "涨": "上 高",
    "套": "一 配 手 圈",
    "住": "抓 居 记 忍不 留",
    "出": "提 作 指 发 突 演 推 说 找 做 付 看 拿 支 走",
    "化": "文 变 转 消 优 强",
    "复": "恢 反 重 答 康 回 报",
    "官": "法 军 警 考",
    "意": "注 愿 同 满 主 故 生 创 心 乐 介 在",
    "治": "政 法 防 统",
    "流": "交 主 一 物 分 河 支 潮",
    "空": "太 天 航 有 没 时",
    "绝": "拒",
    "诉": "投 告 起 申 倾",
    "难": "困 艰 不 为",
    "重": "严 注 尊 体 看",
    "放": "开 解 释",
    "入": "收 进 加 深 投",
    "押": "抵 扣",
    "特": "独 奇",
    "牌": "品 名",
}
"""By their last character, the characters before it: `年轻` and `减轻`."""

_ENDS = "|".join(f"(?:{'|'.join(starts.split())}){end}" for end, starts in WORDS_THAT_END.items())
_IDIOMS = re.compile(
    # death
    r"死(?:海|火山|胡同|心塌地|心眼|命地?|也要|也得|机|档|结|角|亡谷)|一棵树上吊死|敢死队|决一死战|见死不救|视死如归|誓死|殊死|"
    r"你死我活|老死不|死死地?|死活[不都要]|起死回生|出生入死|生死之交|死气沉沉|半死不活|不知死活|封死|枯死|死不了|生死攸关|罪该万死|"
    r"九死一生|死不瞑目|舍生忘死|心如刀割|刀割(?:一样|似|般)|"
    r"(?:项目|公司|店铺?|生意|市场|行业|账号|手机|电脑|系统|程序|游戏|婚姻|感情|爱情|关系|花草?|植物|鱼|多肉|车)"
    r"(?:会|要|快|已经|是不是|都|就|还|真|真的|彻底|不|将|肯定|一定)*死(?:掉|了|定|透|机)?|"
    r"(?:让|叫|使|情愿|宁愿|宁可|不如|还不如|想|去)(?:[我他她])?死(?:心|扛|磕|撑|守|等|读|记)|"
    # living
    r"(?:了结|结束|了断)(?:掉)?(?:这)?一切(?:误会|争吵|不愉快|麻烦|矛盾|纠纷|恩怨|冷战|猜疑|内耗)|不(?:想|愿)存在(?:误会|问题|隔阂|矛盾)|"
    r"会活成|能活(?:成|得(?:更|很|这么|那么)?(?:[^久长多]))|"
    # gain and loss
    r"招兵买马|股权激励|股份(?:公司|有限|合作)|合股|八股文?|勾股|一股(?:脑|劲|气|子)|股份制|股肱|买马上|赛马上|打牌子|"
    r"(?:拉|找|融|招|引|拿|引进|吸引)(?:到|不到|来)?投资|回本(?:地|省|市|县|校|国|土|村|镇|科|专业|公司|家|单位|行|部|职|人)|[会能]涨分|"
    # mishaps
    r"牢(?:固|靠|骚|记|牢|笼|不可破|抓|稳)|(?:补|套|抓|记|站|锁|拴)牢|幸灾乐祸|救灾|消灾|灾[区民]|祸[水首国]|惹祸|老大难|大难[道度题以]|"
    r"被告[白知]|被告诉(?!讼)|被害[怕羞]|中风[险格味光]|住院(?:子|长|校|士|内|医)|意外险|治安|出事[实务]|"
    # in English
    r"\b(?:start-?ups?|business(?:es)?|compan(?:y|ies)|shops?|projects?|apps?|love|careers?|relationships?|marriages?|dreams?|"
    r"industry|markets?|plants?|cars?|phones?|laptops?|battery|spark|romance|friendships?|hope|feelings?)"
    r"(?: \w+ed)? (?:will |would |to |really |ever |slowly |going to )*(?:die|dies|died|dying|dead)\b|"
    r"\b(?:live|have) (?:a )?long,? (?:and )?happy (?:life|lives|marriage)(?: together)?|"
    r"\blong (?:happy )?life together|"
    r"\ba gamble to\b|\bbet on (?:my|your|our|him|her|them)sel(?:f|ves)|"
    r"\bwin big (?:at|in) (?:my|our|the|work|business|life)|"
    r"\bcured? of (?:my |his |her |this )?(?:shyness|fears?|jealousy|anxiety|laziness|habits?|loneliness)"
)
_WORDS = re.compile(f"(?:{_ENDS})(?!着)")


def apart(text: str) -> str:
    """Return normalised text in which no withheld word runs across two of these words, or stands inside an idiom."""
    return _WORDS.sub(lambda found: found[0] + MARK, _IDIOMS.sub(lambda found: _BLANK * len(found[0]), text))
