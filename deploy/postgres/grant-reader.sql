-- Lets the role mobipium_reader read the mirror and change nothing. Run it in the mirror's database, as the role that owns its
-- tables, and again after this role was created anew. Idempotent.
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO mobipium_reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO mobipium_reader;
DO $$
DECLARE
    name text;
BEGIN
    -- `history` does not exist before the first migration.
    FOR name IN SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'history') LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO mobipium_reader', name);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO mobipium_reader', name);
    END LOOP;
END $$;
