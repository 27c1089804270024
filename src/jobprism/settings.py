"""What a person may set from outside: where data lives, and where published files are read from."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_home() -> Path:
    """The user's data folder by the XDG base directory rule: ``$XDG_DATA_HOME/jobprism``."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".local" / "share") / "jobprism"


class Settings(BaseSettings):
    """Settings, each read from an environment variable ``JOBPRISM_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="JOBPRISM_", frozen=True)

    home: Path = Field(default_factory=_default_home, description="Where editions, fetched files and caches are kept.")
    mirror: Path | None = Field(
        default=None, description="A folder that holds the published files; no network is used."
    )
    own_sources: Path | None = Field(
        default=None, description="A folder of further sources of one's own, a folder each; used by full builds only."
    )
    offline: bool = Field(default=False, description="Never use the network, even when a build needs a file.")
    s3_endpoint: str | None = Field(
        default=None,
        description="The server of object storage (`s3://…`), e.g. `http://127.0.0.1:9000`; Amazon's if not set.",
    )
    s3_region: str | None = Field(default=None, description="Its region.")
    s3_access_key: str | None = Field(
        default=None, description="Its access key. Not set: as Amazon's tools find it (`AWS_ACCESS_KEY_ID`, a role)."
    )
    s3_secret_key: SecretStr | None = Field(default=None, description="The secret that belongs to the key.")
    database_url: str | None = Field(
        default=None, description="Where the app keeps what a person asks it to, as SQLAlchemy names databases."
    )
    smtp_host: str | None = Field(default=None, description="The mail server by which reports are sent.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    smtp_starttls: bool = Field(default=True, description="Whether mail goes under TLS, and not at all without.")
    smtp_user: str | None = Field(default=None, description="The name the mail server knows the app by.")
    smtp_password: SecretStr | None = Field(default=None, description="Its password.")
    mail_from: str | None = Field(default=None, description="The address reports are from.")
    mcp_hosts: list[str] = Field(
        default=[], description="Names that the MCP server may be called by over HTTP, beside the one it listens at."
    )
    mcp_origins: list[str] = Field(default=[], description="Web pages (origins) that may call it; none by default.")
    mcp_largest_request: int = Field(default=262_144, ge=1024, description="Bytes of a request to it, at most.")
    mcp_most_connections: int = Field(default=64, ge=1, description="Connections to it at once, at most.")
    mcp_keep_alive_seconds: int = Field(default=15, ge=1, description="How long an idle connection to it is kept.")
    mcp_most_texts: int = Field(default=100, ge=1, description="Sentences that it scores at once, at most.")
    mcp_longest_text: int = Field(default=500, ge=10, description="Characters of a title or sentence, at most.")
    llm_url: str | None = Field(
        default=None, description="An OpenAI-compatible API that may reword advice when asked to; none, none is asked."
    )
    llm_model: str | None = Field(default=None, description="The name of the model there.")
    llm_key: SecretStr | None = Field(default=None, description="Its key.")
    llm_seconds: float = Field(default=60.0, gt=0, le=600, description="How long one answer of it may take.")
    keep_days: int = Field(default=30, ge=1, le=365, description="Days for which the app keeps an assessment.")
    confirm_hours: int = Field(
        default=24,
        ge=1,
        le=168,
        description="Hours for which a report asked for by mail waits.",
    )
    requests_per_address: int = Field(
        default=3, ge=1, description="Reports that may be asked for at one address before one of them is sent."
    )
    form_seconds: float = Field(default=60.0, gt=0, description="How long a form may take to arrive.")
    document_seconds: float = Field(default=60.0, gt=0, description="How long the app reads a document.")

    api_origins: list[str] = Field(
        default_factory=lambda: ["*"], description="Sites whose scripts may use the API, as a JSON list; * for all."
    )
    api_keys: list[str] = Field(
        default_factory=list, description="SHA-256 of each API key, as a JSON list; `jobprism api-key` makes them."
    )
    api_keys_only: bool = Field(default=False, description="Whether the API answers with a key only.")
    api_rate: int = Field(default=600, ge=0, description="API requests a minute of one address; 0 for no limit.")
    api_key_rate: int = Field(default=6000, ge=0, description="The same of one key.")
    api_most_texts: int = Field(default=1000, ge=1, description="Titles or texts that one API request may send.")
    api_batch_texts: int = Field(default=100_000, ge=1, description="Titles or texts that a batch may hold.")
    api_batches: int = Field(default=20, ge=0, description="Batches that may lie on the server at once.")
    api_batch_hours: int = Field(default=24, ge=1, description="Hours that a batch and its result are kept.")
    api_body_bytes: int = Field(default=20_000_000, ge=1, description="Bytes that an API request may send.")
    api_cache_bytes: int = Field(
        default=64_000_000, ge=0, description="Memory for API answers made before, per worker."
    )
    access_log: bool = Field(
        default=False, description="Log each API request: method, path, status, size, time; no query, no address."
    )

    @property
    def editions_dir(self) -> Path:
        """Folder of the built editions."""
        return self.home / "editions"

    @property
    def sources_dir(self) -> Path:
        """Folder of publishers' files, fetched or placed by hand: ``<source id>/<file name>``."""
        return self.home / "sources"

    @property
    def cache_dir(self) -> Path:
        """Folder of parsed tables; may be deleted at any time."""
        return self.home / "cache"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
