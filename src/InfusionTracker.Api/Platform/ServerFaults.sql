-- Runs a function of the schema, and so loads what those are run by. What it sets ends with the statement.
-- :works
select admit(null, '{none}', 'none', null);
