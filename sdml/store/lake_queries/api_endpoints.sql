-- question: Which endpoints are slow, fail, or are held back?
-- parameters:
-- columns: endpoint text, method text, calls int, p95_ms real, error_share real, throttled_share real
SELECT u.endpoint, u.method, COUNT(*) AS calls,
       PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY u.response_time_ms) AS p95_ms,
       AVG(CASE WHEN u.status_code >= 500 THEN 1.0 ELSE 0.0 END) AS error_share,
       AVG(CASE WHEN u.rate_limit_hit THEN 1.0 ELSE 0.0 END) AS throttled_share
FROM api_usage_tracking AS u
GROUP BY u.endpoint, u.method
ORDER BY p95_ms DESC, u.endpoint, u.method
