-- :leads leads in the organization that is measured and twice as many in eleven others, with 2.5 contacts and 3
-- activities each. The same rows for the same day: chance comes from a hash of the lead's number.
-- What is kept by triggers is written here by itself, and indexes are made after the rows.
\set organization '00000000-0000-7000-8000-000000000001'
\set person '00000000-0000-7000-8000-000000000003'
SET maintenance_work_mem = '1GB';
SET session_replication_role = replica;
SET synchronous_commit = off;

CREATE FUNCTION pg_temp.chance(number bigint, what integer) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT (hashint8extended(number, what) & 1048575) / 1048576.0 $$;
CREATE FUNCTION pg_temp.pick(number bigint, what integer, words text[]) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT words[1 + (pg_temp.chance(number, what) * cardinality(words))::int % cardinality(words)] $$;

-- The six people of the organization; of the others one each.
INSERT INTO people (id, email, name, created_at)
SELECT ('00000000-0000-7000-8000-0000000001' || lpad(n::text, 2, '0'))::uuid, 'seller' || n || '@example.com',
       (ARRAY['Марія Коваленко', 'Андрій Шевченко', 'Ірина Бондар', 'Олег Ткач', 'Ганна Мельник'])[n], now()
FROM generate_series(1, 5) n;
INSERT INTO memberships (organization_id, person_id, role, created_at)
SELECT :'organization', id, CASE WHEN email = 'seller1@example.com' THEN 'manager' ELSE 'rep' END, now()
FROM people WHERE email LIKE 'seller%';
INSERT INTO organizations (id, public_id, name, created_at)
SELECT ('00000000-0000-7000-8000-0000000002' || lpad(n::text, 2, '0'))::uuid, 'benchrg3' || lpad(translate(n::text, '01', 'yz'), 2, 'y'), 'Other ' || n, now()
FROM generate_series(1, 11) n;
SELECT begin_lead_stages(id), begin_lead_scoring(id) FROM organizations \g /dev/null

CREATE TEMP TABLE kept AS
SELECT indexdef FROM pg_indexes i WHERE schemaname = 'public'
   AND tablename IN ('leads', 'lead_contacts', 'activities')
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname);
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT indexname FROM pg_indexes i WHERE schemaname = 'public' AND tablename IN ('leads', 'lead_contacts', 'activities')
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)
    LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
END $$;

CREATE TEMP TABLE sellers AS SELECT array_agg(person_id ORDER BY person_id) AS ids FROM memberships WHERE organization_id = :'organization';
CREATE TEMP TABLE stages AS
SELECT organization_id, array_agg(id ORDER BY position) AS ids FROM lead_stages GROUP BY 1;
CREATE TEMP TABLE others AS SELECT array_agg(id ORDER BY id) AS ids FROM organizations WHERE name LIKE 'Other %';

INSERT INTO leads
    (organization_id, id, company, email, inn, phones, phone_digits, contact_names, contact_count, segment, stage_id,
     stage_since, assigned_to, source, value_minor, currency, notes, last_activity_at, next_activity_at,
     created_at, changed_at)
SELECT o.id, ('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       pg_temp.pick(n, 1, ARRAY['ТОВ «', 'ПП «', 'ФОП ', 'LLC ', ''])
           || pg_temp.pick(n, 2, ARRAY['Меблі', 'Дубок', 'Карпати', 'Світло', 'Затишок', 'Northwind', 'Riverside', 'Dnister', 'Verkhovyna', 'Granit', 'Lumen', 'Sofiya'])
           || ' ' || pg_temp.pick(n, 3, ARRAY['Плюс', 'Груп', 'Трейд', 'Hotel', 'Studio', 'Works', 'Дім', 'Сервіс', 'Export', 'Partners']) || ' ' || n
           || CASE WHEN pg_temp.chance(n, 1) < 0.4 THEN '»' ELSE '' END,
       CASE WHEN pg_temp.chance(n, 4) < 0.8 THEN 'office' || n || '@' || pg_temp.pick(n, 5, ARRAY['ukr.net', 'gmail.com', 'example.ua', 'firma.com.ua']) END,
       CASE WHEN pg_temp.chance(n, 6) < 0.6 THEN lpad((30000000 + n)::text, 8, '0') END,
       ARRAY['+380 67 ' || lpad((n::bigint * 7919 % 10000000)::text, 7, '0')], '38067' || lpad((n::bigint * 7919 % 10000000)::text, 7, '0'),
       pg_temp.pick(n, 7, ARRAY['Олена', 'Марія', 'Андрій', 'Ivan', 'Petro', 'Ірина', 'Oksana']) || ' '
           || pg_temp.pick(n, 8, ARRAY['Коваль', 'Шевчук', 'Bondar', 'Мороз', 'Lysenko', 'Ткаченко']) || ' Сергій Гнатюк',
       2 + n % 2,
       CASE WHEN pg_temp.chance(n, 9) < 0.7 THEN pg_temp.pick(n, 10, ARRAY['Hotel', 'Retail', 'Office', 'Furniture', 'Дім', 'Rare segment']) END,
       s.ids[1 + least(5, (6 * pow(pg_temp.chance(n, 11), 1.4))::int)],
       now() - age * pg_temp.chance(n, 12),
       CASE WHEN o.id = :'organization'::uuid AND pg_temp.chance(n, 13) < 0.9 THEN sellers.ids[1 + (pg_temp.chance(n, 14) * 6)::int % 6] END,
       pg_temp.pick(n, 15, ARRAY['manual', 'manual', 'webhook', 'webhook', 'form', 'import']),
       CASE WHEN pg_temp.chance(n, 17) < 0.5 THEN (1000 + 900000 * pg_temp.chance(n, 18))::bigint * 100 END,
       CASE WHEN pg_temp.chance(n, 17) < 0.5 THEN pg_temp.pick(n, 19, ARRAY['UAH', 'UAH', 'USD', 'EUR']) END,
       '', CASE WHEN pg_temp.chance(n, 20) < 0.8 THEN now() - age * pg_temp.chance(n, 21) END,
       CASE WHEN pg_temp.chance(n, 22) < 0.5 THEN now() + interval '20 days' * (pg_temp.chance(n, 23) - 0.3) END,
       now() - age, now() - age * pg_temp.chance(n, 24)
FROM generate_series(1, 3 * :leads) n
CROSS JOIN sellers CROSS JOIN others
CROSS JOIN LATERAL (SELECT interval '730 days' * pg_temp.chance(n, 25) AS age) a
CROSS JOIN LATERAL (SELECT CASE WHEN n % 3 = 0 THEN :'organization'::uuid ELSE others.ids[1 + n % 11] END AS id) o
JOIN stages s ON s.organization_id = o.id;
INSERT INTO lead_scores (organization_id, lead_id, score)
SELECT organization_id, id, (100 * pow(pg_temp.chance(('x' || right(id::text, 8))::bit(32)::bigint, 16), 2))::int FROM leads;
INSERT INTO lead_phones (organization_id, ending, lead_id) SELECT organization_id, right(phone_digits, 9), id FROM leads;
\echo leads

INSERT INTO lead_contacts (organization_id, id, lead_id, full_name, position, phone, is_primary)
SELECT l.organization_id, gen_random_uuid(), l.id, (ARRAY['Олена Коваль', 'Сергій Гнатюк', 'Petro Lysenko'])[k], 'Buyer', '+380 50 1234567', k = 1
FROM leads l CROSS JOIN LATERAL generate_series(1, l.contact_count) k;
\echo contacts

INSERT INTO activities (organization_id, id, lead_id, type, state, title, due_at, assigned_to, created_at, ended_at, changed_at)
SELECT l.organization_id, gen_random_uuid(), l.id, (ARRAY['call', 'email', 'meeting'])[k],
       CASE WHEN k = 3 AND l.next_activity_at IS NOT NULL THEN 'scheduled' ELSE 'completed' END, 'Step ' || k,
       CASE WHEN k = 3 THEN coalesce(l.next_activity_at, l.created_at + interval '3 days') ELSE l.created_at + k * interval '1 day' END,
       l.assigned_to, l.created_at + k * interval '1 hour',
       CASE WHEN k = 3 AND l.next_activity_at IS NOT NULL THEN NULL ELSE coalesce(l.last_activity_at, l.created_at) END, l.changed_at
FROM leads l CROSS JOIN generate_series(1, 3) k;
\echo activities

INSERT INTO lead_counts (organization_id, stage_id, assigned_to, shard, n)
SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), 0, count(*) FROM leads GROUP BY 1, 2, 3;
INSERT INTO lead_sums (organization_id, stage_id, assigned_to, currency, shard, minor)
SELECT organization_id, stage_id, coalesce(assigned_to, '00000000-0000-0000-0000-000000000000'), currency, 0, sum(value_minor)
FROM leads WHERE value_minor > 0 GROUP BY 1, 2, 3, 4;

-- What ended with leads: a stay of each stage before the present one, the first contact, and one of ten a customer.
INSERT INTO lead_steps (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to)
SELECT l.organization_id, l.id, 'stay', s.ids[k], l.created_at + (k - 1) * d.step, l.created_at + k * d.step,
       coalesce(l.assigned_to, '00000000-0000-0000-0000-000000000000')
FROM leads l JOIN stages s ON s.organization_id = l.organization_id
CROSS JOIN LATERAL (SELECT array_position(s.ids, l.stage_id) - 1 AS n) p
CROSS JOIN LATERAL (SELECT (now() - l.created_at) / (p.n + 2) * (0.2 + random()) AS step) d
CROSS JOIN LATERAL generate_series(1, p.n) k;
INSERT INTO lead_steps (organization_id, lead_id, kind, stage_id, began_at, ended_at, assigned_to)
SELECT l.organization_id, l.id, x.kind, 0, l.created_at, l.created_at + (now() - l.created_at) * least(1, random() * x.part),
       coalesce(l.assigned_to, '00000000-0000-0000-0000-000000000000')
FROM leads l CROSS JOIN (VALUES ('contacted', 0.1), ('qualified', 0.8)) x (kind, part)
WHERE x.kind = 'contacted' OR random() < 0.1;
\echo steps

SELECT recount_lead_days(id) FROM organizations \g /dev/null

-- Three hundred entries in the life of one lead.
INSERT INTO audit_entries (organization_id, person_id, actor, event, target_type, target_id, before, after, at)
SELECT :'organization', :'person', 'person', CASE WHEN k % 3 = 0 THEN 'lead.moved' WHEN k % 3 = 1 THEN 'lead.changed' ELSE 'lead.assigned' END, 'lead',
       '01000000-0000-7000-8000-000000000003', '{"stage": "New"}', '{"stage": "Call"}', now() - k * interval '1 hour'
FROM generate_series(1, 300) k;

SELECT indexdef FROM kept \gexec
\echo indexes
VACUUM ANALYZE;
