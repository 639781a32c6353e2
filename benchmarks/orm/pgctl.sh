#!/bin/bash
# Private PostgreSQL for the benchmark: ./pgctl.sh start|stop|psql [args]
# Data in ./pg/data, socket in ./pg, port 54329 (loopback + unix socket). Runs as user "postgres".
HERE=$(cd "$(dirname "$0")" && pwd); cd "$HERE"
PORT=54329; BIN=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
case "$1" in
start)
  mkdir -p pg; chown postgres pg
  if [ ! -d pg/data ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups $BIN/initdb -D "$HERE/pg/data" -U bench -A trust -E UTF8 --locale=C.UTF-8 >pg/initdb.log 2>&1 || { cat pg/initdb.log; exit 1; }
    cat >>pg/data/postgresql.conf <<C
port=$PORT
listen_addresses='127.0.0.1'
unix_socket_directories='$HERE/pg'
shared_buffers=256MB
fsync=on
synchronous_commit=off
max_wal_size=2GB
autovacuum=off
jit=off
C
  fi
  # taskset so that the server sits on CPU 1 and the client on CPU 0
  setpriv --reuid=postgres --regid=postgres --init-groups taskset -c ${PGCPU:-1} $BIN/pg_ctl -D "$HERE/pg/data" -l "$HERE/pg/log" -w start >/dev/null && echo started ;;
stop) setpriv --reuid=postgres --regid=postgres --init-groups $BIN/pg_ctl -D "$HERE/pg/data" -m fast -w stop ;;
psql) shift; exec psql -h "$HERE/pg" -p $PORT -U bench "$@" ;;
esac
