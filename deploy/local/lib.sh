# shellcheck shell=bash
# Shared by the scripts of this folder: where a server keeps its state, which ports it takes, how it is watched and stopped.
#
# A server script sets SERVER (its name), defines start_server, stop_server, server_is_up, server_environment and, where a
# crash can be played, kill_server, and ends with:  dispatch "$@"

set -euo pipefail

MEDSSL_LOCAL_DIR=${MEDSSL_LOCAL_DIR:-${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/medssl-local}

say() { printf '%s: %s\n' "${SERVER:-medssl}" "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# State folder of the server; everything it writes lies below. FOLDER is set by dispatch.
server_folder() { printf '%s/%s\n' "$MEDSSL_LOCAL_DIR" "$SERVER"; }

# require_command COMMAND PACKAGE
require_command() {
  command -v "$1" >/dev/null 2>&1 || fail "the command $1 is missing; install the package $2 (deploy/local/install.sh does)"
}

# True when something listens on 127.0.0.1:PORT.
port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# choose_port NAME [OVERRIDE] — the override, else the port chosen earlier for this state folder, else a free one that is
# remembered. 20000-31999 lies below the kernel's ephemeral ports, so that no outgoing connection holds it by chance.
choose_port() {
  local override=${2:-} file=$FOLDER/ports/$1 port
  if [[ -n $override ]]; then
    port=$override
  elif [[ -s $file ]]; then
    port=$(<"$file")
  else
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    while port_is_open "$port"; do
      port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    done
  fi
  mkdir -p "$FOLDER/ports"
  printf '%s\n' "$port" >"$file"
  printf '%s\n' "$port"
}

# The port that choose_port remembered; empty when the server was never started.
known_port() { cat "$FOLDER/ports/$1" 2>/dev/null || true; }

# launch COMMAND... — runs it marked as belonging to this state folder (see process_is_ours), out of this shell's session
# and without the lock that dispatch holds, which a daemon would otherwise keep for ever.
launch() { MEDSSL_LOCAL_SERVER=$FOLDER setsid "$@" 9>&- </dev/null; }

# Process id from a pid file when that process lives and was started by launch for this folder: a process id that another
# program got after a crash is never mistaken for the server's.
process_id() {
  local pid
  pid=$(tr -cd '0-9' 2>/dev/null <"$1") && [[ -n $pid ]] || return 1
  process_is_ours "$pid" && printf '%s\n' "$pid"
}

process_is_ours() {
  tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" | grep -qxF "MEDSSL_LOCAL_SERVER=$FOLDER"
}

# wait_for SECONDS WHAT COMMAND... — polls; fails with WHAT.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || { say "waited in vain for: $what"; return 1; }
    sleep 0.1
  done
}

# stop_process PID_FILE SECONDS — asks it to end, and ends it after so many seconds.
stop_process() {
  local pid
  if pid=$(process_id "$1"); then
    kill "$pid" 2>/dev/null || true
    wait_for "$2" "process $pid to end" process_is_gone "$pid" 2>/dev/null || kill_process "$1"
  fi
  rm -f "$1"
}

# kill_process PID_FILE — SIGKILL, as a crash would.
kill_process() {
  local pid
  if pid=$(process_id "$1"); then
    kill -9 "$pid" 2>/dev/null || true
    wait_for 10 "process $pid to be gone" process_is_gone "$pid"
  fi
  rm -f "$1"
}

# A zombie counts as gone: its ports and files are released.
process_is_gone() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 0
  [[ -z $state || $state == Z ]]
}

# Stops the server when the process that MEDSSL_LOCAL_OWNER names is gone: tests that are killed leave no servers behind.
watch_owner() {
  [[ -n ${MEDSSL_LOCAL_OWNER:-} && ! -e $FOLDER/watched ]] || return 0
  printf '%s\n' "$MEDSSL_LOCAL_OWNER" >"$FOLDER/watched"
  setsid bash "$0" watch "$MEDSSL_LOCAL_OWNER" 9>&- </dev/null >/dev/null 2>&1 &
}

watch() {
  while [[ -e $FOLDER/watched ]]; do
    if process_is_gone "$1"; then exec bash "$0" stop; fi
    sleep 2
  done
}

dispatch() {
  FOLDER=$(server_folder)
  local verb=${1:-}
  case $verb in
    start | stop | kill)
      mkdir -p "$FOLDER"
      chmod 700 "$FOLDER"
      exec 9>"$MEDSSL_LOCAL_DIR/.$SERVER.lock" # beside the folder, which stop removes
      flock 9 # two starts of one folder at once: the second finds the server up
      ;;
  esac
  case $verb in
    start)
      if server_is_up; then say "already up in $FOLDER"; else start_server; fi
      watch_owner
      server_environment
      ;;
    stop)
      stop_server
      rm -rf "$FOLDER"
      say "stopped, $FOLDER removed"
      ;;
    kill)
      declare -F kill_server >/dev/null || fail "has no kill"
      kill_server
      say "killed; its folder is kept, start brings it back"
      ;;
    status)
      if server_is_up; then
        say "up in $FOLDER"
      else
        say "not running in $FOLDER"
        exit 3
      fi
      ;;
    env)
      server_is_up || fail "not running in $FOLDER"
      server_environment
      ;;
    watch) # internal, see watch_owner
      watch "$2"
      ;;
    *)
      echo "usage: $0 start|stop|kill|status|env" >&2
      exit 2
      ;;
  esac
}
