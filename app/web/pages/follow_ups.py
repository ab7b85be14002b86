"""What the page of a reading shows about further questions: those asked, the form for the next one, and its error."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from app.db.records import Report
from app.reading.request import FOLLOW_UP_CHARS, MAX_FOLLOW_UPS
from app.web.deps import State
from app.web.pages.body import Body
from app.web.representation import questions_of
from app.web.schemas import QuestionOut


@dataclass(frozen=True, slots=True)
class Draft:
    """The input of the form, as it is shown again. `error` is a key of the page's words."""

    text: str = ""
    key: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The last question, if it has no answer yet: its number, counted from 1, and the passage for its answer."""

    number: int
    passage: int
    has_begun: bool


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Values for the template. `left` is how many more questions can be asked."""

    asked: Sequence[QuestionOut]
    left: int
    unanswered: Unanswered | None
    draft: Draft
    most_chars: int = FOLLOW_UP_CHARS


def follow_ups_of(state: State, report: Report, body: Body, draft: Draft | None) -> FollowUps:
    """Return what to show. `draft` is what the form was sent with, if it has to be shown again."""
    asked = questions_of(state, report)
    return FollowUps(
        asked=asked,
        left=max(0, MAX_FOLLOW_UPS - len(asked)),
        unanswered=_unanswered(asked, body),
        draft=draft or Draft(key=uuid4().hex),
    )


def _unanswered(asked: Sequence[QuestionOut], body: Body) -> Unanswered | None:
    last = asked[-1] if asked else None
    if last is None or last.passage is None or last.is_answered:
        return None
    return Unanswered(len(asked), last.passage, last.passage in body.ids)
