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

# Whether a SQLite file knows keys of owners: has_keys FILE
has_keys() {
    [[ $(sqlite3 "file:$1?mode=ro" "SELECT count(*) FROM sqlite_schema WHERE name = 'owner_keys'") != 0 ]]
}

# Whether a dump of PostgreSQL has the table of keys: has_keys_dumped FILE
has_keys_dumped() { pg_restore --list "$1" | grep -q ' TABLE [^ ]* owner_keys '; }

# Takes the keys of owners out of a copy of the database, in place and without a trace: drop_keys FILE
drop_keys() {
    has_keys "$1" || return 0
    sqlite3 -bail "$1" "PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON; DELETE FROM owner_keys" >/dev/null
}

# Which keys a file of them names: key_ids FILE
key_ids() { grep -oE '\b[0-9a-f]{32}\b' "$1" | sort -u || true; }

# Saves the installation's key and the keys of owners in the place of those saved before: save_keys DATA KEYS. Uses url.
save_keys() {
    local data=$1 keys=$2 new="$2/owner-keys.sql.new"
    mkdir -p "$keys"
    if [[ -n "$url" ]]; then
        if [[ -n $(psql --no-psqlrc --tuples-only --no-align --dbname="$url" --command="SELECT to_regclass('owner_keys')") ]]; then
            pg_dump --data-only --no-owner --no-privileges --table=owner_keys --file="$new" --dbname="$url"
        else
            : >"$new"
        fi
    elif has_keys "$data/debrief.sqlite"; then
        sqlite3 -cmd '.timeout 30000' "file:$data/debrief.sqlite?mode=ro" '.dump --data-only owner_keys' >"$new"
    else
        : >"$new"
    fi
    sync "$new"
    local old="$keys/owner-keys.sql.old"
    if [[ -f "$keys/owner-keys.sql" ]]; then
        # A row of a key is never deleted, so a database that lacks one is another database, or a lost one that began anew.
        [[ -z $(comm -23 <(key_ids "$keys/owner-keys.sql") <(key_ids "$new")) ]] ||
            fail "$keys holds keys that this database does not know; move it away first if the database is the right one"
        mv "$keys/owner-keys.sql" "$old"
    fi
    mv "$new" "$keys/owner-keys.sql"
    sync "$keys"
    # Keys that were destroyed since must not stay readable.
    [[ ! -f "$old" ]] || shred --remove -- "$old" 2>/dev/null || rm -f "$old"
    if [[ -f "$data/vault.key" ]]; then
        install -m 600 "$data/vault.key" "$keys/vault.key.new"
        mv "$keys/vault.key.new" "$keys/vault.key"
    fi
}

# Copies recordings and reports without the database, the installation's key, what is on its way in or worked on, and the locks of
# workers: copy_files FROM TO [options]
copy_files() {
    local from=$1 to=$2 status=0
    shift 2
    rsync --archive --exclude='/debrief.sqlite*' --exclude='/vault.key*' --exclude=/incoming --exclude=/uploads \
        --exclude='/blobs/*/*/decoded.wav' --exclude=/workers "$@" "$from/" "$to/" || status=$?
    # 24: files that went meanwhile, as they do while the service runs.
    [[ $status -eq 0 || $status -eq 24 ]] || fail "rsync failed with $status"
}
