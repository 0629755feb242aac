-- The leads of the measured organization as a table of their own, with the columns and indexes that the admin's list
-- wants: no other organizations in it and no row security, which is kinder to the admin than our own table.
DROP TABLE IF EXISTS lead;
CREATE TABLE lead AS
SELECT id, created_at, split_part(contact_names, ' ', 1) AS first_name, split_part(contact_names, ' ', 2) AS last_name,
       company AS company_name, coalesce(email, '') AS email,
       (ARRAY['assigned', 'in process', 'converted', 'recycled', 'closed'])[1 + abs(hashtext(id::text)) % 5] AS status,
       (ARRAY['HOT', 'WARM', 'COLD'])[1 + s.score % 3] AS rating,
       coalesce(value_minor, 0)::numeric(14, 2) / 100 AS opportunity_amount
FROM leads l JOIN lead_scores s ON s.organization_id = l.organization_id AND s.lead_id = l.id
WHERE l.organization_id = '00000000-0000-7000-8000-000000000001' AND deleted_at IS NULL;
ALTER TABLE lead ADD PRIMARY KEY (id);
CREATE INDEX ON lead (created_at DESC, id DESC);
CREATE INDEX ON lead (status);
CREATE INDEX ON lead (rating);
VACUUM ANALYZE lead;
