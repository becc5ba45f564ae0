-- question: How good is a model, with interval and number of tickets judged?
-- parameters: tenant, model int
-- columns: name text, value real, low real, high real, n int, split text
SELECT q.name AS name,
       q.value AS value,
       q.low AS low,
       q.high AS high,
       q.n AS n,
       q.split AS split
FROM model_metrics AS q
WHERE q.organization_id = :tenant AND q.model_id = :model
ORDER BY q.split, q.name
