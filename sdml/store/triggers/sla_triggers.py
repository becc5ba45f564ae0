"""The SLA clock's events: cycles opened, answered, paused, resolved, reopened.

Triggers record instants and compare them with the due times they find. The due
times and the minutes of business time are the calendar's, in Python: a trigger
knows no holidays. What cannot be decided yet stays NULL.
"""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, Wording, wording

__all__ = ["AGENT_ROLES", "sla_triggers"]

AGENT_ROLES = ("agent", "team_manager", "tenant_admin", "admin", "super_admin")


def sla_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the five triggers that keep ``sla_tracking``."""
    words = wording(dialect)
    behaviours = (
        _open_cycle(words),
        _first_response(words),
        _resolution(words),
        _pause_resume(words),
        _reopen(words),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)


def _open_cycle(words: Wording) -> Behaviour:
    return Behaviour(
        name="sla_open_cycle",
        event="AFTER INSERT",
        table="tickets",
        when=words.is_live,
        statements=(
            _new_cycle(
                cycle="1",
                start="NEW.created_at",
                resolved_at=f"CASE WHEN {_is_final('NEW')}"
                " THEN coalesce(NEW.resolved_at, NEW.created_at) END",
                words=words,
            ),
        ),
    )


def _first_response(words: Wording) -> Behaviour:
    roles = ", ".join(f"'{role}'" for role in AGENT_ROLES)
    in_time = words.at_or_before("NEW.created_at", "response_due_at")
    return Behaviour(
        name="sla_first_response",
        event="AFTER INSERT",
        table="comments",
        when=f"NOT NEW.is_internal AND {words.is_live}",
        statements=(
            "UPDATE sla_tracking"
            f"\n    SET first_response_at = NEW.created_at, response_met = ({in_time})"
            f"\n    WHERE {_current_cycle('NEW.ticket_id')}"
            "\n    AND first_response_at IS NULL AND EXISTS"
            " (SELECT 1 FROM users AS author, tickets AS ticket"
            " WHERE author.id = NEW.user_id"
            " AND author.organization_id = NEW.organization_id"
            f" AND author.role IN ({roles})"
            " AND ticket.id = NEW.ticket_id AND ticket.user_id <> author.id)",
        ),
    )


def _resolution(words: Wording) -> Behaviour:
    resolved_at = f"coalesce(NEW.resolved_at, {words.now})"
    in_time = words.at_or_before(resolved_at, "resolution_due_at")
    return Behaviour(
        name="sla_resolution",
        event="AFTER UPDATE OF status_id",
        table="tickets",
        when=f"{_is_final('NEW')} AND NOT {_is_final('OLD')} AND {words.is_live}",
        statements=(
            f"UPDATE tickets SET resolved_at = {words.now}"
            " WHERE id = NEW.id AND resolved_at IS NULL",
            # A pause only moves the due time away: in time stays in time, but
            # late after a pause is undecided until the calendar has counted it.
            f"UPDATE sla_tracking SET resolved_at = {resolved_at},"
            f" resolution_met = CASE WHEN {_status('NEW', 'is_cancelled')} THEN NULL"
            f" WHEN {in_time} THEN true"
            f" WHEN paused_minutes > 0 OR {_status('OLD', 'pauses_sla')} THEN NULL"
            " WHEN resolution_due_at IS NOT NULL THEN false END,"
            f" is_excluded = {_status('NEW', 'is_cancelled')}"
            f"\n    WHERE {_current_cycle('NEW.id')} AND resolved_at IS NULL",
        ),
    )


def _pause_resume(words: Wording) -> Behaviour:
    minutes = words.minutes_between("paused_at", words.now)
    return Behaviour(
        name="sla_pause_resume",
        event="AFTER UPDATE OF status_id",
        table="tickets",
        when=f"{_pauses('NEW')} <> {_pauses('OLD')} AND {words.is_live}",
        statements=(
            "UPDATE sla_tracking"
            f"\n    SET paused_minutes = paused_minutes + {minutes}, paused_at = NULL"
            f"\n    WHERE NOT {_pauses('NEW')} AND paused_at IS NOT NULL"
            f" AND {_current_cycle('NEW.id')}",
            f"UPDATE sla_tracking SET paused_at = {words.now}"
            f"\n    WHERE {_pauses('NEW')} AND paused_at IS NULL"
            f" AND resolved_at IS NULL AND {_current_cycle('NEW.id')}",
        ),
    )


def _reopen(words: Wording) -> Behaviour:
    last = (
        "SELECT max(earlier.cycle) FROM sla_tracking AS earlier"
        " WHERE earlier.organization_id = NEW.organization_id"
        " AND earlier.ticket_id = NEW.id"
    )
    return Behaviour(
        name="sla_reopen",
        event="AFTER UPDATE OF status_id",
        table="tickets",
        when=f"{_is_final('OLD')} AND NOT {_is_final('NEW')} AND {words.is_live}",
        statements=(
            _new_cycle(
                cycle=f"coalesce(({last}), 0) + 1",
                start=words.now,
                resolved_at="NULL",
                words=words,
            ),
            "UPDATE tickets SET resolved_at = NULL, closed_at = NULL WHERE id = NEW.id",
        ),
    )


def _new_cycle(*, cycle: str, start: str, resolved_at: str, words: Wording) -> str:
    # The policy: the ticket's own, else by category, else for all categories.
    return (
        "INSERT INTO sla_tracking (organization_id, ticket_id, sla_policy_id, cycle,"
        " resolved_at, is_excluded, paused_at, paused_minutes, created_at, updated_at)"
        f"\n    SELECT NEW.organization_id, NEW.id, policy.id, {cycle}, {resolved_at},"
        f" {_status('NEW', 'is_cancelled')},"
        f" CASE WHEN {_pauses('NEW')} THEN {start} END, 0, {start}, {words.now}"
        "\n    FROM sla_policies AS policy"
        "\n    WHERE policy.organization_id = NEW.organization_id AND policy.is_active"
        " AND (policy.id = NEW.sla_policy_id OR policy.priority_id = NEW.priority_id"
        " AND (policy.category_id = NEW.category_id OR policy.category_id IS NULL))"
        f"\n    ORDER BY {words.same('policy.id', 'NEW.sla_policy_id')} DESC,"
        " policy.category_id IS NULL, policy.id LIMIT 1"
    )


def _current_cycle(ticket_id: str) -> str:
    return (
        "sla_tracking.organization_id = NEW.organization_id"
        f" AND sla_tracking.ticket_id = {ticket_id}"
        " AND sla_tracking.cycle = (SELECT max(latest.cycle)"
        " FROM sla_tracking AS latest"
        " WHERE latest.organization_id = NEW.organization_id"
        f" AND latest.ticket_id = {ticket_id})"
    )


def _status(row: str, flag: str) -> str:
    return f"(SELECT {flag} FROM statuses WHERE statuses.id = {row}.status_id)"


def _is_final(row: str) -> str:
    return _status(row, "is_final")


def _pauses(row: str) -> str:
    return _status(row, "pauses_sla AND NOT is_final")
