"""The settings and `.env.example`: one list in two places."""

import inspect
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"
_LINE = re.compile(r"(?:# )?([A-Z][A-Z0-9_]*)=(.*)")
_FIELD = re.compile(r"([a-z][a-z0-9_]*): .*")


@pytest.fixture(autouse=True)
def _clear_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def listed() -> list[tuple[str, str]]:
    matches = [_LINE.fullmatch(line) for line in EXAMPLE.read_text().splitlines()]
    return [(match[1], match[2]) for match in matches if match]


def comments(lines: Iterable[str], setting: re.Pattern[str]) -> Mapping[str, str]:
    """The comment above each setting."""
    found, comment = {}, ""
    for line in lines:
        if match := setting.fullmatch(line):
            found[match[1].upper()] = comment.strip()
            comment = ""
        else:
            comment = f"{comment} {line.removeprefix('# ')}" if line.startswith("# ") else ""
    return found


def test_the_example_lists_every_setting_once_in_the_same_order() -> None:
    assert [name for name, _ in listed()] == [name.upper() for name in Settings.model_fields]


def test_the_example_explains_every_setting_in_the_words_of_the_code() -> None:
    source = [line.strip() for line in inspect.getsource(Settings).splitlines()]
    explained = comments(source, _FIELD)
    assert set(explained) >= {name.upper() for name in Settings.model_fields}
    example = comments(EXAMPLE.read_text().splitlines(), _LINE)
    assert example == {name: explained[name] for name in example}


def test_every_line_of_the_example_is_a_setting_a_comment_or_empty() -> None:
    other = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in other if not _LINE.fullmatch(line)] == []


def test_the_example_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = Settings(_env_file=None)
    for name, value in listed():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None) == defaults
    for name, value in listed():  # one by one too, so that an empty value means None and not a default
        assert (value == "") == (getattr(defaults, name.lower()) is None), name


def test_the_example_works_unchanged() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("LOG_LEVEL", "LOUD"),
        ("COOKIE_SECURE", "perhaps"),
        ("DATABASE_POOL_SIZE", "1"),
        ("DATABASE_TIMEOUT_SECONDS", "0"),
        ("DATABASE_TIMEOUT_SECONDS", "nan"),
        ("ZHIPU_BASE_URL", "open.bigmodel.cn"),
        ("ZHIPU_THINKING", "sometimes"),
        ("ZHIPU_MAX_TOKENS", "1"),
        ("PREVIEW_CHARS", "1800.5"),
        ("BATCH_CHARS", "0"),
        ("BATCH_SECONDS", "-30"),
        ("REPORT_SLOTS", "0"),
        ("LEASE_SECONDS", "0.5"),
        ("LEASE_SECONDS", "nan"),
        ("SCAN_SECONDS", "0"),
        ("KEEPALIVE_SECONDS", "soon"),
    ],
)
def test_an_invalid_value_is_rejected_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None)
    assert [problem["loc"] for problem in caught.value.errors()] == [(name.lower(),)]


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "ZHIPU_API_KEY"):
        monkeypatch.setenv(name, f"postgresql://u:k4n4r1-{name}@h/n")
    settings = Settings(_env_file=None)
    assert "k4n4r1" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.database_url is not None
    assert "k4n4r1-DATABASE_URL" in settings.database_url.get_secret_value()


def test_settings_are_immutable() -> None:
    settings = Settings(_env_file=None)
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]  # mypy rejects it too
