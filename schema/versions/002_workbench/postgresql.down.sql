DROP TRIGGER change_list_vector_delete ON vector_embeddings
-- next statement --
DROP FUNCTION change_list_vector_delete()
-- next statement --
DROP TRIGGER change_list_vector_update ON vector_embeddings
-- next statement --
DROP FUNCTION change_list_vector_update()
-- next statement --
DROP TRIGGER change_list_vector_insert ON vector_embeddings
-- next statement --
DROP FUNCTION change_list_vector_insert()
-- next statement --
DROP TRIGGER change_list_kb_article_delete ON kb_articles
-- next statement --
DROP FUNCTION change_list_kb_article_delete()
-- next statement --
DROP TRIGGER change_list_kb_article_update ON kb_articles
-- next statement --
DROP FUNCTION change_list_kb_article_update()
-- next statement --
DROP TRIGGER change_list_kb_article_insert ON kb_articles
-- next statement --
DROP FUNCTION change_list_kb_article_insert()
-- next statement --
DROP TRIGGER change_list_comment_delete ON comments
-- next statement --
DROP FUNCTION change_list_comment_delete()
-- next statement --
DROP TRIGGER change_list_comment_update ON comments
-- next statement --
DROP FUNCTION change_list_comment_update()
-- next statement --
DROP TRIGGER change_list_comment_insert ON comments
-- next statement --
DROP FUNCTION change_list_comment_insert()
-- next statement --
DROP TRIGGER change_list_ticket_delete ON tickets
-- next statement --
DROP FUNCTION change_list_ticket_delete()
-- next statement --
DROP TRIGGER change_list_ticket_update ON tickets
-- next statement --
DROP FUNCTION change_list_ticket_update()
-- next statement --
DROP TRIGGER change_list_ticket_insert ON tickets
-- next statement --
DROP FUNCTION change_list_ticket_insert()
-- next statement --
DROP TABLE ticket_fields
-- next statement --
DROP TABLE dataset_items
-- next statement --
DROP TABLE workbench_roles
-- next statement --
DROP TABLE model_metrics
-- next statement --
DROP TABLE model_versions
-- next statement --
DROP TABLE import_rejects
-- next statement --
DROP TABLE report_runs
-- next statement --
DROP TABLE import_batches
-- next statement --
DROP TABLE embedding_runs
-- next statement --
DROP TABLE dataset_versions
-- next statement --
DROP TABLE change_list