#!/usr/bin/env bash
# Holds the API against its own description: some 2,000 requests, right and wrong ones, that schemathesis makes of
# /docs/json. They go to a service of their own, with real servers and the sandbox, in a folder that is deleted afterwards.
#
#   npm run test:contract                  what it does with more or fewer: npm run test:contract -- --max-examples 20
#
# Needs Python 3.10 or newer; schemathesis is installed once, into the project's cache folder.
set -euo pipefail
cd "$(dirname "$0")/../.."

VERSION=4.32.5
venv="${XDG_CACHE_HOME:-$HOME/.cache}/mobipium-sync/schemathesis-$VERSION"
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "schemathesis==$VERSION"
fi

folder="$(mktemp -d)"
# Where root runs this, PostgreSQL runs as another user, and has to get in.
chmod 711 "$folder"
export API_KEY=contract-key DATA_DIR="$folder/data" PORT=0
node --import tsx src/cli/main.ts start >"$folder/service.log" 2>&1 &
service=$!
# The service closes what it opened; the folder is of no use without it.
trap 'kill -INT $service 2>/dev/null; wait $service 2>/dev/null || true; rm -rf "$folder"' EXIT

url=""
for _ in $(seq 120); do
  kill -0 $service 2>/dev/null || { cat "$folder/service.log"; exit 1; }
  url="$(sed -n 's#^API  *\(http://[^/]*\)/.*#\1#p' "$folder/service.log")"
  [ -n "$url" ] && grep -q '^Schedules:' "$folder/service.log" && break
  sleep 1
done
[ -n "$url" ] || { cat "$folder/service.log"; exit 1; }

# What it prints is the report; after a fault, with the errors that the service noted.
config="$PWD/test/contract/schemathesis.toml"
hold() {
  (cd "$folder" && "$venv/bin/schemathesis" --config-file "$config" run "$url/docs/json" \
    --header "Authorization: Bearer $API_KEY" --seed 20260105 --no-color "$@")
}
# Whether each route wants the key is asked by itself, and slowly: an address that shows more than ten wrong keys a
# minute is told to wait, whatever it shows.
if ! { hold --checks all --exclude-checks ignored_auth "$@" &&
  hold --checks ignored_auth --phases fuzzing --max-examples 1 --rate-limit 24/m; }; then
  grep '"level":50' "$DATA_DIR/sandbox/mobipium-sync.log" | tail -n 30
  exit 1
fi
