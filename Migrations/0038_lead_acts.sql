-- What was done to many leads at once stands at each of them until it is taken back or the next such act; two leads
-- that are one company become one, and the other leads to it; and companies of the same name are found whatever their
-- case, quotes and legal form.

-- A company's name without case, signs and legal form.
CREATE FUNCTION plain_company(given_name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT nullif(btrim(regexp_replace(regexp_replace(
        regexp_replace(lower(given_name), '[«»"“”„‟''’ʼ`.,()/&+-]', ' ', 'g'),
        '(^|\s)(тов|тзов|фоп|пп|прат|пат|ат|кп|дп|тдв|ооо|ип|зао|оао|пао|ао|llc|llp|ltd|limited|inc|corp|corporation|plc|gmbh|ag|kg|ug|ohg|oü|ou|sarl|srl|sro|bv|nv|oy|ab|aps|jsc)(?=\s|$)',
        ' ', 'g'), '\s+', ' ', 'g')), '')
$$;

ALTER TABLE leads ADD COLUMN company_plain text COLLATE "C" GENERATED ALWAYS AS (plain_company(company)) STORED;
ALTER TABLE leads ADD COLUMN act_id bigint;
ALTER TABLE leads ADD COLUMN act_before jsonb;
ALTER TABLE leads ADD COLUMN act_version integer;
ALTER TABLE leads ADD COLUMN merged_into uuid;
ALTER TABLE leads ADD FOREIGN KEY (organization_id, merged_into) REFERENCES leads;
COMMENT ON COLUMN leads.act_id IS 'the audit entry of the last act on many leads that changed this one';
COMMENT ON COLUMN leads.act_before IS 'what that act changed, as it was before';
COMMENT ON COLUMN leads.act_version IS 'the version that act left: another one means that something newer stands on it';
COMMENT ON COLUMN leads.merged_into IS 'the lead that this one became a part of';

CREATE INDEX leads_by_plain_company ON leads (organization_id, company_plain) WHERE deleted_at IS NULL AND company_plain IS NOT NULL;
CREATE INDEX leads_of_act ON leads (organization_id, act_id, id) WHERE act_id IS NOT NULL;
CREATE INDEX leads_merged ON leads (organization_id, merged_into) WHERE merged_into IS NOT NULL;
