#!/bin/sh
# Write the secrets that docker-compose.yml reads, each into a file of its own in deploy/secrets.
#
#   MOBIPIUM_API_TOKEN=... sh deploy/make-secrets.sh     or without: it asks for the token
#
# A secret that is there already stays as it is, so it can be run again.
set -eu
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
mkdir -p "$folder"
# The folder is shut to others; the files are not, since the users inside the containers have to read them.
chmod 700 "$folder"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

keep() {
  [ -s "$folder/$1" ] && return
  printf '%s\n' "$2" > "$folder/$1"
  chmod 444 "$folder/$1"
  echo "deploy/secrets/$1 is written"
}

if [ ! -s "$folder/mobipium_api_token" ] && [ -z "${MOBIPIUM_API_TOKEN:-}" ]; then
  printf 'The token of the Mobipium API: ' >&2
  read -r MOBIPIUM_API_TOKEN
  [ -n "$MOBIPIUM_API_TOKEN" ] || { echo 'Without a token nothing can be mirrored.' >&2; exit 1; }
fi

keep mobipium_api_token "${MOBIPIUM_API_TOKEN:-}"
keep api_key "$(random)"
keep postgres_password "$(random)"
keep temporal_database_password "$(random)"
keep mobipium_database_password "$(random)"
keep database_url "postgresql://mobipium:$(cat "$folder/mobipium_database_password")@postgres:5432/mobipium"
