-- 100,000 orders with ten events each over a year: a tenth open, the rest done or cancelled. Only
-- what a shop told us is written here; what follows from it is left to the program.
-- The same rows for the same hour: chance comes from a hash of the order's number.
\set organization '00000000-0000-7000-8000-000000000001'
\set shop '00000000-0000-7000-8000-000000000002'

BEGIN;
CREATE FUNCTION pg_temp.chance(number bigint, what integer) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT (hashint8extended(number, what) & 1048575) / 1048576.0 $$;

CREATE TEMPORARY TABLE plans AS
SELECT number, kind, date_trunc('hour', now()) - age AS begins,
       CASE kind WHEN 'open' THEN age * (0.3 + 0.65 * pg_temp.chance(number, 3))
            ELSE least(age * 0.95, interval '2 days' + interval '18 days' * pg_temp.chance(number, 3)) END AS lasts,
       (ARRAY[2, 3, 5, 9, 14, 8, 11, 16])[1 + (8 * pg_temp.chance(number, 4))::int % 8] AS last
FROM (SELECT number,
             CASE WHEN pg_temp.chance(number, 1) < 0.1 THEN 'open' WHEN pg_temp.chance(number, 1) < 0.9 THEN 'done' ELSE 'cancelled' END AS kind,
             CASE WHEN pg_temp.chance(number, 1) < 0.07 THEN interval '2 hours' + interval '6 days' * pg_temp.chance(number, 2)
                  WHEN pg_temp.chance(number, 1) < 0.1 THEN interval '6 days' + interval '60 days' * pg_temp.chance(number, 2)
                  ELSE interval '2 days' + interval '363 days' * pg_temp.chance(number, 2) END AS age
      FROM generate_series(10001, 10000 + :orders) number) chances;

INSERT INTO status_events
    (organization_id, project_id, order_id, changed_at, status_id, source_group, order_created_at, received_at)
SELECT :'organization', :'shop', p.number, t.changed_at, s.status,
       (SELECT source_group FROM statuses d WHERE d.status_id = s.status), p.begins, t.changed_at + interval '3 seconds'
FROM plans p
CROSS JOIN generate_series(1, 10) step
CROSS JOIN LATERAL (
    SELECT p.begins + p.lasts * ((step - 1 + 0.9 * pg_temp.chance(p.number, 10 + step)) / 10) AS changed_at) t
CROSS JOIN LATERAL (
    SELECT CASE p.kind
        WHEN 'done' THEN (ARRAY[1, 2, 3, 4, 6, 7, 9, 8, 11, 12])[step]
        WHEN 'cancelled' THEN (ARRAY[1, 3, 4, 5, 3, 4, 6, 7, 6, 19])[step]
        WHEN 'open' THEN (ARRAY[1, 2, 3, 2, 3, 4, 6, 7, 6, p.last])[step] END AS status) s;

INSERT INTO orders (organization_id, project_id, order_id)
SELECT :'organization', :'shop', number FROM plans;
COMMIT;
VACUUM ANALYZE;
