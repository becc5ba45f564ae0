-- question: How many calls a day, by how many people, how many held back: and how does it grow?
-- parameters:
-- columns: day time, calls int, people int, throttled int, people_throttled int, mean_of_week real
WITH days AS (
  SELECT u.usage_date AS day, COUNT(*) AS calls,
         COUNT(DISTINCT u.user_id) AS people,
         COUNT(CASE WHEN u.rate_limit_hit THEN 1 END) AS throttled,
         COUNT(DISTINCT CASE WHEN u.rate_limit_hit THEN u.user_id END)
           AS people_throttled
  FROM api_usage_tracking AS u
  GROUP BY u.usage_date
)
SELECT d.day, d.calls, d.people, d.throttled, d.people_throttled,
       AVG(d.calls) OVER (ORDER BY d.day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)
         AS mean_of_week
FROM days AS d
ORDER BY d.day
