-- Twenty thousand orders in the shop that is read and ten thousand in the other: a tenth is open, but none between 5000 and 9999, and one status,
-- one group, one manager and one source have few of them.

INSERT INTO status_groups (organization_id, project_id, number, name)
SELECT p.organization_id, p.project_id, n, 'Group ' || n
FROM (SELECT organization_id, project_id FROM place UNION ALL TABLE mine) p, generate_series(1, 6) n
ON CONFLICT DO NOTHING;
INSERT INTO statuses (organization_id, project_id, status_id, name, is_new, seen_at)
SELECT organization_id, project_id, s, 'Status ' || s, false, now() FROM place, generate_series(1, 10) s
UNION ALL
SELECT organization_id, project_id, s, 'Status ' || s, false, now() FROM mine, generate_series(2, 100) s
UNION ALL
SELECT organization_id, project_id, 777, 'Rare', false, now() FROM mine;
INSERT INTO order_managers (organization_id, project_id, manager_id, name, seen_at)
SELECT organization_id, project_id, s, 'Manager ' || s, now()
FROM (SELECT organization_id, project_id FROM place UNION ALL TABLE mine) p, generate_series(5, 14) s;
INSERT INTO order_sources (organization_id, project_id, source_id, name, seen_at)
SELECT organization_id, project_id, s, 'Source ' || s, now()
FROM (SELECT organization_id, project_id FROM place UNION ALL TABLE mine) p, generate_series(5, 14) s;
-- The rules of the shop that is read, saved fifty times, and thrice by each of the others.
INSERT INTO rule_versions (organization_id, project_id, kind, version, holds_from, document, saved_at)
SELECT p.organization_id, p.project_id, r.kind, v.version, NULL, r.document, now()
FROM (SELECT DISTINCT ON (kind) kind, document FROM rule_versions JOIN mine USING (organization_id, project_id)
      ORDER BY kind, version DESC) r
CROSS JOIN (SELECT organization_id, project_id, 3 AS versions FROM place UNION ALL SELECT *, 50 FROM mine) p
CROSS JOIN LATERAL generate_series(1, p.versions) AS v (version)
ON CONFLICT DO NOTHING;
INSERT INTO hook_tokens (organization_id, project_id, token_sha256, sealed, created_at)
SELECT organization_id, project_id, sha256((n || ' ' || s)::bytea), 'x', now() FROM place, generate_series(1, 6) s;

CREATE TEMP TABLE ordered AS
SELECT p.organization_id, p.project_id, n, t, n % 10 = 0 AND n NOT BETWEEN 5000 AND 9999 AS is_open, n % 1000 < 20 AS is_rare
FROM (SELECT *, 20000 AS orders FROM mine UNION ALL SELECT *, 10000 FROM other) p, LATERAL generate_series(1001, 1000 + p.orders) n,
     LATERAL (SELECT current_setting('fill.now')::timestamptz - n * interval '20 seconds' AS t) x;
INSERT INTO orders
    (organization_id, project_id, order_id, status_id, status_group, started_at, changed_at, group_entered_at, closed_at,
     near_at, over_at, rules_number, manager_id, source_id, is_urgent)
SELECT o.organization_id, o.project_id, n, CASE WHEN is_rare THEN 777 ELSE 1 + n % 21 END,
       CASE WHEN is_rare THEN 5 ELSE 1 + n / 10 % 3 END, t, t, t, CASE WHEN NOT is_open THEN t END,
       CASE WHEN is_open AND n % 50 > 0 THEN t + interval '20 hours' END,
       CASE WHEN is_open AND n % 50 > 0 THEN t + interval '1 day' END, j.rules_number,
       CASE WHEN n % 1000 IN (10, 11) THEN 14 WHEN n % 7 > 0 THEN 5 + n % 7 END,
       CASE WHEN n % 1000 IN (10, 11) THEN 14 ELSE 5 + n % 3 END, n % 190 IN (0, 1)
FROM ordered o JOIN projects j ON j.organization_id = o.organization_id AND j.id = o.project_id;
INSERT INTO order_contents (organization_id, project_id, order_id, state, asked_at, fetched_at, buyer_name)
SELECT organization_id, project_id, n, CASE WHEN n % 500 = 0 THEN 'waiting' ELSE 'fetched' END, t, t, 'Buyer ' || n FROM ordered;
INSERT INTO order_items (organization_id, project_id, order_id, number, name, quantity, created_at)
SELECT organization_id, project_id, n, 1, 'Box', 1, t FROM ordered;
INSERT INTO order_marketing (organization_id, project_id, order_id) SELECT organization_id, project_id, n FROM ordered;
INSERT INTO status_events (organization_id, project_id, order_id, changed_at, status_id, received_at)
SELECT organization_id, project_id, n, t, CASE WHEN is_rare THEN 777 ELSE 1 + n % 21 END, t FROM ordered;
INSERT INTO order_intervals (organization_id, project_id, order_id, number, status_id, status_group, entered_at)
SELECT organization_id, project_id, n, 1, CASE WHEN is_rare THEN 777 ELSE 1 + n % 21 END,
       CASE WHEN is_rare THEN 5 ELSE 1 + n / 10 % 3 END, t
FROM ordered;
INSERT INTO deliveries (organization_id, project_id, received_at, verdict, marks, order_id, status_id, length, body)
SELECT organization_id, project_id, t,
       CASE n % 1000 WHEN 1 THEN 'malformed' WHEN 2 THEN 'unknown_event' WHEN 3 THEN 'duplicate' WHEN 4 THEN 'too_large'
                     ELSE 'accepted' END,
       CASE n % 1000 WHEN 5 THEN '{late}' WHEN 6 THEN '{future}' WHEN 7 THEN '{unknown_status}' ELSE '{}' END::text[],
       n, 1 + n % 21, 0, ''
FROM ordered ORDER BY t;
