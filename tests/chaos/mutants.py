"""Mutants: each introduces one defect that the checker must catch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import mutations

_FREEZES = {"freeze_long": 4, "freeze_short": 1}
_SILENCES = {"lost_answer": 4, "hole": 1, "deaf": 1, "cut": 1}
_DEATHS = {"kill": 3, "freeze_long": 2}
_LOST_MESSAGES = {"listeners": 4, "cut": 3, "all_sessions": 2}
_BROKEN_PASSAGES = {"cut": 3, "network_error": 2, "sensitive": 3, "no_finish": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`apply` introduces the defect into the current process; the other fields provoke its effect."""

    apply: Callable[[], None]
    why: str
    mix: Mapping[str, int] = field(default_factory=lambda: {"kill": 1, "cut": 2, "sessions": 1})
    upstream: Mapping[str, int] = field(default_factory=lambda: {"cut": 1})
    strokes_per_second: float = 1.0
    deletes: float = 0.07


MUTANTS: dict[str, Mutant] = {
    "no_fence": Mutant(
        apply=mutations.no_fence, why="writes are not fenced by the attempt", mix=_FREEZES, strokes_per_second=0.8
    ),
    "no_length_check": Mutant(
        apply=mutations.no_length_check,
        why="a write whose answer was lost is appended a second time",
        mix=_SILENCES,
    ),
    "no_reset": Mutant(apply=mutations.no_reset, why="a viewer keeps withdrawn text", mix={"kill": 2, "upstream": 3}),
    "no_gap_repair": Mutant(
        apply=mutations.no_gap_repair,
        why="relayed text is appended despite a gap",
        mix=_LOST_MESSAGES,
        strokes_per_second=1.5,
    ),
    "viewer_starts_call": Mutant(apply=mutations.viewer_starts_call, why="viewing a report calls the model"),
    "viewer_requeues": Mutant(
        apply=mutations.viewer_requeues,
        why="viewing a report that ended early resumes it",
        mix={"upstream": 1},
        upstream={"sensitive": 1},
        strokes_per_second=3.0,
    ),
    "shown_before_committed": Mutant(
        apply=mutations.shown_before_committed,
        why="viewers see an uncommitted attempt",
        mix={"hole": 4, "upstream": 6, "freeze_long": 1},
        upstream={"cut": 1, "no_finish": 1},
        strokes_per_second=2.5,
    ),
    "cut_is_an_end": Mutant(
        apply=mutations.cut_is_an_end,
        why="a partial passage counts as complete",
        mix={"upstream": 1},
        upstream=_BROKEN_PASSAGES,
    ),
    "no_lease": Mutant(apply=mutations.no_lease, why="a running report is claimed"),
    "no_key": Mutant(apply=mutations.no_key, why="a repeated create creates another report"),
    "question_drops_the_text": Mutant(
        apply=mutations.question_drops_the_text, why="a further question has the whole text written again"
    ),
    "question_without_key": Mutant(
        apply=mutations.question_without_key, why="a repeated question is asked again", mix={"kill": 1, "hole": 2}
    ),
    "no_journal": Mutant(
        apply=mutations.no_journal, why="a renewal saves no text", mix={"kill": 1}, strokes_per_second=0.4
    ),
    "journal_not_fenced": Mutant(
        apply=mutations.journal_not_fenced,
        why="the journal is not fenced by the attempt",
        mix=_FREEZES,
        strokes_per_second=0.8,
    ),
    "claim_drops_the_passage": Mutant(
        apply=mutations.claim_drops_the_passage,
        why="a claim drops the unfinished passage",
        mix={"kill": 2, "terminate": 2},
        strokes_per_second=0.6,
    ),
    "late_hand_over": Mutant(
        apply=mutations.late_hand_over,
        why="a shutdown gives the report back before its text is saved",
        mix={"terminate": 1},
        strokes_per_second=0.6,
    ),
    "overlap_not_trimmed": Mutant(
        apply=mutations.overlap_not_trimmed,
        why="a continuation keeps what it repeats",
        mix={"upstream": 1},
        upstream={"network_error": 1, "length": 1},
    ),
    "no_poison": Mutant(
        apply=mutations.no_poison, why="a report may kill any number of processes", mix=_DEATHS, strokes_per_second=1.2
    ),
    "silent_deletion": Mutant(
        apply=mutations.silent_deletion,
        why="viewers of a deleted report are not notified",
        mix={"kill": 1},
        strokes_per_second=0.2,
        deletes=0.6,
    ),
    "early_end": Mutant(
        apply=mutations.early_end,
        why="viewers see the end before it is saved",
        mix={"slow": 3, "hole": 1},
        strokes_per_second=1.0,
    ),
    "lost_character": Mutant(apply=mutations.lost_character, why="characters are dropped at random"),
    "doubled_delta": Mutant(apply=mutations.doubled_delta, why="viewers receive random deltas twice"),
}
