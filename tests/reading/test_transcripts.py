"""Two whole reports that a language model wrote to these prompts: every check passes them, and they are the samples."""

from pathlib import Path

import pytest

from scripts.make_samples import sample
from tests.recorded import recorded_outline, recorded_passages

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_recorded_report_passes_every_check(language: str) -> None:
    outline = recorded_outline(language)
    for index, (passage, text) in enumerate(zip(outline.passages, recorded_passages(language), strict=True)):
        checker = outline.checker(index)
        assert checker is not None
        checker.read(text)
        assert checker.finish() == (), passage.key


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_is_made_from_the_recording(language: str) -> None:
    made = sample(language)
    assert (SAMPLES / f"{language}.md").read_text(encoding="utf-8") == made.page
    assert (SAMPLES / f"{language}.svg").read_text(encoding="utf-8") == made.picture
