"""The Markdown that counts as a heading, for the checks of the content and for the pages that show it."""

import re

HEADING = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t]|$)|#{2,6}(?=[^#\s\-=+>|]|[\u3000\xa0]))")
"""The beginning of a heading line. Models also write `##标题`, which CommonMark rejects and the pages accept."""
