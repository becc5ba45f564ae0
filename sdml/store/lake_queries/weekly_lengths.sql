-- question: How long are the texts of each week, and how sure was the model of them?
-- parameters:
-- columns: week time, tickets int, length real, deviation real, confidence real
-- finish: sdml.ml.drift.compare_numbers
WITH sure AS (
  SELECT c.ticket_id, AVG(c.confidence_score) AS confidence
  FROM ai_classifications AS c
  GROUP BY c.ticket_id
)
SELECT DATE_TRUNC('week', t.created_at) AS week, COUNT(*) AS tickets,
       AVG(t.title_length + t.description_length) AS length,
       STDDEV_POP(t.title_length + t.description_length) AS deviation,
       AVG(s.confidence) AS confidence
FROM tickets AS t
LEFT JOIN sure AS s ON s.ticket_id = t.id
GROUP BY DATE_TRUNC('week', t.created_at)
ORDER BY week
