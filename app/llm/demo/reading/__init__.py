"""Readings of a chart from the prompt's facts and judgements: lines for each passage, which `fit` brings to length."""

from app.llm.demo.reading import en, zh
from app.llm.demo.reading.after import FollowUp, follow_up_of
from app.llm.demo.reading.en.words import glossed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Paragraph, fitted

READINGS = {"zh": zh, "en": en}
"""The readings by language. `read` returns the lines of a passage, or None if it is not one of the service's."""

__all__ = ["READINGS", "Facts", "FollowUp", "Paragraph", "fitted", "follow_up_of", "glossed"]
