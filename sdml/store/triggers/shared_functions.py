"""The PostgreSQL functions that many triggers share."""

from sdml.store.triggers.wording import POSTGRESQL, Dialect, Function

__all__ = ["shared_functions"]

# After SET LOCAL and COMMIT a setting is '', not NULL.
REQUEST_CONTEXT = """\
CREATE FUNCTION request_context() RETURNS TABLE (
  actor text, user_id bigint, request_id text,
  purpose text, mode text, batch_id bigint
) LANGUAGE sql STABLE AS $$
  SELECT current_setting('sdml.actor', true),
    CAST(nullif(current_setting('sdml.user_id', true), '') AS bigint),
    nullif(current_setting('sdml.request_id', true), ''),
    nullif(current_setting('sdml.purpose', true), ''),
    nullif(current_setting('sdml.mode', true), ''),
    CAST(nullif(current_setting('sdml.batch_id', true), '') AS bigint)
  WHERE nullif(current_setting('sdml.actor', true), '') IS NOT NULL
$$"""
SET_UPDATED_AT = f"""\
CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {POSTGRESQL.same("NEW.updated_at", "OLD.updated_at")}
    AND {POSTGRESQL.is_live} THEN
    NEW.updated_at = {POSTGRESQL.now};
  END IF;
  RETURN NEW;
END
$$"""


def shared_functions(dialect: Dialect) -> tuple[Function, ...]:
    """Give who-writes (what the table of that name is on SQLite) and the touch."""
    if dialect == "sqlite":
        return ()
    return (
        Function(
            "request_context", (REQUEST_CONTEXT,), ("DROP FUNCTION request_context()",)
        ),
        Function(
            "set_updated_at", (SET_UPDATED_AT,), ("DROP FUNCTION set_updated_at()",)
        ),
    )
