"""The rules one by one, each of which can be left out, so that the search shows what it is for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """As they stand, the protocol is right."""

    fence: bool = True
    """A write must carry the row's attempt."""
    expected_chars: bool = True
    """A write must find the length that it goes on from."""
    kept_never_falls: bool = True
    """A save that is late must not take back the end of a passage that another has saved since."""
    unknown_is_not_failure: bool = True
    """Text whose save has an unknown fate is looked for in the row before it is sent again."""
    attempt_rises: bool = True
    """A claim begins a new attempt."""
    deaths_count: bool = True
    """A lease that ran out counts, and the third ends the report."""
    buries: bool = True
    """A report that may not be claimed again is ended."""
    whole_rewinds: bool = True
    """A rewind whose answer was lost is recognised by all it began, not by the last attempt alone."""
    part_of_rewinds: bool = True
    """A rewind that landed before the next was begun is recognised as a part of both."""
    opens_what_it_claimed: bool = True
    """A run whose log turns out to be at a later attempt than it claimed has lost the report."""
    granted_only: bool = True
    """An attempt that the database has not granted is shown to nobody."""
    forgoes: bool = True
    """When a writer has left, its log gives up the attempts that were not granted before it mirrors another's."""
    status_with_text: bool = True
    """The end is shown after the final save, not before."""
    reset: bool = True
    """A viewer that holds more than was kept is told to drop it."""
    gap_repaired: bool = True
    """A message that does not join the text is not appended: what is saved is read instead."""
    older_dropped: bool = True
    """A message of an older attempt is dropped."""


RIGHT = Rules()
DEATHS = 3
"""Leases that run out on one report before it is given up."""
