#!/usr/bin/env bash
# A private RabbitMQ node on loopback: rabbitmq.sh start|stop|kill|status|env (README.md). Durable messages survive `kill`.
# MEDSSL_RABBITMQ_PORT chooses the port; MEDSSL_RABBITMQ_PLUGINS=rabbitmq_management (at the first start) adds the web page.
SERVER=rabbitmq
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The wrapper in the path insists on the user rabbitmq; these are the programs that it calls.
BIN=/usr/lib/rabbitmq/bin

server_is_up() { process_id "$FOLDER/rabbitmq.pid" >/dev/null && port_is_open "$(known_port amqp)"; }

write_configuration() {
  cat >"$FOLDER/rabbitmq.conf" <<CONFIG
listeners.tcp.local = 127.0.0.1:$1
vm_memory_high_watermark.absolute = 1GiB
disk_free_limit.absolute = 200MB
# The write-ahead log of the quorum queues would take 512 MiB before it is rolled.
raft.wal_max_size_bytes = 67108864
log.file.level = warning
log.console = false
CONFIG
  if [[ ${MEDSSL_RABBITMQ_PLUGINS:-} == *rabbitmq_management* ]]; then
    printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$(choose_port management)" >>"$FOLDER/rabbitmq.conf"
  fi
  printf '[%s].\n' "${MEDSSL_RABBITMQ_PLUGINS:-}" >"$FOLDER/enabled_plugins"
  : >"$FOLDER/env.conf"
}

export_environment() {
  export HOME=$FOLDER/home
  export ERL_EPMD_PORT ERL_EPMD_ADDRESS=127.0.0.1
  ERL_EPMD_PORT=$(choose_port epmd)
  export RABBITMQ_NODENAME=medssl@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$1 RABBITMQ_DIST_PORT
  RABBITMQ_DIST_PORT=$(choose_port distribution)
  export RABBITMQ_MNESIA_BASE=$FOLDER/data RABBITMQ_LOG_BASE=$FOLDER/log RABBITMQ_PID_FILE=$FOLDER/rabbitmq.pid
  export RABBITMQ_CONFIG_FILE=$FOLDER/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=$FOLDER/env.conf
  export RABBITMQ_ENABLED_PLUGINS_FILE=$FOLDER/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
}

# A bad line in the configuration ends the node at once: no need to wait for the port then.
is_up_or_ended() { server_is_up || ! kill -0 "$1" 2>/dev/null; }

start_server() {
  [[ -x $BIN/rabbitmq-server ]] || fail "$BIN/rabbitmq-server is missing; install the package rabbitmq-server (deploy/local/install.sh does)"
  local port
  port=$(choose_port amqp "${MEDSSL_RABBITMQ_PORT:-}")
  mkdir -p "$FOLDER"/{home,data,log}
  rm -f "$FOLDER/rabbitmq.pid"
  write_configuration "$port"
  (
    export_environment "$port"
    export MEDSSL_LOCAL_SERVER=$FOLDER # as launch sets it; launch itself would leave a shell behind that waits
    epmd -daemon 9>&-
    exec setsid "$BIN/rabbitmq-server" 9>&-
  ) >"$FOLDER/log/start.log" 2>&1 </dev/null &
  wait_for 120 "the node to open port $port (log: $FOLDER/log)" is_up_or_ended $!
  server_is_up || fail "the node did not start: $(tail -n 5 "$FOLDER/log/start.log")"
  say "up on 127.0.0.1:$port"
}

# The port mapper outlives its node by design; only the one that carries our mark is ended.
stop_port_mapper() {
  local folder
  for folder in /proc/[0-9]*; do
    if [[ $(cat "$folder/comm" 2>/dev/null) == epmd ]] && process_is_ours "${folder#/proc/}"; then
      kill "${folder#/proc/}"
    fi
  done
}

stop_server() {
  stop_process "$FOLDER/rabbitmq.pid" 20
  stop_port_mapper
}

kill_server() { kill_process "$FOLDER/rabbitmq.pid"; }

server_environment() {
  printf 'MEDSSL_Bus__Transport=RabbitMQ\n'
  printf 'MEDSSL_Bus__Host=127.0.0.1\n'
  printf 'MEDSSL_Bus__Port=%s\n' "$(known_port amqp)"
  printf 'MEDSSL_Bus__Username=guest\n'
  printf 'MEDSSL_Bus__Password=guest\n'
}

dispatch "$@"
