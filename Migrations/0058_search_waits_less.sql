-- A GIN index keeps what is new in a list first, which every search reads through, and puts it in its place when the list
-- is full. At 4 MB one person's click paid for all of it: some seconds with a million leads, and minutes where the pages
-- were not in memory. Without any list each lead costs twice as much. 256 kB are soon read and soon put away.
ALTER INDEX leads_search SET (gin_pending_list_limit = 256);
ALTER INDEX customers_search SET (gin_pending_list_limit = 256);
SELECT gin_clean_pending_list('leads_search'), gin_clean_pending_list('customers_search');
