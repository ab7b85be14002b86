"""Every setting: the name carries the unit, the comment the reason. `.env.example` repeats the list word for word."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings from the environment and `.env`, read once and passed down as plain values."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    # Address to listen on. Loopback by default, because the pages have no login.
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    # Send the owner's cookie over HTTPS only. Turn this on behind a proxy that terminates TLS.
    cookie_secure: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # `postgresql://user:password@host/name`. Unset: the bundled PostgreSQL, with its data in DATA_DIR.
    database_url: SecretStr | None = None
    data_dir: Path = Path(".data")
    # Connections for requests, and as many again for writing reports.
    database_pool_size: int = Field(default=10, ge=2, le=200)
    # Limit for connecting and for each statement. A statement that exceeds it may still have been committed.
    database_timeout_seconds: float = Field(default=5, gt=0)
    # How long to wait at start-up for a database that does not answer.
    database_wait_seconds: float = Field(default=60, ge=0)
    # Signs the owners' cookies. Unset: a key is generated once and stored in the database.
    secret_key: SecretStr | None = None

    # Unset: the built-in demo model writes the reports, and a warning is logged at start-up.
    zhipu_api_key: SecretStr | None = None
    zhipu_base_url: str = "https://open.bigmodel.cn/api/paas/v4"
    zhipu_model: str = "glm-4.6"
    # `enabled`, `disabled`, or `unset` to leave the field out: glm-5.3 rejects `disabled`, and glm-4-flash does not
    # know the field. Thinking adds minutes to each passage.
    zhipu_thinking: Literal["enabled", "disabled", "unset"] = "disabled"
    # Per passage, including thinking. 1 token is about 1.5 Chinese characters.
    zhipu_max_tokens: int = Field(default=8192, ge=256, le=131072)
    zhipu_connect_seconds: float = Field(default=8, gt=0)
    # How long to wait for the first text or thought. A busy model may take a while to start.
    zhipu_first_text_seconds: float = Field(default=90, gt=0)
    # The longest pause within an answer. Thinking models pause for minutes: set 300 for them.
    zhipu_idle_seconds: float = Field(default=60, gt=0)
    # Limit for one call in total, in case an answer trickles in without end.
    zhipu_call_seconds: float = Field(default=1200, gt=0)
    # Writing speed of the demo model. The default is about as fast as GLM.
    demo_chars_per_second: float = Field(default=60, gt=0)

    # Target length of the preview in Chinese characters (English: 0.61 words for each). It ends with a passage.
    preview_chars: int = Field(default=1800, ge=300, le=20000)
    # Check each passage against the chart: heading, length, pillars, years, phrases. A passage that fails is
    # rewritten once; one that fails again is kept, with its findings listed in the report's `checks`.
    check_passages: bool = True
    # Name of the service provider, for the metadata of generated content (GB 45438-2025).
    ai_provider: str = Field(default="Mingshu", min_length=1, max_length=100)
    # Save a batch after this many characters or seconds, whichever comes first.
    batch_chars: int = Field(default=3000, ge=1)
    batch_seconds: float = Field(default=30, gt=0)
    # Length limit of a report, in case the model never finishes.
    report_max_chars: int = Field(default=200_000, ge=1000)
    # How many reports this process writes at once. Providers limit concurrent calls per account and model.
    report_slots: int = Field(default=10, ge=1)
    # How many of one owner's reports are written at once, across all processes. The oldest go first; the others wait.
    owner_slots: int = Field(default=3, ge=1)
    # A process that does not renew its lease for this long loses its reports to another.
    lease_seconds: float = Field(default=10, ge=1)
    # How often to read the queue, and the saved text of reports written elsewhere, when no notification arrives.
    scan_seconds: float = Field(default=2, gt=0)
    # How processes notify each other. Use `memory` for a single process, or where LISTEN does not work, such as
    # behind a pooler in transaction mode. Several processes still work then, but viewers of reports written elsewhere
    # only see saved text.
    relay: Literal["postgres", "memory"] = "postgres"
    # On shutdown, how long running reports may take to finish before they are handed back.
    drain_seconds: float = Field(default=0, ge=0)

    # Send a comment line after this much silence, because proxies close idle connections.
    keepalive_seconds: float = Field(default=15, gt=0)
    # Disconnect a viewer that accepts no data for this long.
    viewer_timeout_seconds: float = Field(default=20, gt=0)

    @field_validator("zhipu_base_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")
