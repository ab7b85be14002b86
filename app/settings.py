"""Every knob, once: its default, its unit in the name, its reason in the comment. `.env.example` is the same list."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once from the environment and `.env`, then passed down as plain values."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    # Where it listens. Loopback unless said otherwise: the pages know no passwords.
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    # Send the owner's cookie over https only. On wherever TLS stands in front.
    cookie_secure: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    # Unset: the PostgreSQL that comes along, its data in DATA_DIR. `postgresql://user:password@host/name`.
    database_url: SecretStr | None = None
    data_dir: Path = Path(".data")
    database_pool_size: int = Field(default=10, ge=2, le=200)
    # A statement that takes longer is given up; whether it was committed is then unknown.
    database_timeout_seconds: float = Field(default=5, gt=0)
    # Signs the owners' cookies. Unset: made once and kept in the database.
    secret_key: SecretStr | None = None

    # Unset: the demo model writes, and says so.
    zhipu_api_key: SecretStr | None = None
    zhipu_base_url: str = "https://open.bigmodel.cn/api/paas/v4"
    zhipu_model: str = "glm-4.6"
    # `unset` sends no such field: glm-5.3 refuses `disabled`, glm-4-flash knows none. Thinking costs minutes.
    zhipu_thinking: Literal["enabled", "disabled", "unset"] = "disabled"
    # For one passage, thinking included; 1 token is about 1.5 Chinese characters.
    zhipu_max_tokens: int = Field(default=8192, ge=256, le=131072)
    zhipu_connect_seconds: float = Field(default=8, gt=0)
    # Until the first text or thought; a loaded model lets one wait.
    zhipu_first_text_seconds: float = Field(default=90, gt=0)
    # Between two pieces of text or thought. Thinking models pause for minutes: 300 for them.
    zhipu_idle_seconds: float = Field(default=60, gt=0)
    # One call in all, against a trickle that never ends.
    zhipu_call_seconds: float = Field(default=1200, gt=0)
    # How fast the demo model writes: about as fast as GLM.
    demo_chars_per_second: float = Field(default=60, gt=0)

    # The aim for the preview's length; it ends where a passage ends.
    preview_chars: int = Field(default=1800, ge=300, le=20000)
    # Each passage is checked against the chart: heading, length, pillars, years, phrases. One that fails is written
    # once more, and marked in the report's `checks` if it fails again.
    check_passages: bool = True
    # Who offers the service, named in the metadata of what it generates (GB 45438-2025).
    ai_provider: str = Field(default="Mingshu", min_length=1, max_length=100)
    # A batch is saved after so many characters or so many seconds, whichever is first.
    batch_chars: int = Field(default=3000, ge=1)
    batch_seconds: float = Field(default=30, gt=0)
    # Against an endless stream.
    report_max_chars: int = Field(default=200_000, ge=1000)
    # Reports written at once by this process. Providers limit the calls in flight per account and model.
    report_slots: int = Field(default=10, ge=1)
    # Reports of one owner written at once, by all processes together. The oldest first; the others wait.
    owner_slots: int = Field(default=3, ge=1)
    # A process that is silent for so long has lost its reports to another.
    lease_seconds: float = Field(default=10, ge=1)
    # The fallback when a wake-up, or what another process writes, is not heard.
    scan_seconds: float = Field(default=2, gt=0)
    # How processes hear of each other. `memory` is for a service of one process, and where LISTEN cannot pass,
    # such as a pooler in transaction mode: then several still work, but live text is as old as the saves.
    relay: Literal["postgres", "memory"] = "postgres"
    # When told to stop: so long may the reports being written here finish first; then they are handed over.
    drain_seconds: float = Field(default=0, ge=0)

    # A comment line after so much silence, against proxies that cut idle connections.
    keepalive_seconds: float = Field(default=15, gt=0)
    # A viewer that takes nothing for so long is let go.
    viewer_timeout_seconds: float = Field(default=20, gt=0)

    @field_validator("zhipu_base_url")
    @classmethod
    def _is_http(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")
