-- An organization with one shop, eighteen statuses, Mon–Fri 9–18 in Kyiv, the preset limits, and its
-- administrator. Run as the superuser; :hook is the SHA-256 of the webhook's secret, in hex.
\set organization '00000000-0000-7000-8000-000000000001'
\set shop '00000000-0000-7000-8000-000000000002'
\set person '00000000-0000-7000-8000-000000000003'

BEGIN;
INSERT INTO organizations (id, public_id, name, zone, created_at)
VALUES (:'organization', 'benchrg222', 'Bench', 'Europe/Kyiv', now());
INSERT INTO people (id, email, name, is_operator, created_at) VALUES (:'person', 'bench@example.com', 'Olena', true, now());
INSERT INTO memberships (organization_id, person_id, role, created_at) VALUES (:'organization', :'person', 'admin', now());
INSERT INTO projects (organization_id, id, public_id, name, base_url, zone, created_at)
VALUES (:'organization', :'shop', :'project', 'Shop', 'https://openapi.keycrm.app/v1', 'Europe/Kyiv', now());
INSERT INTO hook_tokens (organization_id, project_id, token_sha256, sealed, created_at)
VALUES (:'organization', :'shop', decode(:'hook', 'hex'), '\x00', now());
INSERT INTO status_groups (organization_id, project_id, number, name)
SELECT :'organization', :'shop', number, name
FROM (VALUES (1, 'New'), (2, 'Approval'), (3, 'Production'), (4, 'Delivery'), (5, 'Done'), (6, 'Cancelled')) g (number, name);
INSERT INTO statuses (organization_id, project_id, status_id, name, alias, source_group, is_closing, is_new, seen_at)
SELECT :'organization', :'shop', id, 'Status ' || id, 'status_' || id, g, g > 4, false, now()
FROM (VALUES (1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (6, 3), (7, 3), (9, 3), (14, 3), (15, 3), (8, 4), (10, 4), (11, 4),
             (16, 4), (12, 5), (13, 5), (19, 6), (20, 6)) s (id, g);
INSERT INTO rule_versions (organization_id, project_id, kind, version, document, saved_at)
SELECT :'organization', :'shop', kind, 1, document::jsonb, now()
FROM (VALUES
    ('sla', '{"near":80,"normal":{"1":28800,"2":86400,"3":86400,"4":43200},"urgent":{}}'),
    ('hours', '{"groups":{},"project":{"week":{"mon":[["09:00","18:00"]],"tue":[["09:00","18:00"]],"wed":[["09:00","18:00"]],"thu":[["09:00","18:00"]],"fri":[["09:00","18:00"]]}}}'),
    ('statuses', '{"closing":[12,13,19,20],"groups":{"1":1,"2":1,"3":2,"4":2,"5":2,"6":3,"7":3,"9":3,"14":3,"15":3,"8":4,"10":4,"11":4,"16":4,"12":5,"13":5,"19":6,"20":6}}')
) r (kind, document);
COMMIT;
