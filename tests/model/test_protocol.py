"""The whole protocol of lease, fence, text and readers, searched from end to end within bounds.

Each search visits every order of events there is: 489,000 states and 2.1 million steps in all. A rule that
is left out must be missed: the search then ends with the shortest way to what breaks.
`pytest tests/model -s` shows the counts, and the ways.
"""

from dataclasses import replace
from functools import partial

import pytest

from . import protocol
from .rules import RIGHT, Rules
from .search import Found, search
from .state import Bounds, Budget, Row

SAVING = Bounds(length=2, budget=Budget(faults=2), row=Row(deaths=1, takeovers=1))
"""Two faults at any moment: statements that are slow, late or lost, owners that freeze or die, takeovers.

It has died once before, so that two more deaths are enough to give it up.
"""
DYING = Bounds(length=1, budget=Budget(faults=1), row=Row(deaths=2, takeovers=2))
"""One death more is too many."""
REWINDING = Bounds(length=2, budget=Budget(faults=1, rewinds=1))
REWINDING_OFTEN = Bounds(length=1, budget=Budget(faults=1, rewinds=3))
REWINDING_IN_TROUBLE = Bounds(length=1, budget=Budget(faults=2, rewinds=1))
ASKING = Bounds(length=1, budget=Budget(faults=1, handbacks=1, stops=1, resumes=1))
"""Stopped, resumed and handed back, while old statements are still under way."""
VIEWING = Bounds(length=1, viewers=1, budget=Budget(faults=1, rewinds=1, moves=2))
VIEWING_TOGETHER = Bounds(length=1, viewers=2, budget=Budget(faults=1, moves=2))
COMING_BACK = Bounds(length=1, viewers=1, budget=Budget(rewinds=1, moves=2, handbacks=1, stops=1, resumes=1))
"""A viewer that was told the end, and the report is resumed."""
HEARING = Bounds(length=2, viewers=1, has_relay=True, budget=Budget(rewinds=1, moves=2))
HEARING_IN_TROUBLE = Bounds(length=1, viewers=1, has_relay=True, budget=Budget(faults=1, rewinds=1, moves=1))


def searched(bounds: Bounds, rules: Rules) -> Found:
    found = search(
        bounds.initial(),
        moves=partial(protocol.moves, rules=rules, bounds=bounds),
        broken_by=protocol.broken_by,
        broken_in=protocol.broken_in,
        key=protocol.key,
        is_goal=protocol.is_over,
    )
    print(found)  # noqa: T201
    return found


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param(SAVING, id="saving"),
        pytest.param(DYING, id="dying"),
        pytest.param(REWINDING, id="rewinding"),
        pytest.param(REWINDING_OFTEN, id="rewinding-often"),
        pytest.param(REWINDING_IN_TROUBLE, id="rewinding-in-trouble"),
        pytest.param(ASKING, id="asking"),
        pytest.param(VIEWING, id="viewing"),
        pytest.param(VIEWING_TOGETHER, id="viewing-together"),
        pytest.param(COMING_BACK, id="coming-back"),
        pytest.param(HEARING, id="hearing"),
        pytest.param(HEARING_IN_TROUBLE, id="hearing-in-trouble"),
    ],
)
def test_no_order_of_events_breaks_anything_and_every_way_leads_to_an_end(bounds: Bounds) -> None:
    found = searched(bounds, RIGHT)
    assert found.broken is None, f"\n{found}"


@pytest.mark.parametrize(
    ("rule", "bounds", "broken"),
    [
        ("fence", SAVING, "a lease is renewed that is another's"),
        ("expected_chars", SAVING, "saved text has a gap or a repetition"),
        ("kept_never_falls", SAVING, "the end of a saved passage was taken back inside an attempt"),
        ("unknown_is_not_failure", SAVING, "saved text has a gap or a repetition"),
        ("attempt_rises", SAVING, "a lease is renewed that is another's"),
        ("deaths_count", SAVING, "the report is taken over once too often"),
        ("buries", DYING, "from here no way leads to the end"),
        ("whole_rewinds", REWINDING_OFTEN, "a writer is told that it holds a report that is another's"),
        ("part_of_rewinds", REWINDING_OFTEN, "a writer is told that it lost a report that is its own"),
        ("opens_what_it_claimed", ASKING, "a lease is renewed that is another's"),
        ("granted_only", VIEWING, "a position names different text at different places"),
        ("forgoes", HEARING_IN_TROUBLE, "text is appended to a closed log"),
        ("status_with_text", VIEWING, "a log that has ended is not the saved text"),
        ("reset", HEARING, "a viewer holds what is not in the text that it follows"),
        ("gap_repaired", HEARING, "a position names different text at different places"),
        ("older_dropped", HEARING, "a position names different text at different places"),
    ],
)
def test_without_any_one_rule_something_breaks(rule: str, bounds: Bounds, broken: str) -> None:
    found = searched(bounds, replace(RIGHT, **{rule: False}))
    assert found.broken == broken, f"\n{found}"


def test_every_rule_is_left_out_once() -> None:
    (mark,) = test_without_any_one_rule_something_breaks.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == set(Rules.__dataclass_fields__)
