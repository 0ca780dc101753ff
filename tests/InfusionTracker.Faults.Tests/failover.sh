#!/usr/bin/env bash
# A real failover: Patroni, etcd and two PostgreSQLs, synchronous, on loopback, with the service connected to both.
#   tests/InfusionTracker.Faults.Tests/failover.sh [RUNS]
# kills the primary RUNS times (3 where nothing is said) while clients write, and switches over in order as often, and
# prints what came of it. Debian's packages are installed where they are missing, which takes root. What it starts, it
# ends; what it writes, it deletes, save with KEEP=1.
# It calls itself as "failover.sh kill|start FOLDER NODE".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# PostgreSQL does not run as root.
as_user() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; else "$@"; fi; }

start_node() { # FOLDER NODE
  as_user bash -c 'cd "$1"; PYTHONDONTWRITEBYTECODE=1 setsid patroni "node$2.yml" >>"node$2.log" 2>&1 </dev/null & echo $! >"node$2.pid"' _ "$1" "$2"
}

kill_node() { # FOLDER NODE: the whole machine is gone at once, as far as one machine can play two
  local postmaster children=""
  kill -9 "$(cat "$1/node$2.pid")" 2>/dev/null || true
  if postmaster=$(head -n 1 "$1/node$2/postmaster.pid" 2>/dev/null); then
    children=$(ps -o pid= --ppid "$postmaster" || true)
    # shellcheck disable=SC2086 # one word a process
    kill -9 "$postmaster" $children 2>/dev/null || true
  fi
}

case ${1:-} in
  kill) kill_node "$2" "$3"; exit ;;
  start) start_node "$2" "$3"; exit ;;
esac

runs=${1:-3}
if ! command -v patroni >/dev/null || ! command -v etcd >/dev/null || ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends patroni etcd-server python3-etcd postgresql
fi
bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -n 1)")

folder=$(mktemp -d /tmp/infusion-tracker-failover-XXXXXX)
chmod 0711 "$folder"
finish() {
  kill_node "$folder" 1
  kill_node "$folder" 2
  kill -9 "$(cat "$folder/etcd.pid")" 2>/dev/null || true
  if [ "${KEEP:-0}" = 1 ]; then echo "Kept: $folder"; else sleep 1; rm -rf "$folder"; fi
}
trap finish EXIT
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi

# Six ports that nobody listens at.
mapfile -t ports < <(python3 - <<'PYTHON'
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
for s in held: print(s.getsockname()[1])
PYTHON
)
password=$(head -c 24 /dev/urandom | base64 | tr -d '/+=')

as_user bash -c 'cd "$1"; setsid etcd --data-dir etcd --log-level error \
  --listen-client-urls "$2" --advertise-client-urls "$2" --listen-peer-urls "$3" --initial-advertise-peer-urls "$3" \
  --initial-cluster "default=$3" >etcd.log 2>&1 </dev/null & echo $! >etcd.pid' \
  _ "$folder" "http://127.0.0.1:${ports[0]}" "http://127.0.0.1:${ports[1]}"

for node in 1 2; do
  cat >"$folder/node$node.yml" <<YAML
scope: infusion-tracker
name: node$node
restapi: { listen: "127.0.0.1:${ports[$((1 + node))]}", connect_address: "127.0.0.1:${ports[$((1 + node))]}" }
etcd3: { host: "127.0.0.1:${ports[0]}" }
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 3
    retry_timeout: 5
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: { wal_log_hints: "on", max_connections: 100, timezone: UTC }
  initdb: [ encoding: UTF8, locale: C, data-checksums ]
postgresql:
  listen: "127.0.0.1:${ports[$((3 + node))]}"
  connect_address: "127.0.0.1:${ports[$((3 + node))]}"
  data_dir: $folder/node$node
  bin_dir: $bin
  pgpass: $folder/pgpass$node
  authentication:
    superuser: { username: postgres, password: $password }
    replication: { username: replicator, password: $password }
  parameters:
    unix_socket_directories: $folder
    log_error_verbosity: terse
    log_parameter_max_length: 0
    log_parameter_max_length_on_error: 0
  pg_hba:
    - local all all scram-sha-256
    - host all all 127.0.0.1/32 scram-sha-256
    - host replication replicator 127.0.0.1/32 scram-sha-256
YAML
  [ "$(id -u)" != 0 ] || chown postgres "$folder/node$node.yml"
  chmod 0600 "$folder/node$node.yml"
done
printf '%s\n' "Host=127.0.0.1:${ports[4]},127.0.0.1:${ports[5]};Username=postgres;Password=$password;Database=postgres" \
  "http://127.0.0.1:${ports[2]}" "http://127.0.0.1:${ports[3]}" >"$folder/addresses"
start_node "$folder" 1
start_node "$folder" 2
dotnet run --project "$here" ${NO_BUILD:+--no-build} -- --failovers "$runs" "$folder"
