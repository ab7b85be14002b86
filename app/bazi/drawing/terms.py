"""English names of the BaZi terms, each short enough for its place in a drawn chart.

Stems and branches stay in Chinese, with their readings beside them (`app.bazi.readings`). Any term missing here also
stays in Chinese. A relation is named by its kind alone, since the characters before it show how many take part.
"""

TEN_GODS = {
    "日主": "Day Master",
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
ELEMENTS = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
LIFE_STAGES = {
    "长生": "Changsheng: birth",
    "沐浴": "Muyu: cleansing",
    "冠带": "Guandai: maturing",
    "临官": "Linguan: taking office",
    "帝旺": "Diwang: at the peak",
    "衰": "Shuai: easing off",
    "病": "Bing: slowing down",
    "死": "Si: stillness",
    "墓": "Mu: storage, rest",
    "绝": "Jue: turning point",
    "胎": "Tai: conception",
    "养": "Yang: nurture",
}
"""Pinyin and a gloss: a stage says how active the stem is, and its bare name would frighten."""
RELATIONS = {
    "天干五合": "combination",
    "天干相冲": "clash",
    "三会": "meeting",
    "三合": "combination",
    "六合": "combination",
    "半合": "half combination",
    "六冲": "clash",
    "六害": "harm",
    "六破": "break",
    "三刑": "punishment",
    "相刑": "punishment",
    "自刑": "self-punishment",
}
BRIEF_RELATIONS = {
    "伏吟": "repetition",
    "冲": "clash",
    "三会": "meeting of three",
    "三合": "combination of three",
    "合": "combination",
    "三刑": "punishment of three",
    "刑": "punishment",
    "害": "harm",
    "破": "break",
}
"""Names of relations without their characters, as in the glossary."""
STARS = {
    "天乙贵人": "Heavenly Noble: timely help",
    "太极贵人": "Taiji Noble: deep study",
    "文昌贵人": "Literary Noble: learning",
    "国印贵人": "State Seal Noble: seal of office",
    "金舆": "Golden Carriage: comfort",
    "禄神": "Salary Star: own income",
    "羊刃": "Blade: edge, drive",
    "驿马": "Post Horse: movement",
    "桃花": "Peach Blossom: charm",
    "华盖": "Canopy: inwardness",
    "将星": "General: leadership",
    "劫煞": "Jiesha: sudden turns",
    "灾煞": "Zaisha: caution",
    "亡神": "Wangshen: hidden plans",
    "红鸾": "Red Phoenix: romance",
    "天喜": "Heavenly Joy: glad events",
    "孤辰": "Guchen: self-reliance",
    "寡宿": "Guasu: time alone",
    "天医": "Heavenly Healer: care",
    "天德贵人": "Heavenly Virtue Noble: quiet grace",
    "月德贵人": "Monthly Virtue Noble: kind support",
    "魁罡": "Kuigang: firm will",
    "阴差阳错": "Crossed Yin and Yang: missed timing",
    "天赦": "Heavenly Pardon: relief",
}
"""The name that the glossary has, a colon and a gloss, which go on separate lines."""
NA_YIN = {
    "海中金": "Sea Metal",
    "炉中火": "Furnace Fire",
    "大林木": "Forest Wood",
    "路旁土": "Road Earth",
    "剑锋金": "Sword Metal",
    "山头火": "Hilltop Fire",
    "涧下水": "Ravine Water",
    "城头土": "Fort Earth",
    "白蜡金": "Wax Metal",
    "杨柳木": "Willow Wood",
    "泉中水": "Spring Water",
    "屋上土": "Roof Earth",
    "霹雳火": "Thunder Fire",
    "松柏木": "Pine Wood",
    "长流水": "River Water",
    "沙中金": "Sand Metal",
    "山下火": "Foothill Fire",
    "平地木": "Plains Wood",
    "壁上土": "Wall Earth",
    "金箔金": "Gilt Metal",
    "覆灯火": "Lamp Fire",
    "天河水": "Galaxy Water",
    "大驿土": "Relay Earth",
    "钗钏金": "Jewel Metal",
    "桑柘木": "Mulberry Wood",
    "大溪水": "Creek Water",
    "沙中土": "Sand Earth",
    "天上火": "Sky Fire",
    "石榴木": "Pomegranate Wood",
    "大海水": "Ocean Water",
}

ENGLISH = TEN_GODS | ELEMENTS | LIFE_STAGES | RELATIONS | STARS | NA_YIN
