"""The stems, the branches and the five elements, each in its traditional order."""

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""The heavenly stems; even positions are yang, odd ones yin."""

BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
"""The earthly branches; even positions are yang, odd ones yin."""

ELEMENTS = ("木", "火", "土", "金", "水")
"""In generating order: each element feeds the next one and controls the one after that."""
