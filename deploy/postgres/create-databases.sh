#!/bin/sh
# The PostgreSQL image runs this script once, for an empty volume. It creates separate roles and databases for the mirror
# and for Temporal, so that neither can access the other's data.
set -eu

role() {
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set name="$1" --set password="$(cat "/run/secrets/$2")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
SQL
}

database() {
  createdb --username "$POSTGRES_USER" --owner "$2" "$1"
}

role mobipium mobipium_database_password
database mobipium mobipium

# For Grafana: it reads the mirror, and its queries are ended after ten seconds.
role mobipium_reader reader_database_password
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname mobipium \
  --command "ALTER ROLE mobipium_reader CONNECTION LIMIT 8" \
  --command "ALTER ROLE mobipium_reader SET statement_timeout = '10s'" \
  --command 'SET ROLE mobipium' --file /etc/postgres/grant-reader.sql

role temporal temporal_database_password
database temporal temporal
database temporal_visibility temporal
