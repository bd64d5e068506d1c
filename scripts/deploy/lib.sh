# shellcheck shell=bash
# What backup and restore share. Sourced, never run.

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

# Sets url to the address of the PostgreSQL server, or to nothing for SQLite. Other users of the machine see the arguments of
# programs, so a password goes where libpq looks for it.
find_database() {
    url=${STORAGE_URL:-}
    [[ -z "${STORAGE_URL_FILE:-}" ]] || url=$(<"$STORAGE_URL_FILE")
    if [[ "$url" =~ ^(postgres(ql)?://[^:@/]*):([^@/]*)@(.*)$ ]]; then
        PGPASSWORD=$(printf '%b' "${BASH_REMATCH[3]//%/\\x}")
        export PGPASSWORD
        url="${BASH_REMATCH[1]}@${BASH_REMATCH[4]}"
    fi
}

# Fails unless a SQLite file is whole: check_sqlite FILE
check_sqlite() {
    local found
    found=$(sqlite3 "file:$1?mode=ro&immutable=1" 'PRAGMA integrity_check(1)') || found="it cannot be read"
    [[ "$found" == ok ]] || fail "$1 is damaged: $found"
}

# Copies recordings, reports and uploads without the database, unfinished files and the locks of workers: copy_files FROM TO [options]
copy_files() {
    local from=$1 to=$2 status=0
    shift 2
    rsync --archive --exclude='/debrief.sqlite*' --exclude=/incoming --exclude=/workers "$@" "$from/" "$to/" || status=$?
    # 24: files that went meanwhile, as they do while the service runs.
    [[ $status -eq 0 || $status -eq 24 ]] || fail "rsync failed with $status"
}
