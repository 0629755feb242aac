-- What was done, what is to be done and what was sent: most of it long ago or by others.

INSERT INTO audit_entries (organization_id, person_id, actor, event, target_type, target_id, at)
SELECT m.organization_id, CASE WHEN s % 50 = 0 THEN r.id END, CASE WHEN s % 50 = 0 THEN 'person' ELSE 'system:statuses' END,
       CASE WHEN s % 1000 = 0 THEN 'project.hook_rotated' ELSE 'statuses.fetched' END, 'project',
       CASE WHEN s % 2000 = 0 THEN 'rare' ELSE 'common' || s % 20 END,
       current_setting('fill.now')::timestamptz - (20000 - s) * interval '10 minutes'
FROM (SELECT *, 20000 AS entries FROM mine UNION ALL SELECT *, 10000 FROM other) m
CROSS JOIN LATERAL generate_series(1, m.entries) s LEFT JOIN reader r ON r.n = 1;
INSERT INTO audit_links (organization_id, number, entry_id, hash)
SELECT organization_id, row_number() OVER (PARTITION BY organization_id ORDER BY id), id, sha256('l') FROM audit_entries
ON CONFLICT DO NOTHING;
INSERT INTO audit_open (organization_id, entry_id, digest)
SELECT organization_id, id, sha256('o') FROM audit_entries ON CONFLICT DO NOTHING;
INSERT INTO installation_entries (person_id, actor, event, target_type, target_id, at)
SELECT id, 'person', CASE WHEN n % 1000 = 0 THEN 'operator.added' ELSE 'session.begun' END, 'person', id::text, now()
FROM crowd ORDER BY n;
INSERT INTO denials (organization_id, hour, person_id, right_key, count, last_at)
SELECT m.organization_id, t, c.id, 'rules.edit', 1, t
FROM (TABLE mine UNION ALL TABLE other) m, generate_series(1, 1000) h JOIN crowd c ON c.n <= 10,
     LATERAL (SELECT date_trunc('hour', current_setting('fill.now')::timestamptz) - h * interval '1 day' AS t) x;
INSERT INTO sign_in_failures (hour, person_id, count, last_at)
SELECT t, id, 1, t FROM crowd,
     LATERAL (SELECT date_trunc('hour', current_setting('fill.now')::timestamptz) - n % 48 * interval '1 hour' AS t) x;

INSERT INTO jobs (organization_id, kind, state, owner, lease_until)
SELECT p.organization_id, 'test', (c.n % 1000 = 0)::int, CASE WHEN c.n % 1000 = 0 THEN 'w' END,
       CASE WHEN c.n % 1000 = 0 THEN now() END
FROM crowd c JOIN place p ON p.n = c.n % 2000 + 1;
INSERT INTO dead_jobs (job_id, organization_id, kind, payload, priority, max_attempts, attempts, reason, created_at)
SELECT c.n, CASE WHEN c.n % 100 = 0 THEN m.organization_id ELSE p.organization_id END,
       CASE WHEN c.n % 2000 = 0 THEN 'rare' ELSE 'test' END, '{}', 1, 1, 1, 'x', now()
FROM mine m, crowd c JOIN place p ON p.n = c.n % 2000 + 1 ORDER BY c.n;
INSERT INTO scheduled_tasks (organization_id, project_id, task, timetable, zone, counted_at, next_at)
SELECT p.organization_id, p.project_id, t, 'x', 'UTC', now(), now()
FROM place p, unnest('{refresh_statuses,purge_payloads,tell_ending_tokens,beside1,beside2,beside3}'::text[]) t;
INSERT INTO scheduled_runs (organization_id, project_id, task, due_at, begun_at, ended_at, outcome)
SELECT p.organization_id, p.project_id, CASE WHEN c.n % 2 = 0 THEN 'refresh_statuses' ELSE 'purge_payloads' END,
       now() - c.n * interval '1 minute', now() - c.n * interval '1 minute', now(), 'done'
FROM crowd c JOIN place p ON p.n = c.n % 2000 + 1;

-- Twenty that failed and twenty that wait, all of them old.
INSERT INTO mails (id, kind, recipient, language, state, posted_at, ended_at)
SELECT gen_random_uuid(), 'password_reset', 'a@b.example', 'en', s, now() - n * interval '1 minute',
       CASE WHEN s <> 'waiting' THEN now() END
FROM generate_series(1, 20000) n,
     LATERAL (SELECT CASE WHEN n > 19980 THEN 'failed' WHEN n > 19960 THEN 'waiting' ELSE 'sent' END AS s) x;

INSERT INTO events (organization_id, topic, project_id)
SELECT p.organization_id, 'order_updated', p.project_id FROM crowd c JOIN place p ON p.n = c.n % 2000 + 1;
INSERT INTO files (organization_id, id, kind, name, width, height, content, saved_at)
SELECT p.organization_id, gen_random_uuid(), 'png', 'logo.png', 1, 1, 'x', now() FROM place p, generate_series(1, 6);
INSERT INTO running_exports (organization_id, goes_on_until)
SELECT p.organization_id, now() + interval '1 hour' FROM place p, generate_series(1, 6);
INSERT INTO buckets (key, tokens, granted, at) SELECT 'crowd:' || n, 1, true, now() FROM crowd;
INSERT INTO call_lines (key_hash, tokens, at) SELECT sha256(('l' || n)::bytea), 1, now() FROM crowd;
INSERT INTO hook_refusals (hour, kind, count)
SELECT date_trunc('hour', now()) - n * interval '1 hour', k, 1 FROM generate_series(1, 5000) n, unnest('{unknown,get}'::text[]) k;
