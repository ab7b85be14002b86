"""The date of birth as the form takes it: digits or Chinese numerals, and years of two digits."""

import re

_DIGITS = {**{digit: str(n) for n, digit in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0"}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_TENS = {"初": "0", "十": "1", "廿": "2", "卅": "3"}


def read_year(typed: str, this_year: int) -> int | None:
    """A year such as `1989`, `89`, `1989年` or `一九八九`. Returns None for anything else.

    Two digits mean the latest such year that is not after `this_year`.
    """
    digits = _as_digits(typed.removeprefix("公元").removesuffix("年").strip())
    if not re.fullmatch("[0-9]{2}|[0-9]{4}", digits):
        return None
    year = int(digits)
    return year if len(digits) == 4 else this_year - (this_year - year) % 100


def read_month(typed: str) -> int | None:
    """A month such as `5`, `五月` or `腊月`."""
    name = typed.removesuffix("月").strip()
    return _MONTHS.get(name) or _small(name)


def read_day(typed: str) -> int | None:
    """A day such as `12`, `12日`, `十二` or `初八`."""
    return _small(re.sub("[日号]$", "", typed).strip())


def _as_digits(text: str) -> str:
    return "".join(_DIGITS.get(char, char) for char in text)


def _small(text: str) -> int | None:
    """A number of at most two digits; in Chinese from 一 to 三十一, also with 初 or 廿."""
    if match := re.fullmatch("([二三]?)十([一二三四五六七八九]?)", text):
        text = f"{match[1] or '一'}{match[2] or '零'}"
    elif match := re.fullmatch("([初廿卅])([一二三四五六七八九十]?)", text):
        text = "一零" if text == "初十" else _TENS[match[1]] + (match[2] or "0")
    digits = _as_digits(text)
    return int(digits) if re.fullmatch("[0-9]{1,2}", digits) else None
