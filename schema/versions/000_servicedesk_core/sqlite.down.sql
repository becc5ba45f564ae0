DROP TRIGGER update_lgpd_requests_updated_at
-- next statement --
DROP TRIGGER update_kb_articles_updated_at
-- next statement --
DROP TRIGGER update_kb_categories_updated_at
-- next statement --
DROP TRIGGER update_sla_tracking_updated_at
-- next statement --
DROP TRIGGER update_comments_updated_at
-- next statement --
DROP TRIGGER update_tickets_updated_at
-- next statement --
DROP TRIGGER update_sla_policies_updated_at
-- next statement --
DROP TRIGGER update_statuses_updated_at
-- next statement --
DROP TRIGGER update_priorities_updated_at
-- next statement --
DROP TRIGGER update_categories_updated_at
-- next statement --
DROP TRIGGER update_users_updated_at
-- next statement --
DROP TRIGGER update_teams_updated_at
-- next statement --
DROP TRIGGER update_organizations_updated_at
-- next statement --
DROP TABLE ticket_activities
-- next statement --
DROP TABLE sla_tracking
-- next statement --
DROP TABLE satisfaction_surveys
-- next statement --
DROP TABLE kb_article_feedback
-- next statement --
DROP TABLE escalations
-- next statement --
DROP TABLE comments
-- next statement --
DROP TABLE attachments
-- next statement --
DROP TABLE tickets
-- next statement --
DROP TABLE request_context
-- next statement --
DROP TABLE lgpd_requests
-- next statement --
DROP TABLE lgpd_consents
-- next statement --
DROP TABLE kb_articles
-- next statement --
DROP TABLE users
-- next statement --
DROP TABLE sla_policies
-- next statement --
DROP TABLE teams
-- next statement --
DROP TABLE statuses
-- next statement --
DROP TABLE priorities
-- next statement --
DROP TABLE kb_categories
-- next statement --
DROP TABLE categories
-- next statement --
DROP TABLE business_holidays
-- next statement --
DROP TABLE organizations