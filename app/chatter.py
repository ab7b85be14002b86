"""Recognise a model's remark that it will continue, such as "好的，接着写：", at the beginning of a continuation.

A line is a remark only if that is certain: all of its words are from a small vocabulary, or it begins with words that
no passage contains.
"""

import re

MAX_REMARK_CHARS = 60

_CHARS = frozenset(
    "好的当然可以没问题收到明白了行嗯抱歉下面以这里是那就现在让我们来会将把为给您马上直接从接着继续写续上前文承断点处中"
    "未完成剩余其后内容部分正字报告段落章节篇输出补全往去开始吧一本该请见如随之刚才方地"
    " \t\u3000，,。.！!、；;：:…—–-*_"
)
"""The Chinese vocabulary, by character, and punctuation."""
_ENGLISH = (
    "sure of course certainly absolutely ok okay understood got it all right alright no problem sorry apologies my "
    "great yes i i'll i'm will am let me let's now just go ahead here here's is are the this where it's its was "
    "left off cut broke broken stopped stop ended end point exact exactly directly same last previous earlier above "
    "below following follows as requested with to in on at from and for text passage section report reading chapter "
    "part content writing answer response message sentence interruption continue continues continued continuing "
    "continuation rest remaining remainder pick picking up resume resumes resumed resuming cont be"
)
_WORDS = frozenset(_ENGLISH.split())

_FIRM_OPENER = (
    r"好的|当然(?:可以)?|没问题|收到|明白了?|抱歉|sure|of course|certainly|absolutely|understood|got it|all ?right"
    r"|ok(?:ay)?|no problem|sorry|(?:my )?apologies|great|yes"
)
_ANNOUNCE = r"我|以下是|下面是|这里是|这是|here(?:'s| is| are)\b|i(?:'ll|'m| will| am)\b|let me\b"
_CONTINUE = r"继续|接着|接[上前]|承接?上文|续|断点|\bcontinu|\bresum|\bpick(?:ing)? up\b|\bleft off\b|\bcont\b"
_REST = r"剩余|余下|剩下|其余|后续|下文|\brest\b|\bremain"

_OPENS = re.compile(rf"(?:{_FIRM_OPENER}|[好行嗯]|可以)\s*[，,。.！!、：:—–-]")
_OPENS_FIRMLY = re.compile(rf"(?:{_FIRM_OPENER})\s*[，,。.！!、：:—–-]")
_ANNOUNCES = re.compile(rf"{_ANNOUNCE}|以下|下面|接下来|现在")
_ANNOUNCES_ITSELF = re.compile(_ANNOUNCE)
_CONTINUES = re.compile(_CONTINUE)
_CONTINUES_OR_RESTS = re.compile(f"{_CONTINUE}|{_REST}")
"""The words for a rest count only beside an opener or an announcement."""
_BEGINS = re.compile(
    f"{_FIRM_OPENER}|{_ANNOUNCE}|{_CONTINUE}|[好行嗯]|可以|以下|下面|接下来|现在|请|从|未完|to be|the rest"
)
_UNMISTAKABLE = re.compile(
    r"接[上前]文|承接?上文|续上文|上接|从(?:断点|中断处)|(?:continuing|picking up) (?:from )?where\b"
    r"|here(?:'s| is) the (?:rest|continuation|remainder)\b"
)
"""Beginnings that make a remark whatever follows, up to a colon or a closing bracket."""

_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]"}
_STOPS = "。.…！!"
_RULE = re.compile(r"[ \t]*(?:-[ \t]*)+|[ \t]*(?:\*[ \t]*)+|[ \t]*(?:_[ \t]*)+")


def remark_length(text: str, *, is_end: bool, is_mid_sentence: bool) -> int | None:
    """Return the length of the remark that `text` begins with, without the line break after it; 0 if there is none.

    Returns None if the next characters decide; never if the text ends here (`is_end`). After an unfinished sentence
    (`is_mid_sentence`), "继续。" may be the end of that sentence.
    """
    indent = len(text) - len(text.lstrip())
    line, line_break, _ = text[indent : indent + MAX_REMARK_CHARS + 1].partition("\n")
    is_line = len(line) <= MAX_REMARK_CHARS and (is_end or bool(line_break))
    remark = line.lstrip("*_")
    if remark[:1] in _BRACKETS:
        length = _bracketed(line, remark[1:], _BRACKETS[remark[0]], is_line=is_line)
    else:
        length = _unbracketed(line, is_line=is_line, is_mid_sentence=is_mid_sentence)
    return length and indent + length


def rule_length(text: str, *, is_end: bool) -> int | None:
    """Return the length of the thematic break (`---`) that `text` begins with, as `remark_length` does."""
    indent = len(text) - len(text.lstrip())
    line, line_break, _ = text[indent:].partition("\n")
    if line and not _RULE.fullmatch(line.rstrip()):
        return 0
    if not line_break and not is_end:
        return None
    return indent + len(line) if sum(char in "-*_" for char in line) >= 3 else 0


def _bracketed(line: str, remark: str, closing: str, *, is_line: bool) -> int | None:
    inside, bracket, _ = remark.partition(closing)
    words = _normalised(inside)
    if not bracket:
        return None if not is_line and _may_be_remark(words) else 0
    if not _UNMISTAKABLE.match(words) and not (_is_vocabulary(words) and _CONTINUES.search(words)):
        return 0
    end = line.index(closing) + 1
    end += len(line[end:]) - len(line[end:].lstrip("*_：:"))
    return end if end < len(line) or is_line else None


def _unbracketed(line: str, *, is_line: bool, is_mid_sentence: bool) -> int | None:
    is_emphasised = line[:1] in ("*", "_")
    announcement, colon, _ = line.replace("：", ":").partition(":")
    if colon and not is_emphasised and _is_remark(announcement, is_announcement=True, is_mid_sentence=is_mid_sentence):
        return len(announcement) + 1
    if not is_line:
        return None if _may_be_remark(_normalised(line)) and _begins_upper(line) else 0
    words = line.strip("*_ \t\r\u3000")
    is_announcement = words[-1:] in (":", "：")
    if not is_announcement and words[-1:] not in _STOPS:
        return 0
    is_remark = _is_remark(words, is_announcement=is_announcement, is_mid_sentence=is_mid_sentence)
    return len(line) if is_remark else 0


def _is_remark(line: str, *, is_announcement: bool, is_mid_sentence: bool) -> bool:
    words = _normalised(line)
    if not _begins_upper(line) or not _BEGINS.match(words):
        return False
    if is_announcement and _UNMISTAKABLE.match(words):
        return True
    opens = _OPENS_FIRMLY.match(words) and _ANNOUNCES_ITSELF.search(words) and _CONTINUES_OR_RESTS.search(words)
    if opens and (is_announcement or "我" in words):
        return True  # whatever else it says: no passage speaks of itself
    speaks = _CONTINUES_OR_RESTS if _OPENS.match(words) or _ANNOUNCES.search(words) else _CONTINUES
    if not _is_vocabulary(words) or not speaks.search(words):
        return False
    return is_announcement or not is_mid_sentence or bool(_OPENS.match(words) or _UNMISTAKABLE.match(words))


def _may_be_remark(words: str) -> bool:
    """Return whether a line that begins with `words` may become a remark."""
    if len(words) > MAX_REMARK_CHARS:
        return False
    if _OPENS_FIRMLY.match(words) or _UNMISTAKABLE.match(words):
        return True
    return _is_vocabulary(words, is_cut=True) and (len(words) < 4 or words[0].isascii() or bool(_BEGINS.match(words)))


def _is_vocabulary(words: str, *, is_cut: bool = False) -> bool:
    """Return whether all words are from the vocabulary. The last one may be incomplete if `is_cut`."""
    if not frozenset(re.sub(r"[a-z']", "", words)) <= _CHARS:
        return False
    latin = re.findall(r"[a-z']+", words)
    if is_cut and latin and words.endswith(latin[-1]):
        last = latin.pop()
        return all(word in _WORDS for word in latin) and any(word.startswith(last) for word in _WORDS)
    return all(word in _WORDS for word in latin)


def _normalised(line: str) -> str:
    return line.strip("*_ \t\r\u3000").replace("’", "'").lower()


def _begins_upper(line: str) -> bool:
    """Return whether `line` may begin a sentence: a Latin letter must be a capital."""
    return not line.lstrip("*_ \t\u3000")[:1].islower()
