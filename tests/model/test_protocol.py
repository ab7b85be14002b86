"""Exhaustive, bounded search of the protocol of leases, fences, text and readers.

The searches visit every order of events: 705,000 states and 3.3 million steps in all. If any single rule is left out,
the protocol must fail: the search then returns the shortest path to a broken invariant.
`pytest tests/model -s` prints the counts and the paths.
"""

from dataclasses import replace
from functools import partial

import pytest

from . import protocol
from .rules import RIGHT, Rules
from .search import Found, search
from .state import Bounds, Budget, Row

SAVING = Bounds(length=2, budget=Budget(faults=2), row=Row(deaths=1, takeovers=1))
"""Two faults at any time: slow, late or lost statements, owners that freeze or die, takeovers.

One lease has expired already, so two more are enough to abandon the report.
"""
DYING = Bounds(length=1, budget=Budget(faults=1), row=Row(deaths=2, takeovers=2))
"""One more expired lease abandons the report."""
REWINDING = Bounds(length=2, budget=Budget(faults=1, rewinds=1))
FLAWED = Bounds(length=1, budget=Budget(faults=2, flaws=1))
REWINDING_OFTEN = Bounds(length=1, budget=Budget(faults=1, rewinds=3))
REWINDING_WITH_FAULTS = Bounds(length=1, budget=Budget(faults=2, rewinds=1))
REQUESTING = Bounds(length=1, budget=Budget(faults=1, handbacks=1, stops=1, resumes=1))
"""Stop, resume and hand-back while old statements are still pending."""
VIEWING = Bounds(length=1, viewers=1, budget=Budget(faults=1, rewinds=1, moves=2))
VIEWING_TOGETHER = Bounds(length=1, viewers=2, budget=Budget(faults=1, moves=2))
RETURNING = Bounds(length=1, viewers=1, budget=Budget(rewinds=1, moves=2, handbacks=1, stops=1, resumes=1))
"""A viewer receives the end, and the report is resumed."""
ASKING = Bounds(length=1, viewers=1, budget=Budget(faults=1, moves=1, questions=1))
"""A completed report is asked about, while a viewer holds its text and old statements are still pending."""
ASKING_AGAIN = Bounds(length=1, budget=Budget(faults=1, stops=1, resumes=1, questions=2))
HANDING_BACK = Bounds(length=2, viewers=1, budget=Budget(flaws=1, moves=1, handbacks=1))
"""A viewer stays while its report is handed back inside a passage, and claimed again."""
RELAYING = Bounds(length=2, viewers=1, has_relay=True, budget=Budget(rewinds=1, moves=2))
RELAYING_WITH_FAULTS = Bounds(length=1, viewers=1, has_relay=True, budget=Budget(faults=1, rewinds=1, moves=1))


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
        pytest.param(FLAWED, id="flawed"),
        pytest.param(REWINDING_OFTEN, id="rewinding-often"),
        pytest.param(REWINDING_WITH_FAULTS, id="rewinding-with-faults"),
        pytest.param(REQUESTING, id="requesting"),
        pytest.param(VIEWING, id="viewing"),
        pytest.param(VIEWING_TOGETHER, id="viewing-together"),
        pytest.param(RETURNING, id="returning"),
        pytest.param(ASKING, id="asking"),
        pytest.param(ASKING_AGAIN, id="asking-again"),
        pytest.param(HANDING_BACK, id="handing-back"),
        pytest.param(RELAYING, id="relaying"),
        pytest.param(RELAYING_WITH_FAULTS, id="relaying-with-faults"),
    ],
)
def test_no_order_of_events_breaks_an_invariant_and_every_path_ends(bounds: Bounds) -> None:
    found = searched(bounds, RIGHT)
    assert found.broken is None, f"\n{found}"


@pytest.mark.parametrize(
    ("rule", "bounds", "broken"),
    [
        ("fence", SAVING, "a lease of another process is renewed"),
        ("expected_chars", SAVING, "saved text has a gap or a repetition"),
        ("passages_never_fall", SAVING, "a saved passage has been undone"),
        ("journal_is_fenced", SAVING, "a write has been applied to another's attempt"),
        ("journal_expects_chars", SAVING, "saved text has a gap or a repetition"),
        ("renewal_saves", SAVING, "a renewed lease leaves text unsaved"),
        ("claim_keeps_partial", SAVING, "a takeover cuts saved text"),
        ("claim_keeps_partial", HANDING_BACK, "text shown before a hand-back is taken back"),
        ("question_keeps_all", ASKING, "an ended report has changed"),
        ("answers_every_question", ASKING, "a report is completed without an answer to a question"),
        ("flawed_is_not_kept", FLAWED, "a claim keeps a passage that has to be written again"),
        ("handback_saves", HANDING_BACK, "text shown before a hand-back is taken back"),
        ("unknown_is_not_failure", SAVING, "saved text has a gap or a repetition"),
        ("attempt_rises", SAVING, "a lease of another process is renewed"),
        ("expired_leases_count", SAVING, "the report is taken over too often"),
        ("buries", DYING, "no path leads from here to the end"),
        ("whole_rewinds", REWINDING_OFTEN, "a writer wrongly learns that it owns another's report"),
        ("part_of_rewinds", REWINDING_OFTEN, "a writer wrongly learns that it lost its own report"),
        ("opens_what_it_claimed", REQUESTING, "a lease of another process is renewed"),
        ("committed_only", VIEWING, "a position names different text for different holders"),
        ("discards_uncommitted", RELAYING_WITH_FAULTS, "text is appended to a closed log"),
        ("status_with_text", VIEWING, "an ended log differs from the saved text"),
        ("reset", RELAYING, "a viewer has text that is not in its log"),
        ("gap_repaired", RELAYING, "a position names different text for different holders"),
        ("older_dropped", RELAYING, "a position names different text for different holders"),
    ],
)
def test_leaving_out_any_rule_breaks_an_invariant(rule: str, bounds: Bounds, broken: str) -> None:
    found = searched(bounds, replace(RIGHT, **{rule: False}))
    assert found.broken == broken, f"\n{found}"


def test_every_rule_is_left_out_once() -> None:
    (mark,) = test_leaving_out_any_rule_breaks_an_invariant.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == set(Rules.__dataclass_fields__)
