-- What organizations keep as files: pictures so far. A file never changes; a new one takes its place.
CREATE TABLE files (
    organization_id uuid NOT NULL REFERENCES organizations,
    id              uuid NOT NULL,
    -- What the content is, whatever the sender called it.
    kind            text NOT NULL CHECK (kind IN ('png', 'jpeg', 'webp')),
    -- What a person calls it: words to show, never a path.
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    width           integer NOT NULL CHECK (width BETWEEN 1 AND 4096),
    height          integer NOT NULL CHECK (height BETWEEN 1 AND 4096),
    content         bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 20971520),
    size            integer NOT NULL GENERATED ALWAYS AS (octet_length(content)) STORED,
    sha256          bytea NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
    saved_at        timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id)
);
COMMENT ON COLUMN files.sha256 IS 'in the address of the file, which can therefore be kept for ever';
-- Pictures are compressed already.
ALTER TABLE files ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX files_size ON files (organization_id) INCLUDE (size);

ALTER TABLE files ENABLE ROW LEVEL SECURITY;
ALTER TABLE files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON files USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, DELETE ON files TO takt_app;

ALTER TABLE organizations ADD COLUMN logo_id uuid;
ALTER TABLE organizations ADD FOREIGN KEY (id, logo_id) REFERENCES files (organization_id, id);
COMMENT ON COLUMN organizations.logo_id IS 'the picture that stands in the head of its pages';
