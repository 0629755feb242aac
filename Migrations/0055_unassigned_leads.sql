-- What nobody works on yet, in the order in which it came: every rep's list has it beside their own.
CREATE INDEX leads_unassigned ON leads (organization_id, created_at, id) WHERE assigned_to IS NULL AND deleted_at IS NULL;
