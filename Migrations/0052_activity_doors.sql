-- What somebody wrote down found by who did, for the lists that programs read.
CREATE INDEX activities_of_creator ON activities (organization_id, created_by, id);
-- Their list stands in the order of their making, also where only some are asked for.
CREATE INDEX activities_of_type ON activities (organization_id, type, id);
CREATE INDEX activities_not_completed ON activities (organization_id, id) WHERE state <> 'completed';
