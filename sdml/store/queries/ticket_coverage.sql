-- question: How many tickets and articles are there, since when, and how many tickets have each value?
-- parameters: tenant
-- columns: tickets int, first_created_at time, last_created_at time, description int, category int, team int, assignee int, language int, resolved_at int, closed_at int, articles int
SELECT COUNT(*) AS tickets,
       MIN(t.created_at) AS first_created_at,
       MAX(t.created_at) AS last_created_at,
       COUNT(NULLIF(TRIM(t.description), '')) AS description,
       COUNT(t.category_id) AS category,
       COUNT(t.team_id) AS team,
       COUNT(t.assigned_to) AS assignee,
       COUNT(t.language) AS language,
       COUNT(t.resolved_at) AS resolved_at,
       COUNT(t.closed_at) AS closed_at,
       (SELECT COUNT(*) FROM kb_articles AS a
        WHERE a.organization_id = :tenant) AS articles
FROM tickets AS t
WHERE t.organization_id = :tenant
