"""How Alembic reaches the database: by the engine the store hands over."""

from __future__ import annotations

from alembic import context

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection)
    context.run_migrations()
