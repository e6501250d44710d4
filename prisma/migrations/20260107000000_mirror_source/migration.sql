-- `source` is the name that the API and the CLI use for the network that a database mirrors.
ALTER TABLE mirror_origin RENAME TO mirror_source;
ALTER TABLE mirror_source RENAME COLUMN origin TO source;
ALTER TABLE mirror_source RENAME CONSTRAINT mirror_origin_pkey TO mirror_source_pkey;
ALTER TABLE mirror_source RENAME CONSTRAINT mirror_origin_only_row_check TO mirror_source_only_row_check;
