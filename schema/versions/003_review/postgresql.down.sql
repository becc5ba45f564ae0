DROP TRIGGER review_decisions_delete ON review_decisions
-- next statement --
DROP FUNCTION review_decisions_delete()
-- next statement --
DROP TRIGGER review_decisions_update ON review_decisions
-- next statement --
DROP FUNCTION review_decisions_update()
-- next statement --
DROP TABLE dataset_examples
-- next statement --
DROP TABLE review_decisions
-- next statement --
DROP TABLE review_queue
-- next statement --
DROP TABLE review_comments
-- next statement --
DROP TABLE review_claims
-- next statement --
DROP TABLE review_assignments
-- next statement --
DROP TABLE web_sessions
-- next statement --
DROP TABLE user_settings
-- next statement --
DROP TABLE webhook_deliveries
-- next statement --
DROP TABLE webhooks
-- next statement --
DROP TABLE outbox_events
-- next statement --
DROP TABLE login_attempts
-- next statement --
DROP INDEX uq_ai_training_data_tenant