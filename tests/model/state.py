"""What there is: one row, two processes, statements under way, what the relay has carried, and viewers.

All of it is immutable and hashable, so that a state can be looked up among those already seen. Fields that
say "ghost" are not in the product: they remember what happened, for the invariants alone.
"""

from typing import Literal, NamedTuple

from app.report import Rewind

ENDED = ("completed", "incomplete", "stopped", "failed")


class Token(NamedTuple):
    """One character: who wrote it, under which attempt as the writer believed, and where in the text.

    One run never writes twice at the same place of the same attempt, so no two tokens are alike.
    """

    run: int
    attempt: int
    offset: int

    def __str__(self) -> str:
        return f"{self.run}/{self.attempt}.{self.offset}"


Text = tuple[Token, ...]


class Row(NamedTuple):
    """`reports` and `pieces` in one: what the database holds. The lease is only "run out" or not."""

    status: str = "queued"
    attempt: int = 0
    chars: int = 0
    kept: int = 0
    text: Text = ()
    rewinds: tuple[Rewind, ...] = ()
    is_expired: bool = False
    deaths: int = 0
    stop_requested: bool = False
    owner: int = 0  # ghost: the run that the present attempt was given to
    claims: int = 0  # ghost: numbers the runs
    takeovers: int = 0  # ghost: claims of a lease that ran out, since the report was queued by its reader

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED


class Statement(NamedTuple):
    """A write of a run, with the parameters it was sent with."""

    kind: Literal["save", "rewind", "finish"]
    run: int
    attempt: int
    expected: int
    piece: Text = ()
    kept: int = 0
    status: str = ""
    rewinds: tuple[Rewind, ...] = ()


class Answer(NamedTuple):
    """`app.db.records.Hold`, or the end of it: "done" is None of `Store.finish`, "lost" is `FenceLost`."""

    kind: Literal["hold", "done", "lost"]
    attempt: int = 0
    chars: int = 0
    applied: bool = True


class Call(NamedTuple):
    """A statement that a saver waits for. First sent; perhaps refused, and then FENCE is asked; then answered."""

    statement: Statement
    stage: Literal["sent", "refused", "answered"]
    answer: Answer | None = None


class Run(NamedTuple):
    """What a process believes of a report it writes: `worker._Run` and `Saver`."""

    id: int
    attempt: int  # as the saver believes the database has it
    kept: int  # by the claim; of no use once the log is read
    saved: int = 0
    is_open: bool = False  # the log is read: it calls the model, or saves what came
    is_settled: bool = True  # False: a statement's fate is unknown
    is_batch_due: bool = False
    is_preview_saved: bool = False
    stops: bool = False
    is_away: bool = False  # frozen or cut off from the database since it last heard of it
    call: Call | None = None


class Log(NamedTuple):
    """`TextLog`."""

    attempt: int = 0
    granted: int = 0
    text: Text = ()
    kept: int = 0
    rewinds: tuple[Rewind, ...] = ()
    shown_end: int = 0
    outcome: str = ""
    is_ended: bool = False

    @property
    def is_granted(self) -> bool:
        return self.granted == self.attempt


class Process(NamedTuple):
    """One of the identical processes. What dies comes back empty, so being down is doing nothing."""

    run: Run | None = None
    log: Log | None = None


class Viewer(NamedTuple):
    """What a client holds. Its position is `(attempt, len(text))`."""

    at: int | None = None
    attempt: int = -1  # none yet
    text: Text = ()
    is_told_the_end: bool = False


class Message(NamedTuple):
    """What the relay carried from a writer: one token and its place."""

    attempt: int
    start: int
    token: Token


class Budget(NamedTuple):
    """How often each thing may still happen that nobody needs; so the states are finitely many."""

    faults: int = 0  # silences, delays, lost answers, deaths
    rewinds: int = 0
    handbacks: int = 0
    stops: int = 0
    resumes: int = 0
    moves: int = 0  # of viewers, from one process to another


class State(NamedTuple):
    row: Row
    processes: tuple[Process, Process]
    viewers: tuple[Viewer, ...]
    budget: Budget
    late: tuple[Statement, ...] = ()  # given up by whoever sent them, and not yet arrived
    relay: frozenset[Message] = frozenset()  # all that was ever said: it may come, come twice, or never
    alarm: str = ""  # set by a move that must never be possible

    def with_process(self, place: int, process: Process) -> "State":
        first, second = self.processes
        return self._replace(processes=(process, second) if place == 0 else (first, process))

    def with_viewer(self, index: int, viewer: Viewer) -> "State":
        return self._replace(viewers=(*self.viewers[:index], viewer, *self.viewers[index + 1 :]))

    def spend(self, what: str) -> "State":
        """One less of it. Ask `budget` first."""
        return self._replace(budget=self.budget._replace(**{what: getattr(self.budget, what) - 1}))


class Bounds(NamedTuple):
    """How far a search goes."""

    length: int = 2
    """Tokens in the text at most."""
    viewers: int = 0
    has_relay: bool = False
    budget: Budget = Budget()
    row: Row = Row()
    """Where it begins."""

    def initial(self) -> State:
        return State(self.row, (Process(), Process()), (Viewer(),) * self.viewers, self.budget)
