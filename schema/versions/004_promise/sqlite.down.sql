DROP TRIGGER model_moves_update
-- next statement --
DROP TRIGGER mode_changes_update
-- next statement --
DROP TABLE automatic_decisions
-- next statement --
DROP TABLE mode_changes
-- next statement --
DROP TABLE class_promises
-- next statement --
DROP TABLE shadow_replays
-- next statement --
DROP TABLE model_watches
-- next statement --
DROP TABLE model_promises
-- next statement --
DROP TABLE model_moves
-- next statement --
DROP TABLE taxonomy_moves
-- next statement --
DROP TABLE taxonomy_changes
-- next statement --
DROP TABLE outside_answers
-- next statement --
DROP TABLE model_prices
-- next statement --
DROP TABLE class_settings
-- next statement --
DROP INDEX uq_ai_classifications_tenant