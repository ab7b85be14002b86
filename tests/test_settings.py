"""The settings and `.env.example`: one list, kept in two places."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"
_LINE = re.compile(r"(?:# )?([A-Z][A-Z0-9_]*)=(.*)")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def listed() -> list[tuple[str, str]]:
    matches = [_LINE.fullmatch(line) for line in EXAMPLE.read_text().splitlines()]
    return [(match[1], match[2]) for match in matches if match]


def test_the_example_lists_every_setting_once_in_the_same_order() -> None:
    assert [name for name, _ in listed()] == [name.upper() for name in Settings.model_fields]


def test_every_line_of_the_example_is_a_setting_a_comment_or_empty() -> None:
    odd = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in odd if not _LINE.fullmatch(line)] == []


def test_the_example_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = Settings(_env_file=None)
    for name, value in listed():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None) == defaults
    for name, value in listed():  # also one by one, so that an empty value stands for none and not for a default
        assert (value == "") == (getattr(defaults, name.lower()) is None), name


def test_the_example_can_be_used_as_it_is() -> None:
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
def test_a_bad_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refusal:
        Settings(_env_file=None)
    assert [problem["loc"] for problem in refusal.value.errors()] == [(name.lower(),)]


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "ZHIPU_API_KEY"):
        monkeypatch.setenv(name, f"postgresql://u:k4n4r1-{name}@h/n")
    settings = Settings(_env_file=None)
    assert "k4n4r1" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.database_url is not None
    assert "k4n4r1-DATABASE_URL" in settings.database_url.get_secret_value()


def test_settings_cannot_be_changed_once_they_are_read() -> None:
    settings = Settings(_env_file=None)
    with pytest.raises(ValidationError):
        settings.port = 1
