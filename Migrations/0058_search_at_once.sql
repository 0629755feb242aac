-- What is searched is put into its index with each row. Kept in a list first, as a GIN index does by itself, it was
-- read through by every search, and whoever filled the list up had to put all of it in: with a million leads some seconds
-- of one person's click, and minutes where the pages were not in memory.
ALTER INDEX leads_search SET (fastupdate = off);
ALTER INDEX customers_search SET (fastupdate = off);
SELECT gin_clean_pending_list('leads_search'), gin_clean_pending_list('customers_search');
