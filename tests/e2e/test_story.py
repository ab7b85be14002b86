"""The product in five short tests; read these first."""

from functools import partial

from tests.headings import PASSAGES
from tests.service import BIRTH, Service, serving
from tests.viewer import Event, Viewer


def _holds(viewer: Viewer, chars: int, event: Event) -> bool:
    return event.name == "delta" and len(viewer.text) > chars


async def test_a_report_is_written_from_start_to_end(service: Service) -> None:
    report_id = await service.create()
    report = await service.finished(report_id)
    assert report["status"] == "completed"
    assert report["text"] == service.written(report_id)
    assert len(service.calls(report_id)) == PASSAGES


async def test_closing_the_page_never_stops_the_report(service: Service) -> None:
    async with service.client.stream("POST", "/api/reports/generate-stream", json=BIRTH) as response:
        viewer = service.viewer("")
        await viewer.read(response, until=lambda event: event.name == "delta")
    report = await service.finished(viewer.report_id)
    assert report["status"] == "completed"


async def test_a_viewer_resumes_at_the_exact_character(database_url: str) -> None:
    async with serving(database_url, chars_per_second=3000) as service:
        report_id = await service.create()
        viewer = service.viewer(report_id)
        while viewer.end is None:
            enough = partial(_holds, viewer, len(viewer.text) + 800)
            if await viewer.watch(until=enough) == 204:  # the viewer already had the last character when it left
                break
        else:
            viewer.check_end()
        assert viewer.connections > 3
        assert viewer.named("reset") == []
        assert viewer.text == (await service.report(report_id))["text"]


async def test_many_viewers_see_the_same_text(service: Service) -> None:
    report_id = await service.create()
    viewers = [service.viewer(report_id) for _ in range(30)]
    for viewer in viewers:
        await viewer.watch_to_end()
    assert len({viewer.text for viewer in viewers}) == 1
    assert service.demo.most_open_by_report[report_id.replace("-", "")] == 1


async def test_after_the_end_a_browser_receives_204_and_stops_reconnecting(service: Service) -> None:
    report_id = await service.create()
    viewer = service.viewer(report_id)
    await viewer.watch_to_end()
    assert await viewer.watch() == 204
