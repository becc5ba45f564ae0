-- question: Which gov.br levels do people have, and are their WhatsApp contacts verified?
-- parameters:
-- columns: verification_level text, people int, with_contact int, verified int, verified_share real
WITH contacts AS (
  SELECT c.user_id, MAX(CASE WHEN c.is_verified THEN 1 ELSE 0 END) AS is_verified
  FROM whatsapp_contacts AS c
  WHERE c.user_id IS NOT NULL
  GROUP BY c.user_id
)
SELECT g.verification_level, COUNT(*) AS people, COUNT(c.user_id) AS with_contact,
       SUM(COALESCE(c.is_verified, 0)) AS verified,
       1.0 * SUM(COALESCE(c.is_verified, 0)) / NULLIF(COUNT(c.user_id), 0)
         AS verified_share
FROM govbr_integrations AS g
LEFT JOIN contacts AS c ON c.user_id = g.user_id
WHERE g.is_active
GROUP BY g.verification_level
ORDER BY g.verification_level
