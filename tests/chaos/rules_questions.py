"""Rules about further questions: I7 (each is asked once), I21 (a completed text only grows)."""

from collections.abc import Iterator

from .evidence import Evidence, Report, Violation
from .history import GotEnd, GotReset


def one_question_for_one_key(evidence: Evidence) -> Iterator[Violation]:
    """I7: a question that is sent again with its key is asked once, and one that was accepted stays asked."""
    for report in evidence.reports.values():
        sent = [asked for asked in report.asked if asked.action == "question"]
        rows = [row for row in report.rows if row.op != "delete"]
        questions = rows[-1].questions if rows else 0
        if questions > len({asked.key for asked in sent}) and evidence.is_over:
            yield Violation("I7", report.id, rows[-1].t, f"{questions} questions for fewer keys")
        if questions < len({asked.key for asked in sent if asked.status in (200, 201)}):
            yield Violation("I7", report.id, rows[-1].t if rows else 0.0, f"only {questions} questions were kept")


def a_completed_text_only_grows(evidence: Evidence) -> Iterator[Violation]:
    """I21: once a report is completed, its text never changes again; answers are appended."""
    for report in evidence.reports.values():
        whole = ""
        for saved in report.saved:
            if not saved.text.startswith(whole):
                what = f"the completed text of {len(whole)} characters changed under attempt {saved.row.attempt}"
                yield Violation("I21", report.id, saved.row.t, what)
            if saved.row.status == "completed":
                whole = saved.text
        yield from _taken_back(report)


def _taken_back(report: Report) -> Iterator[Violation]:
    """A viewer that holds a completed text keeps all of it."""
    for who, records in report.seen.items():
        whole = 0
        for record in records:
            match record:
                case GotEnd(status="completed"):
                    whole = record.chars
                case GotReset() if record.keep < whole and record.reason != "unknown_position":
                    yield Violation("I21", report.id, record.t, f"{who}: reset to {record.keep} of {whole} characters")


RULES = (one_question_for_one_key, a_completed_text_only_grows)
