-- question: In which languages are the tickets written?
-- parameters: tenant
-- columns: language text, tickets int
SELECT t.language AS language,
       COUNT(*) AS tickets
FROM tickets AS t
WHERE t.organization_id = :tenant
GROUP BY t.language
ORDER BY tickets DESC, language
