-- question: How far is the mix of categories of each week from that of the week before (PSI)?
-- parameters:
-- columns: week time, tickets int, categories int, stability_index real
-- finish: sdml.ml.drift.compare_classes
WITH weeks AS (
  SELECT DATE_TRUNC('week', t.created_at) AS week, t.category_id, COUNT(*) AS n
  FROM tickets AS t
  WHERE t.category_id IS NOT NULL
  GROUP BY DATE_TRUNC('week', t.created_at), t.category_id
),
totals AS (
  SELECT w.week, SUM(w.n) AS n, COUNT(*) AS categories,
         LAG(w.week) OVER (ORDER BY w.week) AS earlier
  FROM weeks AS w
  GROUP BY w.week
),
every_class AS (
  SELECT DISTINCT w.category_id FROM weeks AS w
),
shares AS (
  SELECT t.week, t.n, t.categories, t.earlier,
         (COALESCE(now_n.n, 0) + 0.5) / (t.n + 0.5 * k.classes) AS share_now,
         (COALESCE(was_n.n, 0) + 0.5) / (b.n + 0.5 * k.classes) AS share_was
  FROM totals AS t
  CROSS JOIN every_class AS c
  CROSS JOIN (SELECT COUNT(*) AS classes FROM every_class) AS k
  LEFT JOIN totals AS b ON b.week = t.earlier
  LEFT JOIN weeks AS now_n
    ON now_n.week = t.week AND now_n.category_id = c.category_id
  LEFT JOIN weeks AS was_n
    ON was_n.week = t.earlier AND was_n.category_id = c.category_id
)
SELECT s.week, MAX(s.n) AS tickets, MAX(s.categories) AS categories,
       SUM((s.share_now - s.share_was) * LN(s.share_now / s.share_was))
         AS stability_index
FROM shares AS s
GROUP BY s.week
ORDER BY s.week
