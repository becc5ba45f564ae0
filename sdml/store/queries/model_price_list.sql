-- question: What does each outside model cost, in millionths per million tokens, and since when?
-- parameters: tenant
-- columns: model text, valid_from time, currency text, input_micros int, cached_input_micros int, output_micros int
SELECT p.model, p.valid_from, p.currency, p.input_micros, p.cached_input_micros,
       p.output_micros
FROM model_prices AS p
WHERE p.organization_id = :tenant
ORDER BY p.model, p.valid_from DESC
