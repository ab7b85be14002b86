"""Users of the service during a run: owners create and view reports, and stop, resume or delete some."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from .cluster import ROOT, Place
from .connection import request
from .history import Asked, Journal
from .viewers import Viewer

BIRTH: dict[str, Any] = json.loads((ROOT / "examples" / "birth.json").read_text())
_ANSWER_SECONDS = 6.0
_AGAIN_SECONDS = 0.3
_QUESTIONS = (0, 0, 1, 1, 2)
"""How many further questions an owner asks about a report, one of these at random."""
_RESUMES = 3
"""Maximum number of times that an owner resumes an unfinished report."""


class Owner:
    """One owner. Every process accepts the cookie."""

    def __init__(self, name: str, journal: Journal, serving: Callable[[], Sequence[Place]], rng: random.Random) -> None:
        self.name = name
        self.cookie = ""
        self._journal = journal
        self._serving = serving
        self._rng = rng

    async def ask(
        self,
        action: str,
        method: str,
        path: str,
        *,
        key: str | None = None,
        report: str | None = None,
        body: object = None,
        place: Place | None = None,
    ) -> tuple[int | None, Any]:
        """Send one request to `place`, or to a random process. The status is None without a response."""
        place = place or self._rng.choice(self._serving())
        began, process = time.time(), place.who
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        status: int | None = None
        tree: Any = None
        try:
            status, tree, given = await request(
                place.port, method, path, headers=headers, body=body, seconds=_ANSWER_SECONDS
            )
        except (OSError, TimeoutError):
            pass
        else:
            if "set-cookie" in given and not self.cookie:
                self.cookie = given["set-cookie"].partition(";")[0]
        if action == "create" and status in (200, 201):
            report = tree["id"].replace("-", "")
        self._journal.write(
            Asked, action=action, began=began, process=process, owner=self.name, key=key, report=report, status=status
        )
        return status, tree

    async def insist(self, action: str, method: str, path: str, until: set[int], **named: Any) -> tuple[int, Any]:
        """Repeat a request at random processes until the status is one of `until`."""
        while True:
            status, tree = await self.ask(action, method, path, **named)
            if status is not None and status in until:
                return status, tree
            await asyncio.sleep(_AGAIN_SECONDS)


class Story:
    """One report with its viewers, from creation to end. The seed determines all choices."""

    def __init__(
        self,
        name: str,
        owner: Owner,
        journal: Journal,
        serving: Callable[[], Sequence[Place]],
        seed: str,
        *,
        deletes: float,
    ) -> None:
        self.name = name
        self.report: str | None = None
        """Id of the report, once it is created."""
        self.last = "asked"
        """Last known state, for the summary of unfinished stories."""
        self._owner = owner
        self._journal = journal
        self._serving = serving
        self._rng = random.Random(seed)
        self._deletes = deletes
        self._is_gone = False
        self._resumes = _RESUMES
        self._questions = self._rng.choice(_QUESTIONS)
        self._asked = 0
        self._viewers: list[Viewer] = []

    @property
    def viewers(self) -> Sequence[Viewer]:
        return self._viewers

    async def run(self) -> None:
        """Run until the report has ended permanently and every viewer has received the end."""
        if self.report is None:
            self.report = await self._create()
        self.last = "created"
        async with asyncio.TaskGroup() as group:
            leader = group.create_task(self._lead(self._viewer()))
            others = [group.create_task(self._look(self._viewer())) for _ in range(self._rng.randint(1, 3))]
            meddling = group.create_task(self._meddle())
            await leader
            meddling.cancel()
            await asyncio.wait(others)
            if self._asked and not self._is_gone:  # those that saw an earlier end receive what has been added since
                await asyncio.gather(*(self._look(viewer) for viewer in self._viewers[1:]))
            # A late viewer without a position.
            if not self._is_gone:
                await self._look(self._viewer())
        self.last = "over"

    def _viewer(self) -> Viewer:
        assert self.report is not None
        viewer = Viewer(
            f"{self.name}.{len(self._viewers) + 1}",
            self._journal,
            random.Random(self._rng.random()),
            self.report,
            self._owner.cookie,
            self._serving,
        )
        self._viewers.append(viewer)
        return viewer

    async def _create(self) -> str:
        key = f"key-{self.name}"
        body = {**BIRTH, "name": self.name}
        if self._rng.random() < 0.4:  # a repeated click, sent to several processes at once
            await asyncio.gather(
                *(self._owner.ask("create", "POST", "/api/reports", key=key, body=body) for _ in range(3))
            )
        _, tree = await self._owner.insist("create", "POST", "/api/reports", {200, 201}, key=key, body=body)
        return str(tree["id"]).replace("-", "")

    async def _lead(self, viewer: Viewer) -> None:
        """Watch the report and resume it while it is incomplete, as often as allowed."""
        path = f"/api/reports/{self.report}"
        while True:
            await self._look(viewer)
            status, tree = await self._owner.insist("read", "GET", path, {200, 404}, report=self.report)
            if status == 404:
                self._is_gone = True
                return
            self.last = tree["status"]
            if tree["status"] == "completed":
                if self._rng.random() < 0.1:  # must be refused
                    await self._owner.insist("resume", "POST", f"{path}/resume", {409, 404}, report=self.report)
                if self._asked >= self._questions:
                    return
                await self._ask()
                continue
            if tree["status"] in ("queued", "running"):
                continue
            if not self._resumes:
                return
            self._resumes -= 1
            await self._owner.insist("resume", "POST", f"{path}/resume", {200, 202, 404, 409}, report=self.report)

    async def _ask(self) -> None:
        """Ask a further question, sometimes with a repeated click."""
        self._asked += 1
        question: dict[str, Any] = {
            "action": "question",
            "method": "POST",
            "path": f"/api/reports/{self.report}/questions",
            "key": f"question-{self._asked}",
            "report": self.report,
            "body": {"question": f"{self.name} {self._asked}?"},
        }
        if self._rng.random() < 0.4:
            await asyncio.gather(*(self._owner.ask(**question) for _ in range(3)))
        await self._owner.insist(**question, until={200, 201, 404})

    async def _look(self, viewer: Viewer) -> None:
        """Reconnect until the report has ended. Restless connections end early at random."""
        while True:
            why = await viewer.watch(is_restless=self._rng.random() < 0.7)
            if why in ("end", "204"):
                return
            if self._is_gone:  # a new connection would get 404
                return
            await asyncio.sleep(self._rng.uniform(0.05, 0.4))

    async def _meddle(self) -> None:
        chance, path = self._rng.random(), f"/api/reports/{self.report}"
        await asyncio.sleep(self._rng.uniform(1, 9))
        if chance < self._deletes:
            await self._owner.insist("delete", "DELETE", path, {204, 404}, report=self.report)
            self._is_gone = True
        elif chance < self._deletes + 0.13:
            await self._owner.insist("stop", "POST", f"{path}/stop", {200, 202, 404}, report=self.report)
        elif chance < self._deletes + 0.23:  # repeat the create much later
            await self._owner.insist(
                "create",
                "POST",
                "/api/reports",
                {200, 201},
                key=f"key-{self.name}",
                body={**BIRTH, "name": self.name},
            )


class Population:
    """Runs `at_once` stories at a time, until `end`."""

    def __init__(
        self,
        *,
        seed: int,
        owners: int,
        at_once: int,
        deletes: float,
        journal: Journal,
        viewing: Journal,
        serving: Callable[[], Sequence[Place]],
    ) -> None:
        self._seed = seed
        self._at_once = at_once
        self._deletes = deletes
        self._viewing = viewing
        self._serving = serving
        self.owners = [
            Owner(f"owner-{number}", journal, serving, random.Random(f"{seed}-owner-{number}"))
            for number in range(owners)
        ]
        self.stories: list[Story] = []
        self._wants_more = True

    async def run(self) -> None:
        """Run until every story is over."""
        for number, owner in enumerate(self.owners):  # the first report sets the cookie
            _, tree = await owner.insist("create", "POST", "/api/reports", {201}, body=BIRTH)
            self._add(number).report = tree["id"].replace("-", "")
        first = list(self.stories)
        async with asyncio.TaskGroup() as group:
            for number in range(self._at_once):
                group.create_task(self._run_stories(number, first[number : number + 1]))
            for story in first[self._at_once :]:
                group.create_task(story.run())

    def end(self) -> None:
        """Start no new stories."""
        self._wants_more = False

    def _add(self, number: int) -> Story:
        owner = self.owners[number % len(self.owners)]
        name = f"s{number + 1}"
        story = Story(name, owner, self._viewing, self._serving, f"{self._seed}-{name}", deletes=self._deletes)
        self.stories.append(story)
        return story

    async def _run_stories(self, line: int, first: Sequence[Story]) -> None:
        await asyncio.sleep(line * 0.3)  # staggers the starts
        for story in first:
            await story.run()
        while self._wants_more:
            await self._add(len(self.stories)).run()
