-- What people did to their own accounts and what was done to the installation, for its operators: the newest first.
CREATE FUNCTION operator_log(given_event text, given_before bigint, given_limit integer)
RETURNS TABLE (
    id bigint, event text, person_id uuid, actor text, target_type text, target_id text, before text, after text,
    at timestamptz, undoes bigint, person_name text, project_id uuid, target_name text, is_undone boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, e.event, e.person_id, e.actor, e.target_type, e.target_id, e.before::text, e.after::text, e.at,
           NULL::bigint, p.name, NULL::uuid,
           (SELECT t.name FROM people t WHERE e.target_type = 'person' AND t.id::text = e.target_id), false
    FROM installation_entries e LEFT JOIN people p ON p.id = e.person_id
    WHERE EXISTS (SELECT FROM people a WHERE a.id = nullif(current_setting('takt.person', true), '')::uuid
                    AND a.is_operator AND a.is_active)
      AND (given_event = '' OR e.event = given_event)
      AND (given_before IS NULL OR e.id < given_before)
    ORDER BY e.id DESC LIMIT given_limit
$$;
ALTER FUNCTION operator_log(text, bigint, integer) OWNER TO takt_queue;
REVOKE ALL ON FUNCTION operator_log(text, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION operator_log(text, bigint, integer) TO takt_app;

CREATE INDEX installation_entries_by_event ON installation_entries (event, id);
