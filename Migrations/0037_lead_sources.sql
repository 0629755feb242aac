-- Which leads came the same way, in the order of their creation: few ways have most of them, and some none.
CREATE INDEX leads_by_source ON leads (organization_id, source, created_at, id) WHERE deleted_at IS NULL;
