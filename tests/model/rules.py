"""The protocol's rules. Leaving one out makes the search show why it is needed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules are on by default, and then the protocol is correct."""

    fence: bool = True
    """A write must carry the row's attempt."""
    expected_chars: bool = True
    """A write must find the text length that it continues from."""
    passages_never_fall: bool = True
    """A late save must not undo a passage."""
    journal_is_fenced: bool = True
    """A renewal that saves text must carry the row's attempt."""
    journal_expects_chars: bool = True
    """A renewal that saves text must find the text length that it continues from."""
    renewal_saves: bool = True
    """A renewal saves the text that waits for the next batch."""
    claim_keeps_partial: bool = True
    """A claim keeps the saved part of an unfinished passage."""
    question_keeps_all: bool = True
    """A question about a completed report keeps all of its text."""
    answers_every_question: bool = True
    """A process that knows no questions, and would end the report without an answer, does not claim it."""
    flawed_is_not_kept: bool = True
    """A claim cuts a passage that has to be written again."""
    handback_saves: bool = True
    """A hand-back releases the lease together with the save of its last text, not before."""
    unknown_is_not_failure: bool = True
    """After a save with an unknown result, the row is checked before the text is sent again."""
    attempt_rises: bool = True
    """A claim starts a new attempt."""
    expired_leases_count: bool = True
    """Expired leases are counted, and the third ends the report."""
    buries: bool = True
    """A report that must not be claimed again is ended."""
    whole_rewinds: bool = True
    """A rewind with a lost answer is recognised by all of its attempts, not only by the last one."""
    part_of_rewinds: bool = True
    """A writer recognises its own rewind even if it was applied without those that followed it."""
    opens_what_it_claimed: bool = True
    """A run has lost the report if its log is at a later attempt than the one that the run claimed."""
    committed_only: bool = True
    """No viewer sees an uncommitted attempt."""
    discards_uncommitted: bool = True
    """When a run ends, its log discards uncommitted attempts before it mirrors another writer."""
    status_with_text: bool = True
    """The end is shown after the final save, not before."""
    reset: bool = True
    """A viewer that has more text than was kept receives a reset."""
    gap_repaired: bool = True
    """A message after a gap is not appended; the saved text is read instead."""
    older_dropped: bool = True
    """A message of an older attempt is dropped."""


RIGHT = Rules()
MAX_EXPIRED_LEASES = 3
"""Number of expired leases at which a report is abandoned."""
