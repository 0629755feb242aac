-- Programs: scopes for notifications, streams that follow their token, and telling that a token is about to end.

ALTER TABLE api_tokens
    DROP CONSTRAINT api_tokens_scopes_check,
    ADD CONSTRAINT api_tokens_scopes_check CHECK (
        cardinality(scopes) > 0
        AND scopes <@ ARRAY[
            'projects:read', 'projects:write', 'orders:read', 'settings:read', 'settings:write', 'notifications:read',
            'notifications:write']),
    ADD COLUMN told_days smallint CHECK (told_days > 0);
COMMENT ON COLUMN api_tokens.told_days IS 'its member was told that it ends when so many days were left; NULL: not yet';
GRANT SELECT (told_days), UPDATE (told_days) ON api_tokens TO takt_app;

-- Which of these tokens would open something at this moment. Looking is no call: nothing is counted.
CREATE FUNCTION live_tokens(given_tokens text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.id
    FROM api_tokens t
    JOIN memberships m ON m.organization_id = t.organization_id AND m.person_id = t.person_id AND m.is_active
    JOIN people p ON p.id = t.person_id AND p.is_active
    WHERE t.id = ANY (given_tokens) AND t.revoked_at IS NULL AND t.expires_at > now()
$$;
ALTER FUNCTION live_tokens(text[]) OWNER TO takt_queue;
REVOKE ALL ON FUNCTION live_tokens(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION live_tokens(text[]) TO takt_app;
