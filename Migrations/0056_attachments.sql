-- Files beside leads and customers: documents besides pictures, and where they hang.
ALTER TABLE files DROP CONSTRAINT files_kind_check;
ALTER TABLE files ALTER COLUMN width DROP NOT NULL;
ALTER TABLE files ALTER COLUMN height DROP NOT NULL;
ALTER TABLE files
    ADD CONSTRAINT files_kind_check CHECK (kind IN ('png', 'jpeg', 'webp', 'pdf', 'docx', 'xlsx', 'csv', 'text')),
    ADD CONSTRAINT files_picture_check CHECK (
        (kind IN ('png', 'jpeg', 'webp')) = (width IS NOT NULL) AND (width IS NULL) = (height IS NULL));

-- Each file hangs on exactly one lead or customer; what became of a lead is reached through it.
CREATE TABLE attachments (
    organization_id uuid NOT NULL,
    file_id         uuid NOT NULL,
    lead_id         uuid,
    customer_id     uuid,
    added_by        uuid NOT NULL,
    added_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, file_id),
    CHECK (num_nonnulls(lead_id, customer_id) = 1),
    FOREIGN KEY (organization_id, file_id) REFERENCES files ON DELETE CASCADE,
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads,
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers,
    FOREIGN KEY (organization_id, added_by) REFERENCES memberships
);
CREATE INDEX attachments_of_lead ON attachments (organization_id, lead_id, added_at, file_id) WHERE lead_id IS NOT NULL;
CREATE INDEX attachments_of_customer ON attachments (organization_id, customer_id, added_at, file_id)
    WHERE customer_id IS NOT NULL;

ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attachments USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
-- Removing the file removes it from here.
GRANT SELECT, INSERT, UPDATE ON attachments TO takt_app;
