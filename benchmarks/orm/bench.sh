#!/bin/bash
# The whole comparison: a private PostgreSQL, fresh data, ROUNDS rounds, the tables. Needs `npm run prepare-peers` once.
set -e
cd "$(dirname "$0")"
./pgctl.sh start
./pgctl.sh psql -q -d postgres -c "create database bench" || true
node seed.mjs
rm -f results/rounds.jsonl
for round in $(seq "${ROUNDS:-3}"); do node run.mjs --round "$round" "$@"; done
./pgctl.sh stop
node report.mjs
