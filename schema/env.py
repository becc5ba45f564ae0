"""Run Alembic's revisions on the connection that `sdml.store.migrate` opened."""

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run migrations with 'sdml migrate run': it locks and checks")

context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
