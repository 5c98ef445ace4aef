# Keeps a PostgreSQL cluster as long as standard input stays open, then removes it.
# Arguments: directory of the binaries, port. Prints "ready" once it answers.
set -eu
binaries=$1
port=$2
directory=$(mktemp -d "${TMPDIR:-/tmp}/prokura-postgres.XXXXXX")
finish() {
  "$binaries/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$directory"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

"$binaries/initdb" -D "$directory/data" --auth=trust --username=postgres --encoding=UTF8 --locale=C --no-sync \
  >"$directory/log" 2>&1 || { cat "$directory/log" >&2; exit 1; }
# What is lost in a crash is thrown away anyway.
cat >>"$directory/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$directory'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
END
"$binaries/pg_ctl" -D "$directory/data" -l "$directory/log" -w start >/dev/null || { cat "$directory/log" >&2; exit 1; }
echo ready
cat >/dev/null
