#!/bin/sh
# Write the secrets of docker-compose.yml, one file each, to deploy/secrets.
#
#   MOBIPIUM_API_TOKEN=... sh deploy/make-secrets.sh     (without the variable the script asks for the token)
#
# Idempotent: existing secrets stay unchanged.
set -eu
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
mkdir -p "$folder"
# Only the owner can enter the folder. The files are readable by all, because the users inside the containers read them.
chmod 700 "$folder"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

write_once() {
  [ -s "$folder/$1" ] && return
  printf '%s\n' "$2" > "$folder/$1"
  chmod 444 "$folder/$1"
  echo "Wrote deploy/secrets/$1"
}

if [ ! -s "$folder/mobipium_api_token" ] && [ -z "${MOBIPIUM_API_TOKEN:-}" ]; then
  printf 'Mobipium API token (not shown): ' >&2
  if [ -t 0 ]; then
    trap 'stty echo' EXIT
    stty -echo
  fi
  read -r MOBIPIUM_API_TOKEN
  [ ! -t 0 ] || { stty echo && echo >&2; }
  [ -n "$MOBIPIUM_API_TOKEN" ] || { echo 'A token is required.' >&2; exit 1; }
fi

write_once mobipium_api_token "${MOBIPIUM_API_TOKEN:-}"
write_once api_key "$(random)"
write_once api_read_key "$(random)"
write_once postgres_password "$(random)"
write_once temporal_database_password "$(random)"
write_once mobipium_database_password "$(random)"
write_once reader_database_password "$(random)"
write_once grafana_password "$(random)"
write_once database_url "postgresql://mobipium:$(cat "$folder/mobipium_database_password")@postgres:5432/mobipium"
