"""Checks a history against all rules, without I/O."""

from collections.abc import Callable, Iterator

from . import rules_calls, rules_kept, rules_questions, rules_requests, rules_rows, rules_text
from .evidence import Evidence, Violation
from .history import History

RULES: tuple[Callable[[Evidence], Iterator[Violation]], ...] = (
    *rules_text.RULES,
    *rules_rows.RULES,
    *rules_calls.RULES,
    *rules_requests.RULES,
    *rules_kept.RULES,
    *rules_questions.RULES,
)

__all__ = ["Violation", "check"]


def check(history: History) -> list[Violation]:
    """Return all violations, sorted by time. An unfinished history is checked only for what is already certain."""
    evidence = Evidence(history)
    found = [violation for rule in RULES for violation in rule(evidence)]
    return sorted(found, key=lambda violation: violation.t)
