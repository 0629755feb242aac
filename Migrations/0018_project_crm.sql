-- Which CRM a project is connected to: KeyCRM, or the one inside the program that demo organizations use.
ALTER TABLE projects ADD COLUMN crm text NOT NULL DEFAULT 'keycrm' CHECK (crm IN ('keycrm', 'demo'));
