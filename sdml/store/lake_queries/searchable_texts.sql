-- question: How many texts of which kind and language would an index search, and how long are they?
-- parameters:
-- columns: entity text, language text, texts int, median_length real, p95_length real
-- finish: sdml.steps.compare_indexes.compare_indexes
WITH texts AS (
  SELECT 'ticket' AS entity, COALESCE(t.language, 'unknown') AS language,
         t.title_length + t.description_length AS length
  FROM tickets AS t
  UNION ALL
  SELECT 'kb_article', COALESCE(a.language, 'unknown'), a.content_length
  FROM kb_articles AS a
  UNION ALL
  SELECT 'comment', 'unknown', c.content_length
  FROM comments AS c
)
SELECT x.entity, x.language, COUNT(*) AS texts, MEDIAN(x.length) AS median_length,
       PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY x.length) AS p95_length
FROM texts AS x
GROUP BY x.entity, x.language
ORDER BY x.entity, x.language
