#!/usr/bin/env bash
# A private rsyslog on loopback that takes syslog over TLS from clients whose certificate it trusts: rsyslog.sh
# start|stop|kill|status|env (README.md). What it takes lies in messages.log of its folder, a line each, and survives `kill`.
# MEDSSL_RSYSLOG_PORT chooses the port.
SERVER=rsyslog
# shellcheck source=deploy/local/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PATH=$PATH:/usr/sbin # where rsyslogd is, and few accounts look

server_is_up() { process_id "$FOLDER/rsyslog.pid" >/dev/null && port_is_open "$(known_port syslog)"; }

# An authority, and by it one certificate for the server and one for its clients. They are made once, and are gone with the folder.
make_certificates() {
  [[ -e $FOLDER/tls/client.pem ]] && return
  mkdir -p "$FOLDER/tls"
  local who
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=medssl-local-authority \
    -keyout "$FOLDER/tls/authority.key" -out "$FOLDER/tls/authority.pem"
  for who in server client; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=medssl-local-$who" \
      -keyout "$FOLDER/tls/$who.key" -out "$FOLDER/tls/$who.csr"
    openssl x509 -req -in "$FOLDER/tls/$who.csr" -days 3650 -CA "$FOLDER/tls/authority.pem" -CAkey "$FOLDER/tls/authority.key" \
      -CAcreateserial -extfile <(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n') -out "$FOLDER/tls/$who.pem"
  done
}

write_configuration() {
  cat >"$FOLDER/rsyslog.conf" <<CONFIG
global(
  workDirectory="$FOLDER/data"
  maxMessageSize="64k"
  net.enableDNS="off"
  processInternalMessages="on"
  defaultNetstreamDriverCAFile="$FOLDER/tls/authority.pem"
  defaultNetstreamDriverCertFile="$FOLDER/tls/server.pem"
  defaultNetstreamDriverKeyFile="$FOLDER/tls/server.key"
)
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
template(name="asReceived" type="string" string="%rawmsg%\n")
ruleset(name="audit") {
  action(type="omfile" file="$FOLDER/messages.log" template="asReceived")
}
input(type="imtcp" address="127.0.0.1" port="$1" ruleset="audit")
action(type="omfile" file="$FOLDER/rsyslog.log")
CONFIG
}

start_server() {
  require_command rsyslogd rsyslog
  require_command openssl openssl
  compgen -G '/usr/lib/*/rsyslog/lmnsd_gtls.so' >/dev/null || fail "the driver gtls is missing; install the package rsyslog-gnutls (deploy/local/install.sh does)"
  local port
  port=$(choose_port syslog "${MEDSSL_RSYSLOG_PORT:-}")
  mkdir -p "$FOLDER/data"
  rm -f "$FOLDER/rsyslog.pid" # a killed one leaves it, and rsyslogd would not start beside it
  make_certificates >"$FOLDER/start.log" 2>&1 || fail "no certificates: $(tail -n 3 "$FOLDER/start.log")"
  write_configuration "$port"
  launch rsyslogd -f "$FOLDER/rsyslog.conf" -i "$FOLDER/rsyslog.pid" >"$FOLDER/start.log" 2>&1 || fail "did not start: $(tail -n 3 "$FOLDER/start.log" "$FOLDER/rsyslog.log" 2>/dev/null)"
  wait_for 15 "port $port to open (log: $FOLDER/rsyslog.log)" server_is_up
  say "up on 127.0.0.1:$port"
}

stop_server() { stop_process "$FOLDER/rsyslog.pid" 10; }

kill_server() { kill_process "$FOLDER/rsyslog.pid"; }

server_environment() {
  printf 'MEDSSL_Ingestion__Audit__Syslog=127.0.0.1:%s\n' "$(known_port syslog)"
  printf 'MEDSSL_Ingestion__Audit__SyslogAuthorityFile=%s\n' "$FOLDER/tls/authority.pem"
  printf 'MEDSSL_Ingestion__Audit__SyslogCertificateFile=%s\n' "$FOLDER/tls/client.pem"
  printf 'MEDSSL_Ingestion__Audit__SyslogKeyFile=%s\n' "$FOLDER/tls/client.key"
}

dispatch "$@"
