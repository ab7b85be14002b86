"""The state of the model: one row, two processes, pending statements, relay messages and viewers.

All values are immutable and hashable, so that the search recognises visited states. Fields marked "ghost" do not
exist in the product; they record history for the invariants.
"""

from typing import Literal, NamedTuple

from app.report import Rewind

ENDED = ("completed", "incomplete", "stopped", "failed")


class Token(NamedTuple):
    """One character: its run, the attempt that the run believed in, and the offset in the text.

    Tokens are unique, because a run never writes twice at the same offset of an attempt.
    """

    run: int
    attempt: int
    offset: int

    def __str__(self) -> str:
        return f"{self.run}/{self.attempt}.{self.offset}"


Text = tuple[Token, ...]


class Row(NamedTuple):
    """The database: `reports` and `pieces` in one. The lease is either expired or not."""

    status: str = "queued"
    attempt: int = 0
    chars: int = 0
    kept: int = 0
    ends: tuple[int, ...] = ()
    text: Text = ()
    rewinds: tuple[Rewind, ...] = ()
    is_expired: bool = False
    deaths: int = 0
    stop_requested: bool = False
    owner: int = 0  # ghost: the run that owns the current attempt
    claims: int = 0  # ghost: numbers the runs
    takeovers: int = 0  # ghost: claims of an expired lease since the owner created or resumed the report
    is_flawed: bool = False  # ghost: according to the last save, the text after the checkpoint is to be written again
    questions: int = 0  # each is answered by one more passage
    whole: Text = ()  # ghost: the text when the report was last completed

    @property
    def checkpoint(self) -> int:
        return self.ends[-1] if self.ends else 0

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED


class Statement(NamedTuple):
    """A write of a run, with its parameters."""

    kind: Literal["save", "rewind", "finish"]
    run: int
    attempt: int
    expected: int
    piece: Text = ()
    kept: int = 0
    ends: tuple[int, ...] = ()
    is_journal: bool = False  # sent by a renewal of the lease
    status: str = ""
    rewinds: tuple[Rewind, ...] = ()
    is_flawed: bool = False  # ghost, see `Row`


class Answer(NamedTuple):
    """Result of a statement: "held" is a `WriteResult`, "done" is None from `Store.finish`, "lost" is `FenceLost`."""

    kind: Literal["held", "done", "lost"]
    attempt: int = 0
    chars: int = 0
    applied: bool = True
    stops: bool = False  # of a renewal


class Call(NamedTuple):
    """A statement that a saver waits for. If it is refused, FENCE is sent before the answer."""

    statement: Statement
    stage: Literal["sent", "refused", "answered"]
    answer: Answer | None = None


class Run(NamedTuple):
    """A process's beliefs about a report that it writes: `run.Run` and `Saver`."""

    id: int
    attempt: int  # the database's attempt, as the saver believes
    kept: int  # from the claim, like `ends`; unused once the log is open
    ends: tuple[int, ...] = ()
    saved: int = 0
    is_open: bool = False  # the log is loaded: the run calls the model or saves text
    is_settled: bool = True  # False: the result of a rewind or a finish is unknown
    is_batch_due: bool = False  # there is text that only the journal may hold
    passages: int = 0  # that are saved
    stops: bool = False
    questions: int = 0  # from the claim
    is_away: bool = False  # frozen or cut off since the last answer of the database
    call: Call | None = None


class Log(NamedTuple):
    """`TextLog`."""

    attempt: int = 0
    committed: int = 0
    text: Text = ()
    ends: tuple[int, ...] = ()
    is_flawed: bool = False
    rewinds: tuple[Rewind, ...] = ()
    shown_end: int = 0
    outcome: str = ""
    is_ended: bool = False

    @property
    def checkpoint(self) -> int:
        return self.ends[-1] if self.ends else 0

    @property
    def is_committed(self) -> bool:
        return self.committed == self.attempt


class Process(NamedTuple):
    """One of two identical processes. A process that dies restarts empty at once; downtime is the absence of moves."""

    run: Run | None = None
    log: Log | None = None


class Viewer(NamedTuple):
    """State of a client. Its position is `(attempt, len(text))`."""

    at: int | None = None
    attempt: int = -1  # none yet
    text: Text = ()
    has_end: bool = False


class Message(NamedTuple):
    """A relay message from a writer: one token and its position."""

    attempt: int
    start: int
    token: Token


class Budget(NamedTuple):
    """How many more times each optional event may happen. This keeps the number of states finite."""

    faults: int = 0  # freezes, delays, lost answers, deaths
    rewinds: int = 0  # apart from those that follow a flaw
    flaws: int = 0
    handbacks: int = 0
    stops: int = 0
    resumes: int = 0
    questions: int = 0
    moves: int = 0  # viewers move from one process to another


class State(NamedTuple):
    row: Row
    processes: tuple[Process, Process]
    viewers: tuple[Viewer, ...]
    budget: Budget
    late: tuple[Statement, ...] = ()  # abandoned by their sender, but not yet applied
    relay: frozenset[Message] = frozenset()  # every message ever sent: each may arrive, arrive twice, or get lost
    alarm: str = ""  # set by a forbidden move

    def with_process(self, place: int, process: Process) -> "State":
        first, second = self.processes
        return self._replace(processes=(process, second) if place == 0 else (first, process))

    def with_viewer(self, index: int, viewer: Viewer) -> "State":
        return self._replace(viewers=(*self.viewers[:index], viewer, *self.viewers[index + 1 :]))

    def spend(self, what: str) -> "State":
        """Reduce this budget by one. Check `budget` first."""
        return self._replace(budget=self.budget._replace(**{what: getattr(self.budget, what) - 1}))


class Bounds(NamedTuple):
    """Bounds of a search."""

    length: int = 2
    """Maximum number of tokens in the text, apart from the answers to questions, which add one each."""
    viewers: int = 0
    has_relay: bool = False
    budget: Budget = Budget()
    row: Row = Row()
    """Initial row."""

    def initial(self) -> State:
        return State(self.row, (Process(), Process()), (Viewer(),) * self.viewers, self.budget)
