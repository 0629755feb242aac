-- What somebody wrote down found by who did, for the lists that programs read.
CREATE INDEX activities_of_creator ON activities (organization_id, created_by, id);
