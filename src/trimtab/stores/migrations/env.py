"""Runs the migrations on the connection that ``trimtab.stores.database`` hands over."""

from __future__ import annotations

from alembic import context

from trimtab.stores.schema import metadata

# SQLite changes a table by copying it, so its migrations are rendered as batches.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
