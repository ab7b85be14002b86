"""The headings of a report's passages, as tests expect them."""

from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH

HEADINGS = {
    "zh": [section.title for section in ZH.sections],
    "en": [section.title for section in EN.sections],
}
PASSAGES = 11
