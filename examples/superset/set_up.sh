#!/bin/sh
# Set up Apache Superset on what `make export` writes: sh examples/superset/set_up.sh [data/export]
set -eu
tables="$(cd "${1:-data/export}" && pwd)/tables.duckdb"
: "${SUPERSET_SECRET_KEY:?Set it to a long random text, as openssl rand -base64 42 prints one, and keep it.}"
: "${SUPERSET_ADMIN_PASSWORD:?Set it to the password of the user admin.}"
export FLASK_APP=superset

superset db upgrade
superset fab create-admin --username admin --firstname Lead --lastname Scoring --email admin@localhost.example \
    --password "$SUPERSET_ADMIN_PASSWORD"
superset init
superset set-database-uri --database-name "lead scoring" --uri "duckdb:///$tables?access_mode=read_only"
