-- The id of this mirror. A dump contains it, so a restored database is the same mirror.
CREATE TABLE mirror_identity (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO mirror_identity DEFAULT VALUES;
