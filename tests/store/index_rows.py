"""200,000 made rows of 20 tenants, the same for both databases.

Only for looking at query plans: the shares of open, pending and missing values
are those of a busy desk, the texts say nothing.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

Value = str | int | float | bool | bytes | None
Row = dict[str, Value]
Make = Callable[[int, random.Random], Row]

TENANTS = 20
START = datetime(2025, 1, 1)
MINUTES = 525_600
ROWS = {
    "organizations": TENANTS,
    "users": 4_000,
    "teams": 100,
    "categories": 400,
    "priorities": 80,
    "statuses": 120,
    "sla_policies": 1_600,
    "tickets": 36_000,
    "comments": 26_000,
    "ticket_activities": 20_000,
    "attachments": 4_000,
    "sla_tracking": 14_000,
    "escalations": 4_000,
    "kb_categories": 100,
    "kb_articles": 4_000,
    "kb_article_feedback": 6_000,
    "satisfaction_surveys": 6_000,
    "lgpd_consents": 4_000,
    "lgpd_requests": 3_000,
    "ai_classifications": 18_000,
    "ai_suggestions": 9_000,
    "ai_training_data": 8_000,
    "vector_embeddings": 9_000,
    "workflow_definitions": 1_000,
    "workflow_executions": 6_000,
    "workflow_step_executions": 12_000,
    "workflow_approvals": 4_000,
    "tenant_configurations": TENANTS,
    "audit_advanced": 14_000,
    "api_usage_tracking": 14_000,
    "whatsapp_contacts": 2_500,
    "whatsapp_sessions": 4_000,
    "whatsapp_messages": 8_000,
    "govbr_integrations": 100,
}


def generate_rows() -> Iterator[tuple[str, list[Row]]]:
    """Each table's rows; ids run from 1, tenants take turns."""
    for table, count in ROWS.items():
        random_ = random.Random(table)
        make: Make = globals()[f"_{table}"]
        numbers = range(1, count + 1)
        yield table, [make(number, random_) | {"id": number} for number in numbers]


def _tenant(number: int) -> int:
    return (number - 1) % TENANTS + 1


def _of(table: str, tenant: int, random_: random.Random) -> int:
    """Any row of a table that belongs to a tenant."""
    return tenant + TENANTS * random_.randrange(ROWS[table] // TENANTS)


def _time(random_: random.Random, after: int = 0) -> str:
    minute = random_.randrange(after, MINUTES)
    return (START + timedelta(minutes=minute)).isoformat(" ")


def _organizations(number: int, _: random.Random) -> Row:
    return {"name": f"T{number}", "slug": f"t{number}"}


def _users(number: int, r: random.Random) -> Row:
    return {
        "organization_id": _tenant(number),
        "name": f"P{number}",
        "email": f"p{number}@example.com",
        "role": r.choices(("user", "agent", "admin"), (90, 9, 1))[0],
        "is_active": r.random() < 0.9,
        "last_login_at": _time(r),
    }


def _teams(number: int, _: random.Random) -> Row:
    return {"organization_id": _tenant(number), "name": f"T{number}"}


def _categories(number: int, _: random.Random) -> Row:
    return {"organization_id": _tenant(number), "name": f"C{number}"}


def _priorities(number: int, _: random.Random) -> Row:
    level = (number - 1) // TENANTS % 4 + 1
    return {"organization_id": _tenant(number), "name": f"P{number}", "level": level}


def _statuses(number: int, _: random.Random) -> Row:
    return {"organization_id": _tenant(number), "name": f"S{number}"}


def _sla_policies(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "name": f"L{number}",
        "priority_id": _of("priorities", tenant, r),
        "category_id": _of("categories", tenant, r),
        "response_time_minutes": 60,
        "resolution_time_minutes": 480,
        "is_active": r.random() < 0.8,
    }


def _tickets(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    resolved = r.random() < 0.9
    return {
        "organization_id": tenant,
        "title": f"Title {number}",
        "description": "A description of about the length of a short e-mail. " * 4,
        "user_id": _of("users", tenant, r),
        "assigned_to": _of("users", tenant, r) if r.random() < 0.9 else None,
        "team_id": _of("teams", tenant, r),
        "category_id": _of("categories", tenant, r),
        "priority_id": _of("priorities", tenant, r),
        "status_id": _of("statuses", tenant, r),
        "resolved_at": _time(r) if resolved else None,
        "created_at": _time(r),
        "updated_at": _time(r),
    }


def _comments(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "user_id": _of("users", tenant, r),
        "content": "A comment of about a line, as people write them. " * 2,
        "is_internal": r.random() < 0.3,
        "created_at": _time(r),
    }


def _ticket_activities(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "activity_type": r.choice(("status_changed", "assigned", "commented")),
        "description": "changed",
        "created_at": _time(r),
    }


def _attachments(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "filename": f"f{number}",
        "original_name": "x.png",
        "mime_type": "image/png",
        "size": 1000,
        "uploaded_by": _of("users", tenant, r),
    }


def _sla_tracking(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    answered, resolved = r.random() < 0.95, r.random() < 0.9
    return {
        "organization_id": tenant,
        "ticket_id": number,
        "sla_policy_id": _of("sla_policies", tenant, r),
        "response_due_at": _time(r),
        "resolution_due_at": _time(r),
        "escalation_due_at": _time(r),
        "first_response_at": _time(r) if answered else None,
        "resolved_at": _time(r) if resolved else None,
        "escalated_at": _time(r) if r.random() < 0.1 else None,
        "response_met": r.random() < 0.8 if answered else None,
        "resolution_met": r.random() < 0.8 if resolved else None,
        "response_time_minutes": r.randrange(600) if answered else None,
        "resolution_time_minutes": r.randrange(6000) if resolved else None,
        "created_at": _time(r),
    }


def _escalations(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "escalation_type": r.choice(("sla_breach", "manual", "priority_change")),
        "reason": "late",
        "escalated_at": _time(r),
    }


def _kb_categories(number: int, _: random.Random) -> Row:
    return {"organization_id": _tenant(number), "name": "K", "slug": f"k{number}"}


def _kb_articles(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "title": f"A{number}",
        "slug": f"a{number}",
        "content": "An article of a few sentences, as they are written. " * 8,
        "category_id": _of("kb_categories", tenant, r),
        "author_id": _of("users", tenant, r),
        "status": r.choices(("published", "draft", "archived"), (6, 3, 1))[0],
        "view_count": r.randrange(5000),
        "helpful_votes": r.randrange(200),
        "not_helpful_votes": r.randrange(50),
        "published_at": _time(r),
        "updated_at": _time(r),
    }


def _kb_article_feedback(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "article_id": _of("kb_articles", tenant, r),
        "was_helpful": r.random() < 0.7,
        "created_at": _time(r),
    }


def _satisfaction_surveys(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "user_id": _of("users", tenant, r),
        "rating": r.randrange(1, 6),
        "feedback": "What a requester thought of it, in a sentence.",
        "created_at": _time(r),
    }


def _lgpd_consents(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "user_id": _of("users", tenant, r),
        "consent_type": r.choice(("ml_training", "analytics", "marketing")),
        "purpose": "training",
        "legal_basis": "consent",
        "is_given": True,
        "expires_at": _time(r),
        "withdrawn_at": _time(r) if r.random() < 0.1 else None,
        "created_at": _time(r),
    }


def _lgpd_requests(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "user_id": _of("users", tenant, r),
        "request_type": "access",
        "due_at": _time(r),
        "completed_at": _time(r) if r.random() < 0.9 else None,
    }


def _ai_classifications(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    judged = r.random() < 0.4
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "confidence_score": round(r.random(), 4),
        "model_name": r.choice(("category", "priority", "field:urgency")),
        "model_version": str(r.randrange(1, 9)),
        "reasoning": "Near to some tickets of the same kind, as far as one sees.",
        "was_accepted": r.random() < 0.8 if judged else None,
        "feedback_at": _time(r) if judged else None,
        "created_at": _time(r),
    }


def _ai_suggestions(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    used = r.random() < 0.3
    return {
        "organization_id": tenant,
        "ticket_id": _of("tickets", tenant, r),
        "suggestion_type": r.choice(("solution", "response", "assignment")),
        "content": "Restart the router and wait for the second light. " * 2,
        "confidence_score": round(r.random(), 4),
        "model_name": "neighbours",
        "model_version": "1",
        "source_type": r.choice(("knowledge_base", "similar_tickets", "rule_based")),
        "was_used": used,
        "used_at": _time(r) if used else None,
        "was_helpful": r.random() < 0.7 if used and r.random() < 0.6 else None,
        "created_at": _time(r),
    }


def _ai_training_data(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    status = r.choices(("approved", "pending", "rejected"), (6, 3, 1))[0]
    return {
        "organization_id": tenant,
        "data_type": r.choice(("classification", "intent", "sentiment")),
        "input": "The text of a ticket, about as long as a short e-mail. " * 2,
        "input_hash": f"h{number}",
        "output": f"C{number % 20}",
        "quality_score": round(r.random(), 2),
        "status": status,
        "source_entity_type": r.choice(("ticket", "comment")),
        "source_entity_id": _of("tickets", tenant, r),
        "reviewed_at": None if status == "pending" else _time(r),
        "created_at": _time(r),
    }


def _vector_embeddings(number: int, r: random.Random) -> Row:
    return {
        "organization_id": _tenant(number),
        "entity_type": r.choice(("ticket", "comment", "kb_article")),
        "entity_id": number,
        "model_name": r.choice(("e5-small-enpt", "lsa")),
        "model_version": r.choice(("1", "2")),
        "vector_dimension": 32,
        "embedding_vector": bytes(128),
        "content_hash": f"h{number}",
        "updated_at": _time(r),
    }


def _workflow_definitions(number: int, r: random.Random) -> Row:
    return {
        "organization_id": _tenant(number),
        "name": f"W{number}",
        "trigger_type": r.choice(("ticket_created", "status_changed", "manual")),
        "trigger_conditions": "{}",
        "steps_json": '{"steps": ["start", "ask", "wait", "tell", "end"]}',
        "is_active": r.random() < 0.7,
    }


def _workflow_executions(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    status = r.choices(("completed", "failed", "running"), (8, 1, 1))[0]
    return {
        "organization_id": tenant,
        "definition_id": _of("workflow_definitions", tenant, r),
        "definition_version": 1,
        "trigger_entity_type": "ticket",
        "trigger_entity_id": _of("tickets", tenant, r),
        "status": status,
        "started_at": _time(r),
        "timeout_at": _time(r),
        "completed_at": None if status == "running" else _time(r),
    }


def _workflow_step_executions(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "execution_id": _of("workflow_executions", tenant, r),
        "definition_id": _of("workflow_definitions", tenant, r),
        "step_key": f"step-{number}",
        "step_index": r.randrange(8),
        "step_type": "action",
        "status": "completed",
        "started_at": _time(r),
        "duration_ms": r.randrange(5000),
    }


def _workflow_approvals(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "execution_id": _of("workflow_executions", tenant, r),
        "approver_id": _of("users", tenant, r),
        "status": r.choices(("approved", "pending"), (7, 3))[0],
        "due_at": _time(r),
        "created_at": _time(r),
    }


def _tenant_configurations(number: int, r: random.Random) -> Row:
    return {
        "organization_id": number,
        "feature_flags": "{}",
        "limits": "{}",
        "updated_at": _time(r),
    }


def _audit_advanced(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "entity_type": r.choice(("ticket", "user")),
        "entity_id": _of("tickets", tenant, r),
        "action": r.choices(("update", "create", "delete"), (7, 2, 1))[0],
        "new_values": '{"status_id": 3}',
        "user_id": _of("users", tenant, r) if r.random() < 0.6 else None,
        "request_id": f"r{number // 3}" if r.random() < 0.9 else None,
        "retention_until": _time(r) if r.random() < 0.5 else None,
        "created_at": _time(r),
    }


def _api_usage_tracking(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    when = _time(r)
    return {
        "organization_id": tenant,
        "endpoint": f"/api/v1/{r.choice(('tickets', 'search', 'classify', 'models'))}",
        "method": r.choice(("GET", "POST")),
        "user_id": _of("users", tenant, r) if r.random() < 0.8 else None,
        "response_time_ms": r.randrange(900),
        "status_code": r.choices((200, 404, 500, 503), (90, 5, 3, 2))[0],
        "response_size_bytes": r.randrange(9000),
        "rate_limit_hit": r.random() < 0.03,
        "occurred_at": when,
        "usage_date": when[:10],
        "usage_hour": int(when[11:13]),
    }


def _whatsapp_contacts(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "user_id": _of("users", tenant, r) if r.random() < 0.7 else None,
        "phone_e164": f"+5511{900000000 + number}",
        "display_name": f"Contact {number}",
    }


def _whatsapp_sessions(number: int, r: random.Random) -> Row:
    contact = (number - 1) % ROWS["whatsapp_contacts"] + 1
    first = number <= ROWS["whatsapp_contacts"]
    return {
        "organization_id": _tenant(contact),
        "contact_id": contact,
        "status": "active" if first and r.random() < 0.5 else "expired",
        "expires_at": _time(r),
    }


def _whatsapp_messages(number: int, r: random.Random) -> Row:
    tenant = _tenant(number)
    return {
        "organization_id": tenant,
        "contact_id": _of("whatsapp_contacts", tenant, r),
        "ticket_id": _of("tickets", tenant, r) if r.random() < 0.8 else None,
        "message_id": f"m{number}",
        "direction": r.choice(("inbound", "outbound")),
        "message_type": "text",
        "content": "Some words, as people type them on a telephone.",
        "sent_at": _time(r),
    }


def _govbr_integrations(number: int, r: random.Random) -> Row:
    return {
        "organization_id": _tenant(number),
        "user_id": number,
        "token_expires_at": _time(r),
        "is_active": r.random() < 0.9,
    }
