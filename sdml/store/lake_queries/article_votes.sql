-- question: Which articles are read but do not help?
-- parameters:
-- columns: article_id int, title text, views int, helpful int, not_helpful int, helpful_share real
SELECT a.id AS article_id, a.title, a.view_count AS views,
       a.helpful_votes AS helpful, a.not_helpful_votes AS not_helpful,
       1.0 * a.helpful_votes / NULLIF(a.helpful_votes + a.not_helpful_votes, 0)
         AS helpful_share
FROM kb_articles AS a
WHERE a.status = 'published'
ORDER BY helpful_share NULLS LAST, a.view_count DESC, a.id
