"""The headings of a report's passages, as tests expect them."""

from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH
from app.reading.request import OUTLINE

HEADINGS = {
    language: [section.title for section in wording.editions[OUTLINE].sections]
    for language, wording in (("zh", ZH), ("en", EN))
}
"""Of a report with a question."""
PASSAGES = 13
