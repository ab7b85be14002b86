"""What people and models wrote, made safe to stand in a prompt as data."""

import json
import re
import unicodedata
from typing import Any

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Characters that end a line for some readers and that JSON does not escape."""


def one_line(text: str | None, limit: int) -> str:
    """Remove line breaks and invisible characters, so that no line of user input can imitate the prompt."""
    words = " ".join((text or "").split())
    visible = "".join(char for char in words if not unicodedata.category(char).startswith("C"))
    return visible[:limit].strip()


def fenced(data: dict[str, Any]) -> str:
    """Return JSON on one line that cannot close its fence, because backticks are escaped."""
    line = json.dumps(data, ensure_ascii=False).replace("`", "\\u0060")
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
