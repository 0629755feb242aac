-- Fifty viewers of the shop, each with a session whose token follows from their number.
INSERT INTO people (id, email, name, created_at)
SELECT ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 'viewer' || n || '@example.com', 'Viewer ' || n, now()
FROM generate_series(0, 49) n;
INSERT INTO memberships (organization_id, person_id, role, created_at)
SELECT o.id, p.id, 'viewer', now() FROM organizations o, people p WHERE p.email LIKE 'viewer%';
INSERT INTO project_members (organization_id, project_id, person_id)
SELECT j.organization_id, j.id, p.id FROM projects j, people p WHERE p.email LIKE 'viewer%';
INSERT INTO sessions (token_sha256, person_id, csrf_key, is_long, expires_at)
SELECT sha256(sha256(convert_to('stream ' || n, 'UTF8'))), ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid,
       decode(repeat('07', 32), 'hex'), true, now() + interval '30 days'
FROM generate_series(0, 49) n;
