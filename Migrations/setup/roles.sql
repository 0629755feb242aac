-- Run by a superuser in the application's database before the first migration; safe to run again.
-- Passwords and pg_hba.conf are the installation's own business.

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN VALUES
        -- Owns the schema and runs the migrations; the application never logs in as this role.
        ('takt_owner', 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'),
        -- The application: owns nothing, reads and writes rows under row-level security.
        ('takt_app', 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'),
        -- Owns the few functions that look across organizations.
        ('takt_queue', 'NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'),
        -- Dumps the database: reads everything, writes nothing.
        ('takt_backup', 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS')
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.column1) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.column1, wanted.column2);
        END IF;
        EXECUTE format('ALTER ROLE %I %s', wanted.column1, wanted.column2);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO takt_owner, takt_app, takt_backup', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO takt_owner, takt_app', current_database());
END
$$;

-- Lets the owner's migrations hand functions over to takt_queue; nobody can log in as it.
GRANT takt_queue TO takt_owner;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

ALTER SCHEMA public OWNER TO takt_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO takt_app, takt_queue, takt_backup;
-- Handing a function over to takt_queue needs CREATE for the new owner; it cannot log in to use it.
GRANT CREATE ON SCHEMA public TO takt_queue;

ALTER DEFAULT PRIVILEGES FOR ROLE takt_owner IN SCHEMA public GRANT SELECT ON TABLES TO takt_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE takt_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO takt_backup;

-- Under row-level security only leakproof functions may use an index, and LIKE and jsonb @> are not
-- declared so. These are the same C functions declared LEAKPROOF: whoever can run SQL as the
-- application can choose the organization anyway, the policies guard against a forgotten predicate.
CREATE SCHEMA IF NOT EXISTS takt;
ALTER SCHEMA takt OWNER TO takt_owner;
GRANT USAGE ON SCHEMA takt TO takt_app, takt_queue, takt_backup;

DO $$
BEGIN
    IF to_regprocedure('takt.contains_text(text, text)') IS NULL THEN
        CREATE FUNCTION takt.contains_text(text, text) RETURNS boolean
            LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'textlike';
        -- search OPERATOR(takt.~~?) '%word%' is search LIKE '%word%'.
        CREATE OPERATOR takt.~~? (
            LEFTARG = text, RIGHTARG = text, FUNCTION = takt.contains_text, RESTRICT = likesel, JOIN = likejoinsel
        );
        CREATE OPERATOR CLASS takt.trgm_contains_ops FOR TYPE text USING gin AS
            OPERATOR 3 takt.~~? (text, text),
            FUNCTION 1 (text, text) btint4cmp (int4, int4),
            FUNCTION 2 (text, text) public.gin_extract_value_trgm (text, internal),
            FUNCTION 3 (text, text) public.gin_extract_query_trgm
                (text, internal, int2, internal, internal, internal, internal),
            FUNCTION 4 (text, text) public.gin_trgm_consistent
                (internal, int2, text, int4, internal, internal, internal, internal),
            FUNCTION 6 (text, text) public.gin_trgm_triconsistent
                (internal, int2, text, int4, internal, internal, internal),
            STORAGE int4;
    END IF;
    IF to_regprocedure('takt.contains_json(jsonb, jsonb)') IS NULL THEN
        CREATE FUNCTION takt.contains_json(jsonb, jsonb) RETURNS boolean
            LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'jsonb_contains';
        CREATE OPERATOR takt.@>? (
            LEFTARG = jsonb, RIGHTARG = jsonb, FUNCTION = takt.contains_json, RESTRICT = matchingsel,
            JOIN = matchingjoinsel
        );
        CREATE OPERATOR CLASS takt.jsonb_contains_ops FOR TYPE jsonb USING gin AS
            OPERATOR 7 takt.@>? (jsonb, jsonb),
            FUNCTION 1 (jsonb, jsonb) btint4cmp (int4, int4),
            FUNCTION 2 (jsonb, jsonb) gin_extract_jsonb_path (jsonb, internal, internal),
            FUNCTION 3 (jsonb, jsonb) gin_extract_jsonb_query_path
                (jsonb, internal, int2, internal, internal, internal, internal),
            FUNCTION 4 (jsonb, jsonb) gin_consistent_jsonb_path
                (internal, int2, jsonb, int4, internal, internal, internal, internal),
            FUNCTION 6 (jsonb, jsonb) gin_triconsistent_jsonb_path
                (internal, int2, jsonb, int4, internal, internal, internal),
            STORAGE int4;
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION takt.contains_text(text, text), takt.contains_json(jsonb, jsonb)
    TO takt_owner, takt_app, takt_queue, takt_backup;
