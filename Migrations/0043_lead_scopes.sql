-- What tokens may be used for of the selling half.

ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_scopes_check;
ALTER TABLE api_tokens ADD CONSTRAINT api_tokens_scopes_check CHECK (
    cardinality(scopes) > 0
    AND scopes <@ ARRAY['projects:read', 'projects:write', 'orders:read', 'leads:read', 'leads:write', 'activities:read',
                        'activities:write', 'customers:read', 'customers:write', 'settings:read', 'settings:write',
                        'notifications:read', 'notifications:write']);
