"""The example of `docs/another-kind-of-report.md`, end to end."""

from pathlib import Path

from app.llm.demo.server import create_demo
from examples.another_kind_of_report import Letter, outline_of
from tests.service import FAST, serving

HEADINGS = [f"## {passage.heading}" for passage in Letter.passages]


async def test_a_letter_is_written_streamed_and_shown(database_url: str) -> None:
    demo = create_demo(chars_per_second=FAST)
    async with serving(database_url, demo=demo, outline_of=outline_of) as service:
        report = await service.finished(await service.create(question="Should I move?", language="en"))
        page = (await service.client.get(f"/reports/{report['id']}")).text
    assert report["status"] == "completed"
    assert report["text"] == service.written(report["id"])
    assert [line for line in report["text"].splitlines() if line.startswith("## ")] == HEADINGS
    assert report["preview"].startswith(HEADINGS[0])
    assert HEADINGS[1] not in report["preview"]
    for number, passage in enumerate(Letter.passages, start=1):
        assert f'id="p{number}"><h2>{passage.heading}</h2>' in page


def test_the_documentation_contains_the_example_verbatim() -> None:
    code = Path("examples/another_kind_of_report.py").read_text().rstrip()
    assert f"```python\n{code}\n```" in Path("docs/another-kind-of-report.md").read_text()
