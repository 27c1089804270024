"""Batches of the API."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "batches",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("operation", sa.String(16), nullable=False),
        sa.Column("top", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("texts", sa.LargeBinary),
        sa.Column("result", sa.LargeBinary),
        sa.Column("failure", sa.Text),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("laid_at", sa.DateTime, nullable=False, index=True),
        sa.Column("leased_until", sa.DateTime),
        sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("batches")
