-- Leads by how long nobody spoke with them: since the last contact, or since they came where there was none.
CREATE INDEX leads_by_silence ON leads (organization_id, (coalesce(last_activity_at, created_at)), id)
    WHERE deleted_at IS NULL;
