"""Questions about SLA, workflows, audit, API and channels, answered by hand too."""

from tests.lake_rows import answer, listed


def test_articles_that_do_not_help_come_first():
    rows = [
        {"title": "A", "view_count": 9, "helpful_votes": 3, "not_helpful_votes": 1},
        {"title": "B", "view_count": 5, "helpful_votes": 0, "not_helpful_votes": 2},
        {"title": "C", "view_count": 7, "helpful_votes": 0, "not_helpful_votes": 0},
        {"title": "D", "view_count": 7, "helpful_votes": 0, "not_helpful_votes": 5},
    ]
    for row in rows[:3]:
        row["status"] = "published"
    assert listed(answer("article_votes", {"kb_articles": rows})) == [
        (2, "B", 5, 0, 2, 0.0),
        (1, "A", 9, 3, 1, 0.75),
        (3, "C", 7, 0, 0, None),
    ]


def test_a_gap_is_a_category_whose_tickets_get_no_article():
    found = {"source_type": "knowledge_base"}
    desk = {
        "categories": [{"name": "Network"}],
        "tickets": [{"category_id": 1}, {"category_id": 1}, {"category_id": None}],
        "ai_suggestions": [
            {**found, "ticket_id": 1, "confidence_score": 0.8},
            {**found, "ticket_id": 1, "confidence_score": 0.9},
            {**found, "ticket_id": 2, "confidence_score": 0.4},
            {"ticket_id": 3, "confidence_score": 0.9, "source_type": "ai_model"},
        ],
    }
    assert listed(answer("article_gaps", desk, threshold=0.7)) == [
        ("Network", 2, 1, 0.5),
        ("none", 1, 0, 1.0),
    ]


def cycle(ticket, at, **more):
    return {"ticket_id": ticket, "sla_policy_id": 1, "created_at": at, **more}


CYCLES = [
    cycle(
        1,
        "2026-03-02 09:00",
        resolved_at="2026-03-02 10:00",
        response_met=True,
        resolution_met=True,
    ),
    cycle(
        2,
        "2026-03-02 09:00",
        resolved_at="2026-03-02 12:00",
        response_met=False,
        resolution_met=False,
    ),
    cycle(
        3,
        "2026-03-02 09:00",
        resolved_at="2026-03-02 12:00",
        response_met=True,
        resolution_met=True,
        paused_minutes=90,
    ),
    cycle(1, "2026-03-03 09:00", resolution_due_at="2026-03-03 11:00"),
    cycle(2, "2026-03-03 09:00", resolution_due_at="2026-03-09 11:00"),
    cycle(3, "2026-03-03 09:00", is_excluded=True, resolution_met=False),
]
SLA = {
    "sla_tracking": CYCLES,
    "sla_policies": [{"name": "Two hours", "resolution_time_minutes": 120}],
    "priorities": [{"name": "Low"}],
    "teams": [{"name": "N1"}],
    "tickets": [
        {"priority_id": 1, "team_id": 1},
        {"priority_id": 1, "team_id": 1},
        {"priority_id": 1},
    ],
}


def test_compliance_is_over_decided_cycles_with_open_and_late_apart():
    found = answer("sla_compliance", SLA, as_of="2026-03-04 00:00:00")
    assert listed(found) == [
        ("2026-03", "N1", "Low", 4, 2, 0.5, 2, 0.5, 2, 1),
        ("2026-03", "none", "Low", 1, 1, 1.0, 1, 1.0, 0, 0),
    ]


def test_business_time_is_set_against_the_clock_that_never_stops():
    assert listed(answer("sla_round_the_clock", SLA)) == [
        ("Two hours", 3, 0.666667, 0.333333, 0.666667)
    ]


def test_of_the_cycles_open_at_an_age_some_were_late_in_the_end():
    # 60, 180 and 180 minutes of 120; the second was late.
    assert listed(answer("breach_by_age", SLA)) == [
        ("Two hours", 25, 3, 1, 0.333333),
        ("Two hours", 50, 2, 1, 0.5),
        ("Two hours", 75, 2, 1, 0.5),
        ("Two hours", 100, 2, 1, 0.5),
    ]


def test_targets_are_held_against_actual_times_and_shorter_ones():
    rows = [
        cycle(n, "2026-03-02", resolved_at="2026-03-03", resolution_time_minutes=time)
        for n, time in enumerate((60, 110, 115, 200, 240))
    ]
    assert listed(answer("target_realism", {**SLA, "sla_tracking": rows})) == [
        ("Two hours", 120, 5, 115.0, 224.0, 0.6, 0.2)
    ]


def test_survival_counts_those_not_ended_as_far_as_they_were_seen():
    def ticket(hours, *, ended=True, source="csv"):
        at = f"2026-03-{2 + hours // 24:02d} {hours % 24:02d}:30"
        row = {"priority_id": 1, "created_at": "2026-03-02 00:00", "source": source}
        return {**row, "resolved_at": at} if ended else row

    # At 1 h one of five ends, at 3 h one of four; the open two were seen for 5 h,
    # where the last one that ends leaves them: 4/5, 3/5, 2/5.
    tickets = [ticket(1), ticket(3), ticket(5)]
    tickets += [ticket(0, ended=False)] * 2
    tickets = [{**row, "id": number} for number, row in enumerate(tickets)]
    desk = {"tickets": tickets, "priorities": [{"name": "Low"}]}
    found = answer("survival_of_open_tickets", desk, as_of="2026-03-02 05:45:00")
    assert listed(found) == [
        ("Low", "csv", 1, 5, 1, 0.8),
        ("Low", "csv", 3, 4, 1, 0.6),
        ("Low", "csv", 5, 3, 1, 0.4),
    ]


def test_survival_ends_at_nought_where_the_last_one_ends():
    ended = {"priority_id": 1, "created_at": "2026-03-02"}
    tickets = [
        {**ended, "id": 1, "resolved_at": "2026-03-02 01:00"},
        {**ended, "id": 2, "resolved_at": "2026-03-02 02:00"},
    ]
    desk = {"tickets": tickets, "priorities": [{"name": "Low"}]}
    found = answer("survival_of_open_tickets", desk, as_of="2026-03-03 00:00:00")
    assert [row[2:] for row in listed(found)] == [(1, 2, 1, 0.5), (2, 1, 1, 0.0)]


def test_escalations_are_counted_with_their_lead_and_their_end():
    desk = {
        "tickets": [
            {"created_at": "2026-03-02 00:00", "resolved_at": "2026-03-02 10:00"},
            {"created_at": "2026-03-02 00:00"},
        ],
        "escalations": [
            {
                "ticket_id": 1,
                "escalation_type": "sla_breach",
                "escalated_at": "2026-03-02 02:00",
            },
            {
                "ticket_id": 1,
                "escalation_type": "sla_breach",
                "escalated_at": "2026-03-02 04:00",
            },
            {
                "ticket_id": 2,
                "escalation_type": "manual",
                "escalated_at": "2026-03-02 06:00",
            },
        ],
    }
    assert listed(answer("escalation_outcomes", desk)) == [
        ("manual", 1, 1, 0, 6.0, 0, None),
        ("sla_breach", 2, 1, 1, 3.0, 2, 10.0),
    ]


RUN = {"definition_id": 1, "definition_version": 2}
WORKFLOW = {
    "workflow_definitions": [{"name": "Onboarding"}],
    "workflow_executions": [
        {**RUN, "status": "completed", "retry_count": 0},
        {**RUN, "status": "failed", "retry_count": 2},
        {**RUN, "status": "timeout", "retry_count": 1},
    ],
    "workflow_step_executions": [
        {
            "execution_id": 1,
            "step_key": "start",
            "step_type": "action",
            "step_index": 0,
            "attempt": 1,
            "status": "completed",
            "duration_ms": 1000,
            "started_at": "2026-03-02 09:00:00",
            "completed_at": "2026-03-02 09:00:01",
        },
        {
            "execution_id": 1,
            "step_key": "sign",
            "step_type": "approval",
            "step_index": 1,
            "attempt": 1,
            "status": "completed",
            "duration_ms": 2000,
            "started_at": "2026-03-02 09:00:08",
            "completed_at": "2026-03-02 09:00:10",
        },
        {"execution_id": 2, "step_type": "webhook", "status": "failed"},
        {"execution_id": 2, "step_type": "webhook", "status": "failed"},
        {"execution_id": 3, "step_type": "approval", "status": "timeout"},
    ],
}


def test_a_steps_time_is_split_into_wait_and_work():
    assert listed(answer("workflow_step_times", WORKFLOW)) == [
        ("Onboarding", 2, "sign", "approval", 1, 2000, 7000.0, 0.9, 2000.0),
        ("Onboarding", 2, "start", "action", 1, 1000, 0.0, 0.1, 1000.0),
    ]


def test_failures_name_the_kind_of_step_where_most_of_them_are():
    assert listed(answer("workflow_failures", WORKFLOW)) == [
        ("Onboarding", 2, 3, 1, 1, 0.666667, 1.0, "webhook", 2)
    ]


def test_approvals_are_timed_by_level_approver_and_hour():
    def approval(hours, status="approved"):
        row = {"approval_level": 1, "approver_id": 7, "created_at": "2026-03-02 09:00"}
        return {**row, "status": status, "decided_at": f"2026-03-02 {9 + hours:02d}:00"}

    rows = [approval(1), approval(3), approval(2, "auto_approved")]
    rows.append({"approval_level": 1, "status": "pending"})
    assert listed(answer("approval_delays", {"workflow_approvals": rows})) == [
        (1, 7, 9, 3, 2.0, 2.9, 0.333333, 0.0)
    ]


AUDIT = [
    {
        "user_id": 7,
        "action": "update",
        "entity_id": 1,
        "created_at": "2026-03-02 03:00",
    },
    {
        "user_id": 7,
        "action": "update",
        "entity_id": 2,
        "created_at": "2026-03-02 09:00",
    },
    {
        "user_id": 7,
        "action": "delete",
        "entity_id": 2,
        "created_at": "2026-03-02 09:30",
    },
    {
        "user_id": 8,
        "action": "export",
        "entity_id": 9,
        "created_at": "2026-03-02 10:00",
    },
    {
        "user_id": 7,
        "action": "update",
        "entity_id": 1,
        "created_at": "2026-03-03 09:00",
    },
    {
        "action": "update",
        "entity_id": 3,
        "created_at": "2026-03-02 23:00",
        "retention_until": "2026-03-05",
    },
    {
        "actor_length": 9,
        "action": "import",
        "entity_id": 4,
        "created_at": "2026-03-04 09:00",
        "retention_until": "2026-03-09",
    },
]
AUDIT = [{"entity_type": "ticket", **row} for row in AUDIT]


def test_a_persons_day_is_described_by_what_was_done_and_when():
    assert listed(answer("actor_days", {"audit_advanced": AUDIT})) == [
        (7, "2026-03-02", 3, 2, 2, 1, 0, 1, 2),
        (7, "2026-03-03", 1, 1, 1, 0, 0, 0, 1),
        (8, "2026-03-02", 1, 1, 1, 0, 1, 0, 1),
    ]


def test_gaps_are_changes_without_a_row_rows_without_an_actor_and_disorder():
    tickets = [
        {"created_at": "2026-03-01", "updated_at": "2026-03-03 09:00"},
        {"created_at": "2026-03-01", "updated_at": "2026-03-01"},
        {"created_at": "2026-03-01", "updated_at": "2026-03-09"},
    ]
    desk = {"audit_advanced": AUDIT, "tickets": tickets}
    assert listed(answer("audit_gaps", desk)) == [
        ("row before its predecessor", 1, 6, 6),
        ("row without an actor", 1, 6, 6),
        ("ticket changed without a row", 1, 3, 3),
    ]


def test_actions_are_counted_by_day():
    assert listed(answer("audit_daily_actions", {"audit_advanced": AUDIT}))[:3] == [
        ("2026-03-02", "delete", 1, 1),
        ("2026-03-02", "export", 1, 1),
        ("2026-03-02", "update", 3, 1),
    ]


def test_rows_past_their_retention_are_counted_and_nothing_is_deleted():
    found = answer(
        "retention_due", {"audit_advanced": AUDIT}, as_of="2026-03-06 00:00:00"
    )
    assert listed(found) == [("ticket", 7, 1, "2026-03-05")]


CALLS = [
    {"endpoint": "/a", "response_time_ms": 10, "status_code": 200, "user_id": 7},
    {"endpoint": "/a", "response_time_ms": 20, "status_code": 500, "user_id": 8},
    {"endpoint": "/a", "response_time_ms": 30, "status_code": 429, "user_id": 8},
    {"endpoint": "/b", "response_time_ms": 5, "status_code": 200, "user_id": 7},
]
for day, call in zip(("02", "02", "03", "03"), CALLS, strict=True):
    call |= {"method": "GET", "usage_date": f"2026-03-{day}"}
CALLS[2]["rate_limit_hit"] = True


def test_endpoints_stand_by_their_95th_percentile():
    assert listed(answer("api_endpoints", {"api_usage_tracking": CALLS})) == [
        ("/a", "GET", 3, 29.0, 0.333333, 0.333333),
        ("/b", "GET", 1, 5.0, 0.0, 0.0),
    ]


def test_days_of_the_api_say_who_was_held_back():
    assert listed(answer("api_days", {"api_usage_tracking": CALLS})) == [
        ("2026-03-02", 2, 2, 0, 0, 2.0),
        ("2026-03-03", 2, 2, 1, 1, 2.0),
    ]


def test_requests_of_data_subjects_are_due_in_fifteen_days():
    def request(created, completed=None, due="2026-03-16"):
        row = {"request_type": "access", "created_at": created, "due_at": due}
        return {**row, "completed_at": completed}

    rows = [
        request("2026-03-01", "2026-03-05"),
        request("2026-03-01", "2026-03-21"),
        request("2026-03-01"),
        request("2026-03-01", due="2026-04-16"),
    ]
    found = answer(
        "lgpd_deadlines", {"lgpd_requests": rows}, as_of="2026-03-20 00:00:00"
    )
    assert listed(found) == [("access", 4, 2, 12.0, 1, 2, 1)]


def test_answers_on_whatsapp_are_timed_inside_and_outside_a_session():
    def message(direction, minute, session=None, contact=1):
        at = f"2026-03-02 09:{minute:02d}"
        row = {"contact_id": contact, "session_id": session, "sent_at": at}
        return {**row, "direction": direction}

    desk = {
        "whatsapp_messages": [
            message("inbound", 0, session=1),
            message("outbound", 4, session=1),
            message("inbound", 10),
            message("inbound", 20),
            message("outbound", 50),
            message("inbound", 0, session=2, contact=2),
        ],
        "whatsapp_sessions": [{"status": "expired"}, {"status": "closed"}],
    }
    assert listed(answer("whatsapp_responses", desk)) == [
        (0, 2, 1, 30.0, 2, 0.5),
        (1, 2, 1, 4.0, 2, 0.5),
    ]


def test_levels_of_govbr_are_linked_to_verified_contacts():
    desk = {
        "govbr_integrations": [
            {"user_id": 1, "verification_level": "gold"},
            {"user_id": 2, "verification_level": "gold"},
            {"user_id": 3, "verification_level": "bronze"},
            {"user_id": 4, "verification_level": "bronze", "is_active": False},
        ],
        "whatsapp_contacts": [
            {"user_id": 1, "is_verified": True},
            {"user_id": 1, "is_verified": False},
            {"user_id": 2, "is_verified": False},
        ],
    }
    assert listed(answer("govbr_levels", desk)) == [
        ("bronze", 1, 0, 0, None),
        ("gold", 2, 2, 1, 0.5),
    ]
