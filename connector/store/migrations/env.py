"""Run by alembic with the connection that `connector.store.migrate` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
# The caller began the transaction and commits it: DDL is transactional on both engines.
context.run_migrations()
