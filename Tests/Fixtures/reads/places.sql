-- A large installation around what one organization shows: two thousand others with a shop each, and twenty thousand
-- people. `fill.*` name the organization and project whose lists are read, those beside them, and their readers.

CREATE TEMP TABLE mine AS
SELECT current_setting('fill.organization')::uuid AS organization_id, current_setting('fill.project')::uuid AS project_id;
CREATE TEMP TABLE other AS
SELECT current_setting('fill.other')::uuid AS organization_id, current_setting('fill.other_project')::uuid AS project_id;
CREATE TEMP TABLE reader AS
SELECT id, row_number() OVER () AS n FROM unnest(current_setting('fill.readers')::uuid[]) AS r (id);

INSERT INTO people (id, email, name, created_at)
SELECT gen_random_uuid(), 'crowd' || n || '@example.com', 'Olena ' || n, now() FROM generate_series(1, 20000) n;
CREATE TEMP TABLE crowd AS
SELECT id, row_number() OVER (ORDER BY created_at, id) AS n FROM people WHERE email LIKE 'crowd%';

INSERT INTO organizations (id, public_id, name, created_at, suspended_at)
SELECT gen_random_uuid(), translate(lpad(to_hex(n), 10, '0'), '01', 'yz'), 'Organization ' || n, now(),
       CASE WHEN n % 500 = 0 THEN now() END
FROM generate_series(1, 2000) n;
INSERT INTO projects (organization_id, id, public_id, name, base_url, zone, created_at)
SELECT id, gen_random_uuid(), 'p' || substr(public_id, 2), 'Shop', 'https://openapi.keycrm.app/v1', 'Europe/Kyiv', now()
FROM organizations WHERE name LIKE 'Organization %';
CREATE TEMP TABLE place AS
SELECT j.organization_id, j.id AS project_id, row_number() OVER (ORDER BY j.public_id) AS n
FROM projects j JOIN organizations o ON o.id = j.organization_id WHERE o.name LIKE 'Organization %';

-- Twenty shops beside the one that is read.
INSERT INTO projects (organization_id, id, public_id, name, base_url, zone, created_at)
SELECT m.organization_id, gen_random_uuid(), 'q' || translate(lpad(to_hex(n), 9, '0'), '01', 'yz'), 'Beside ' || n,
       'https://openapi.keycrm.app/v1', 'Europe/Kyiv', now()
FROM mine m, generate_series(1, 20) n;

-- Ten people in each, eighty in mine and in the other.
INSERT INTO memberships (organization_id, person_id, role, created_at)
SELECT p.organization_id, c.id, CASE WHEN c.n % 5 = 0 THEN 'admin' ELSE 'rep' END, now()
FROM place p JOIN crowd c ON c.n % 2000 + 1 = p.n
UNION ALL
SELECT m.organization_id, c.id, 'rep', now() FROM (TABLE mine UNION ALL TABLE other) m JOIN crowd c ON c.n <= 80;
INSERT INTO project_members (organization_id, project_id, person_id)
SELECT p.organization_id, p.project_id, m.person_id
FROM (SELECT organization_id, project_id FROM place UNION ALL TABLE mine UNION ALL TABLE other) p
JOIN memberships m USING (organization_id)
ON CONFLICT DO NOTHING;
INSERT INTO invitations
    (organization_id, id, email, role, language, invited_by, token_sha256, created_at, sent_at, expires_at, accepted_at)
SELECT CASE WHEN c.n % 2 = 0 THEN m.organization_id ELSE p.organization_id END, gen_random_uuid(), 'guest' || c.n || '@example.com',
       'rep', 'en', c.id, sha256(('guest' || c.n)::bytea), now(), now(), now() + interval '7 days',
       CASE WHEN c.n % 200 > 0 THEN now() END
FROM crowd c JOIN place p ON p.n = c.n % 2000 + 1 CROSS JOIN mine m;

-- What belongs to people alone.
INSERT INTO sessions (token_sha256, person_id, csrf_key, is_long, expires_at, user_agent, address)
SELECT sha256(('s' || n)::bytea), id, sha256('k'), false, now() + interval '7 days', 'test', '127.0.0.0/24' FROM crowd;
INSERT INTO device_marks (token_sha256, person_id) SELECT sha256(('d' || n)::bytea), id FROM crowd;
INSERT INTO password_resets (token_sha256, person_id, expires_at) SELECT sha256(('r' || n)::bytea), id, now() FROM crowd;
INSERT INTO email_changes (token_sha256, person_id, email, expires_at)
SELECT sha256(('e' || n)::bytea), id, 'new' || n || '@example.com', now() FROM crowd;
INSERT INTO sign_ups (token_sha256, email, name, organization, language, expires_at)
SELECT sha256(('u' || n)::bytea), 'new' || n || '@example.com', 'Olena', 'Dubok', 'en', now() FROM crowd;
INSERT INTO second_factors (person_id, seed, last_step, created_at) SELECT id, 'x', 0, now() FROM crowd;
INSERT INTO recovery_codes (person_id, code_sha256) SELECT id, sha256(('c' || n)::bytea) FROM crowd;

-- Two thousand notices of each reader, a third of them unread; the rest other people's.
INSERT INTO notifications (organization_id, person_id, type, title, message, created_at, told_at, is_read, read_at)
SELECT m.organization_id, coalesce(r.id, c.id), 'info', 'notice.other', 'notice.other_text', now(), now(), c.n % 3 > 0,
       CASE WHEN c.n % 3 > 0 THEN now() END
FROM mine m, crowd c LEFT JOIN reader r ON r.n = c.n % 10;

-- Fifteen views of each reader in the shop that is read, five shared; the rest other people's and other lists'.
INSERT INTO saved_views (organization_id, list, project_id, owner_id, name, query, is_shared, saved_at)
SELECT m.organization_id, 'orders', m.project_id, r.id, 'View ' || s, 'state=over', s <= 5, now()
FROM mine m, reader r, generate_series(1, 15) s
UNION ALL
SELECT m.organization_id, 'orders', CASE WHEN c.n % 9 > 0 THEN p.project_id ELSE m.project_id END, c.id, 'View ' || c.n,
       'state=over', c.n % 9 > 0, now()
FROM mine m, crowd c JOIN place p ON p.n = c.n % 2000 + 1;
INSERT INTO default_views (organization_id, list, project_id, person_id, view_id)
SELECT v.organization_id, v.list, v.project_id, v.owner_id, v.id FROM saved_views v JOIN crowd c ON c.id = v.owner_id;

-- Programs: thirty tokens of each reader, the rest of the others.
INSERT INTO api_tokens (organization_id, id, person_id, name, scopes, secret_sha256, created_at, expires_at)
SELECT t.organization_id, 'pq' || translate(lpad(to_hex(row_number() OVER ()), 10, '0'), '01', 'yz'), t.person_id, 'Screen',
       '{orders:read}', sha256('t'), now(), now() + interval '90 days'
FROM (SELECT organization_id, person_id FROM memberships
      UNION ALL SELECT m.organization_id, r.id FROM mine m, reader r, generate_series(1, 30)) t;
INSERT INTO api_answers (organization_id, token_id, key, request_sha256, claim, claimed_until, status)
SELECT organization_id, id, 'key', sha256('a'), '\x00112233445566778899aabbccddeeff', now(), 200 FROM api_tokens;
