-- Replacing a master key: which sealed values still name another one, counted for the operator and listed for the
-- job that seals them anew. The doors tell ids of keys and rows, never a value; sealed, a value opens with the key
-- ring alone, which no database holds.

GRANT SELECT (api_key) ON projects TO takt_queue;
GRANT SELECT (sealed) ON hook_tokens TO takt_queue;
GRANT SELECT (seed) ON second_factors TO takt_queue;
GRANT SELECT (id, sealed_path) ON mails TO takt_queue;
CREATE POLICY doors ON mails TO takt_queue USING (true);

COMMENT ON COLUMN sessions.flash IS 'sealed with the key ring; words for the next page';

CREATE FUNCTION sealed_counts() RETURNS TABLE (place text, key_id text, count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT 'projects.api_key', encode(substring(j.api_key FROM 2 FOR 4), 'escape'), count(*)
    FROM projects j WHERE j.api_key IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'hook_tokens.sealed', encode(substring(t.sealed FROM 2 FOR 4), 'escape'), count(*) FROM hook_tokens t GROUP BY 2
    UNION ALL
    SELECT 'sessions.flash', encode(substring(s.flash FROM 2 FOR 4), 'escape'), count(*)
    FROM sessions s WHERE s.flash IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'second_factors.seed', encode(substring(f.seed FROM 2 FOR 4), 'escape'), count(*) FROM second_factors f GROUP BY 2
    UNION ALL
    SELECT 'mails.sealed_path', encode(substring(m.sealed_path FROM 2 FOR 4), 'escape'), count(*)
    FROM mails m WHERE m.sealed_path IS NOT NULL GROUP BY 2
    UNION ALL
    SELECT 'people.pepper_id', p.pepper_id, count(*) FROM people p WHERE p.pepper_id IS NOT NULL GROUP BY 2
    ORDER BY 1, 2
$$;

-- The rows of one place that name another key, in the order of their keys, after the one given. `owner_id` is what a
-- value is bound to besides its organization or person.
CREATE FUNCTION sealed_with_other_keys(given_place text, given_key text, given_after text, given_limit integer)
RETURNS TABLE (organization_id uuid, person_id uuid, owner_id uuid, row_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF given_place = 'projects.api_key' THEN
        RETURN QUERY
        SELECT j.organization_id, NULL::uuid, j.id, j.id::text FROM projects j
        WHERE j.api_key IS NOT NULL AND encode(substring(j.api_key FROM 2 FOR 4), 'escape') <> given_key
          AND j.id::text > given_after
        ORDER BY j.id::text LIMIT given_limit;
    ELSIF given_place = 'hook_tokens.sealed' THEN
        RETURN QUERY
        SELECT t.organization_id, NULL::uuid, t.project_id, encode(t.token_sha256, 'hex') FROM hook_tokens t
        WHERE encode(substring(t.sealed FROM 2 FOR 4), 'escape') <> given_key
          AND encode(t.token_sha256, 'hex') > given_after
        ORDER BY encode(t.token_sha256, 'hex') LIMIT given_limit;
    ELSIF given_place = 'sessions.flash' THEN
        RETURN QUERY
        SELECT NULL::uuid, s.person_id, s.person_id, encode(s.token_sha256, 'hex') FROM sessions s
        WHERE s.flash IS NOT NULL AND encode(substring(s.flash FROM 2 FOR 4), 'escape') <> given_key
          AND encode(s.token_sha256, 'hex') > given_after
        ORDER BY encode(s.token_sha256, 'hex') LIMIT given_limit;
    ELSIF given_place = 'second_factors.seed' THEN
        RETURN QUERY
        SELECT NULL::uuid, f.person_id, f.person_id, f.person_id::text FROM second_factors f
        WHERE encode(substring(f.seed FROM 2 FOR 4), 'escape') <> given_key AND f.person_id::text > given_after
        ORDER BY f.person_id::text LIMIT given_limit;
    ELSIF given_place = 'mails.sealed_path' THEN
        RETURN QUERY
        SELECT NULL::uuid, NULL::uuid, m.id, m.id::text FROM mails m
        WHERE m.sealed_path IS NOT NULL AND encode(substring(m.sealed_path FROM 2 FOR 4), 'escape') <> given_key
          AND m.id::text > given_after
        ORDER BY m.id::text LIMIT given_limit;
    ELSE
        RAISE EXCEPTION 'nothing is sealed in %', given_place;
    END IF;
END $$;

DO $$
DECLARE
    door text;
BEGIN
    FOREACH door IN ARRAY ARRAY['sealed_counts()', 'sealed_with_other_keys(text, text, text, integer)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO takt_queue', door);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO takt_app', door);
    END LOOP;
END $$;
