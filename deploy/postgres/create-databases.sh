#!/bin/sh
# PostgreSQL's image runs this once, on an empty volume: a database and a role of its own for the mirror and for
# Temporal, so that neither can touch the other's.
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

role temporal temporal_database_password
database temporal temporal
database temporal_visibility temporal
