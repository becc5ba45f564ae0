-- question: In which categories do tickets get no article above a score?
-- parameters: threshold real
-- columns: category text, tickets int, covered int, uncovered_share real
-- finish: sdml.ml.near_groups.follow_leaders
WITH covered AS (
  SELECT DISTINCT s.ticket_id
  FROM ai_suggestions AS s
  WHERE s.source_type = 'knowledge_base' AND s.confidence_score >= :threshold
)
SELECT COALESCE(g.name, 'none') AS category, COUNT(*) AS tickets,
       COUNT(c.ticket_id) AS covered,
       1.0 - 1.0 * COUNT(c.ticket_id) / COUNT(*) AS uncovered_share
FROM tickets AS t
LEFT JOIN categories AS g ON g.id = t.category_id
LEFT JOIN covered AS c ON c.ticket_id = t.id
GROUP BY COALESCE(g.name, 'none')
ORDER BY COUNT(*) - COUNT(c.ticket_id) DESC, category
