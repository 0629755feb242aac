-- Phones as numbers of a country, and leads found by theirs without a look at every phone that begins alike.

ALTER TABLE organizations ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$');
COMMENT ON COLUMN organizations.country IS 'where a phone number is from that names no country, ISO 3166-1; NULL: nobody has said';
ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
UPDATE organizations SET country = 'UA' WHERE language = 'uk' OR zone IN ('Europe/Kyiv', 'Europe/Kiev');
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN leads.phone_digits IS 'the digits of each phone with its country''s, separated by blanks';
COMMENT ON COLUMN customers.phone_digits IS 'as of leads';

-- Kept by the database itself, whoever writes a lead; that of a deleted one stays until it is purged.
CREATE TABLE lead_phones (
    organization_id uuid NOT NULL,
    ending          text COLLATE "C" NOT NULL CHECK (length(ending) BETWEEN 1 AND 9),
    lead_id         uuid NOT NULL,
    PRIMARY KEY (organization_id, ending, lead_id),
    FOREIGN KEY (organization_id, lead_id) REFERENCES leads ON DELETE CASCADE
);
COMMENT ON COLUMN lead_phones.ending IS 'the last nine digits: the same number with and without its country''s';
CREATE INDEX lead_phones_of_lead ON lead_phones (organization_id, lead_id);

CREATE FUNCTION keep_lead_phones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM lead_phones WHERE organization_id = NEW.organization_id AND lead_id = NEW.id;
    END IF;
    INSERT INTO lead_phones (organization_id, ending, lead_id)
    SELECT DISTINCT NEW.organization_id, right(digits, 9), NEW.id
    FROM unnest(string_to_array(NEW.phone_digits, ' ')) AS digits WHERE digits <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER lead_phones_added AFTER INSERT ON leads FOR EACH ROW
    WHEN (NEW.phone_digits <> '') EXECUTE FUNCTION keep_lead_phones();
CREATE TRIGGER lead_phones_changed AFTER UPDATE OF phone_digits ON leads FOR EACH ROW
    WHEN (OLD.phone_digits <> NEW.phone_digits) EXECUTE FUNCTION keep_lead_phones();

ALTER TABLE leads NO FORCE ROW LEVEL SECURITY;
INSERT INTO lead_phones (organization_id, ending, lead_id)
SELECT DISTINCT l.organization_id, right(digits, 9), l.id
FROM leads l CROSS JOIN LATERAL unnest(string_to_array(l.phone_digits, ' ')) AS digits WHERE digits <> '';
ALTER TABLE leads FORCE ROW LEVEL SECURITY;

ALTER TABLE lead_phones ENABLE ROW LEVEL SECURITY;
ALTER TABLE lead_phones FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lead_phones USING (organization_id = (SELECT current_organization()))
    WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, DELETE ON lead_phones TO takt_app;
