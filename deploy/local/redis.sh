#!/usr/bin/env bash
# A private Redis on loopback: redis.sh start|stop|kill|status|env (README.md). MEDSSL_REDIS_PORT chooses the port.
SERVER=redis
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

server_is_up() {
  local port
  port=$(known_port redis)
  process_id "$FOLDER/redis.pid" >/dev/null && [[ $(redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null) == PONG ]]
}

start_server() {
  require_command redis-server redis-server
  local port
  port=$(choose_port redis "${MEDSSL_REDIS_PORT:-}")
  mkdir -p "$FOLDER/data"
  # Append-only with a sync per write: leases and fencing counters survive a kill. The process title is left alone because
  # rewriting it may overwrite the environment by which process_is_ours knows the process.
  cat >"$FOLDER/redis.conf" <<CONFIG
bind 127.0.0.1
port $port
daemonize yes
set-proc-title no
pidfile "$FOLDER/redis.pid"
logfile "$FOLDER/redis.log"
dir "$FOLDER/data"
save ""
appendonly yes
appendfsync always
maxmemory 256mb
maxmemory-policy noeviction
CONFIG
  launch redis-server "$FOLDER/redis.conf" >"$FOLDER/start.log" 2>&1 || fail "did not start: $(tail -n 3 "$FOLDER/start.log" "$FOLDER/redis.log" 2>/dev/null)"
  wait_for 15 "an answer on port $port (log: $FOLDER/redis.log)" server_is_up
  say "up on 127.0.0.1:$port"
}

stop_server() { stop_process "$FOLDER/redis.pid" 10; }

kill_server() { kill_process "$FOLDER/redis.pid"; }

server_environment() {
  printf 'MEDSSL_Coordination__Kind=Redis\n'
  printf 'MEDSSL_Coordination__ConnectionString=127.0.0.1:%s\n' "$(known_port redis)"
}

dispatch "$@"
