-- The outbox: a mail stands or falls with the transaction that posted it and is sent afterwards by a job.
-- It belongs to no organization: most are about a person, or about somebody who has no account yet.

CREATE TABLE mails (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    recipient   text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
    language    text NOT NULL CHECK (language IN ('en', 'uk')),
    -- What the sentences name; emptied once the mail is gone.
    fields      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(fields) = 'object'),
    -- Where its button leads, without the origin: as it is, or sealed where it holds a secret.
    path        text,
    sealed_path bytea,
    state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    -- Counted and committed before the attempt, so that a mail that ends its process is tried a bounded number of times.
    attempts    integer NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL DEFAULT now(),
    -- After this it would be of no use to anybody.
    send_before timestamptz,
    -- What the last attempt came to, in the server's words where there are any.
    outcome     text CHECK (length(outcome) <= 400),
    posted_at   timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    CONSTRAINT mail_ends_once CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CONSTRAINT mail_forgets_its_secret CHECK (state = 'waiting' OR sealed_path IS NULL)
);
CREATE INDEX mails_recent ON mails (posted_at DESC, id DESC);
CREATE INDEX mails_failed ON mails (ended_at DESC) WHERE state = 'failed';
CREATE INDEX mails_ended ON mails (ended_at) WHERE state <> 'waiting';

ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
-- Posted from anywhere; seen again only by transactions of nobody: the job that sends, the operator's list.
CREATE POLICY installation ON mails
    USING ((SELECT current_organization()) IS NULL AND (SELECT current_person()) IS NULL)
    WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON mails TO takt_app;
