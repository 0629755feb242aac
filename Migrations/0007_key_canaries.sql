-- A known text sealed with each master key: at start it tells whether the key file fits this database.
CREATE TABLE key_canaries (
    key_id     text PRIMARY KEY CHECK (key_id ~ '^[a-z0-9]{4}$'),
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT ON key_canaries TO takt_app;
