-- Twenty thousand leads in the organization that is read, ten thousand in the other, with a contact and an activity
-- each, and a thousand customers: one stage, one segment and one source have few of them, and most were done long ago.

INSERT INTO lead_stages (organization_id, name, position, color, kind)
SELECT p.organization_id, s.name, s.position, 'c' || s.position, s.kind
FROM (SELECT organization_id FROM place UNION SELECT organization_id FROM mine UNION SELECT organization_id FROM other) p,
     (VALUES ('New', 1, 'open'), ('Call', 2, 'open'), ('Qualified', 5, 'qualified'), ('Refused', 6, 'failed'), ('Rare', 7, 'open'))
         AS s (name, position, kind)
ON CONFLICT DO NOTHING;

INSERT INTO refusal_reasons (organization_id, name, position)
SELECT DISTINCT s.organization_id, 'Reason ' || n, n FROM lead_stages s, generate_series(1, 5) n
ON CONFLICT DO NOTHING;

CREATE TEMP TABLE led AS
SELECT p.organization_id, gen_random_uuid() AS id, gen_random_uuid() AS customer_id, n, n % 1000 < 20 AS is_rare,
       current_setting('fill.now')::timestamptz - n * interval '20 minutes' AS t,
       (SELECT array_agg(id ORDER BY position) FROM lead_stages s WHERE s.organization_id = p.organization_id AND s.name <> 'Rare') AS stages,
       (SELECT id FROM lead_stages s WHERE s.organization_id = p.organization_id AND s.name = 'Rare') AS rare_stage,
       CASE WHEN n % 1000 < 20 THEN (SELECT id FROM reader WHERE reader.n = 2)
            WHEN n % 3 = 0 THEN (SELECT id FROM reader WHERE reader.n = 1) END AS assigned_to
FROM (SELECT *, 20000 AS leads FROM mine UNION ALL SELECT *, 10000 FROM other) p, LATERAL generate_series(1, p.leads) n;
INSERT INTO leads
    (organization_id, id, company, email, inn, phones, phone_digits, contact_names, contact_count, segment, stage_id,
     stage_since, assigned_to, source, last_activity_at, next_activity_at, created_at, changed_at)
SELECT organization_id, id, 'Company ' || n || CASE WHEN is_rare THEN ' rare' ELSE '' END, 'lead' || n || '@example.com',
       (30000000 + n)::text, ARRAY['+380 67 ' || (1000000 + n)], '38067' || (1000000 + n), 'Olena ' || n, 1,
       CASE WHEN is_rare THEN 'Rare' ELSE 'Segment ' || n % 7 END,
       CASE WHEN is_rare THEN rare_stage ELSE stages[1 + n % cardinality(stages)] END, t, assigned_to,
       CASE WHEN is_rare THEN 'form' ELSE 'manual' END, CASE WHEN n % 2 = 0 THEN t END,
       CASE WHEN is_rare THEN t + interval '1 year' END, t, t
FROM led;
INSERT INTO lead_scores (organization_id, lead_id, score) SELECT organization_id, id, n % 100 FROM led;
INSERT INTO lead_phones (organization_id, ending, lead_id) SELECT organization_id, right(phone_digits, 9), id FROM leads;
INSERT INTO lead_contacts (organization_id, id, lead_id, full_name, is_primary)
SELECT organization_id, gen_random_uuid(), id, 'Olena ' || n, true FROM led;
UPDATE leads SET value_minor = 100, currency = 'EUR' WHERE ('x' || left(id::text, 1))::bit(4)::int % 2 = 0;
INSERT INTO lead_sums (organization_id, stage_id, assigned_to, currency, shard, minor)
SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency, 0, sum(value_minor)
FROM leads WHERE currency IS NOT NULL GROUP BY 1, 2, 3, 4
UNION ALL
SELECT organization_id, id, '00000000-0000-0000-0000-000000000000', 'EUR', 1, 0 FROM lead_stages
ON CONFLICT DO NOTHING;
INSERT INTO lead_counts (organization_id, stage_id, assigned_to, shard, n)
SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), 0, count(*)
FROM leads GROUP BY 1, 2, 3
UNION ALL
SELECT organization_id, id, '00000000-0000-0000-0000-000000000000', 1, 0 FROM lead_stages
ON CONFLICT (organization_id, stage_id, assigned_to, shard) DO UPDATE SET n = excluded.n;

INSERT INTO customers
    (organization_id, id, company, email, inn, phones, phone_digits, contact_names, contact_count, segment, assigned_to,
     qualified_from, created_at, changed_at)
SELECT organization_id, customer_id, 'Company ' || n || CASE WHEN is_rare THEN ' rare' ELSE '' END,
       'lead' || n || '@example.com', (30000000 + n)::text, ARRAY['+380 67 ' || (1000000 + n)], '38067' || (1000000 + n),
       'Olena ' || n, 1, CASE WHEN is_rare THEN 'Rare' ELSE 'Segment ' || n % 7 END, assigned_to, id, t, t
FROM led;
UPDATE leads l SET customer_id = d.customer_id FROM led d
WHERE l.organization_id = d.organization_id AND l.id = d.id AND d.n % 10 = 0;
INSERT INTO customer_contacts (organization_id, id, customer_id, full_name, is_primary)
SELECT organization_id, gen_random_uuid(), customer_id, 'Olena ' || n, true FROM led;
INSERT INTO activities
    (organization_id, id, lead_id, type, state, title, due_at, assigned_to, created_at, ended_at, changed_at)
SELECT organization_id, gen_random_uuid(), id, CASE WHEN is_rare THEN 'meeting' ELSE 'call' END,
       CASE WHEN n % 100 = 0 THEN 'scheduled' ELSE 'completed' END, 'Call ' || n,
       CASE WHEN n % 200 = 100 THEN current_setting('fill.now')::timestamptz + n * interval '1 minute' ELSE t END,
       assigned_to, t, CASE WHEN n % 100 > 0 THEN t END, t
FROM led;
CREATE TEMP TABLE hung AS SELECT organization_id, id AS lead_id, gen_random_uuid() AS id, assigned_to, t FROM led;
INSERT INTO files (organization_id, id, kind, name, content, saved_at) SELECT organization_id, id, 'text', 'a.txt', 'x', t FROM hung;
INSERT INTO attachments (organization_id, file_id, lead_id, added_by, added_at)
SELECT organization_id, id, lead_id, coalesce(assigned_to, (SELECT id FROM reader WHERE reader.n = 1)), t FROM hung;

INSERT INTO lead_secrets (organization_id, secret_sha256, created_at, created_by)
SELECT organization_id, sha256(('s' || n || ' ' || s)::bytea), now(), (SELECT id FROM crowd WHERE crowd.n = 1) FROM place, generate_series(1, 6) s;
INSERT INTO lead_deliveries (organization_id, received_at, origin, verdict, key, lead_id, length, body)
SELECT organization_id, t, 'webhook', 'created', 'k' || n, id, 1, 'x' FROM led;
INSERT INTO calendar_feeds (organization_id, person_id, token_sha256, created_at)
SELECT organization_id, person_id, sha256((organization_id::text || person_id::text)::bytea), now() FROM memberships;

-- Every lead left the first stage, was reached and became a customer within the day.
INSERT INTO lead_steps (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to)
SELECT organization_id, id, k.kind, CASE WHEN k.kind = 'stay' THEN stages[1 + n % cardinality(stages)] ELSE 0 END, t,
       t + n % 1440 * interval '1 minute', coalesce(assigned_to, '00000000-0000-0000-0000-000000000000')
FROM led, (VALUES ('stay'), ('contacted'), ('qualified')) k (kind);
SELECT recount_lead_days(organization_id) FROM (SELECT DISTINCT organization_id FROM led) o;
INSERT INTO lead_calls (organization_id, lead_id, rose_at, score, made_at, settled_at)
SELECT organization_id, id, t, 80, t, t FROM led;
