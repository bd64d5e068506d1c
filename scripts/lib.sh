# shellcheck shell=bash
# shellcheck disable=SC2034
# What scripts/run and scripts/test share: the packages, the toolchain, and steps with their times. Sourced, never run, so
# that a variable may seem unused here.

# Debian names. "a|b" means that either will do and a is the one to install.
readonly BUILD_PACKAGES=(
    ca-certificates git pkg-config
    libsndfile1-dev libmpg123-dev libflac-dev libopus-dev libogg-dev libsoxr-dev
    "libcurl4-openssl-dev|libcurl4-gnutls-dev|libcurl4-nss-dev"
    libhpdf-dev libsqlite3-dev libpq-dev zlib1g-dev
    libpocketsphinx-dev pocketsphinx-en-us libargon2-dev libseccomp-dev
    fonts-dejavu-core poppler-utils poppler-data
)
readonly TEST_PACKAGES=(
    caddy chromium curl espeak-ng ffmpeg nginx-light openssl opus-tools postgresql procps python3 python3-venv qpdf rsync shellcheck sox
    sqlite3
)
# How to tell on a system without dpkg that a library is there.
readonly PKG_CONFIG_MODULES=(sndfile libmpg123 flac opus ogg soxr libcurl sqlite3 libpq pocketsphinx zlib libargon2 libseccomp)
readonly SWIFT_MAJOR=6
readonly SWIFT_MINOR=3

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$1" >&2
    shift
    [[ $# -eq 0 ]] || printf '       %s\n' "$@" >&2
    exit 1
}

# Runs a command and says how long it took: step "what it does" command arguments...
step() {
    local what=$1 start=$SECONDS
    shift
    say "$what"
    "$@" || fail "$what: failed after $((SECONDS - start)) s"
    say "$what: $((SECONDS - start)) s"
}

is_installed() {
    local name
    local -a names
    IFS='|' read -ra names <<<"$1"
    for name in "${names[@]}"; do
        [[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" != installed ]] || return 0
    done
    return 1
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Makes sure that Debian packages are installed: install_packages name...
install_packages() {
    local package
    local -a missing=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        check_other_system "$@"
        return
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("${package%%|*}")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
        fail "these packages are missing, and neither root nor sudo is at hand to install them." \
            "As root: apt-get install ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    local -a apt=(
        env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0
    )
    as_root "${apt[@]}" update </dev/null || say "apt-get update failed; going on with the lists that are there"
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null ||
        fail "apt-get could not install them. By hand: apt-get install ${missing[*]}"
}

# On a system without apt: everything is there already, or a message that names it.
check_other_system() {
    local module
    local -a absent=()
    if command -v pkg-config >/dev/null; then
        for module in "${PKG_CONFIG_MODULES[@]}"; do
            pkg-config --exists "$module" || absent+=("$module")
        done
    else
        absent=("${PKG_CONFIG_MODULES[@]}")
    fi
    [[ ${#absent[@]} -eq 0 ]] || fail \
        "this is not a Debian system, so install by hand what it calls these Debian packages:" \
        "${*%%|*}" "pkg-config does not find: ${absent[*]}"
    say "not a Debian system: using the libraries that pkg-config finds; libharu and the DejaVu fonts are needed too"
}

# Makes sure that a Swift toolchain that is new enough is in the PATH.
check_swift() {
    local version major minor
    local -a help=(
        "Install one as https://www.swift.org/install/linux/ says, for example with swiftly, and open a new shell:"
        "    swiftly install $SWIFT_MAJOR.$SWIFT_MINOR"
    )
    command -v swift >/dev/null ||
        fail "there is no Swift toolchain in the PATH; Debrief needs $SWIFT_MAJOR.$SWIFT_MINOR or later." "${help[@]}"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    [[ "$version" == *.* ]] || fail "'swift --version' does not tell a version." "${help[@]}"
    major=${version%%.*}
    minor=${version#*.}
    ((major > SWIFT_MAJOR || (major == SWIFT_MAJOR && minor >= SWIFT_MINOR))) ||
        fail "Swift $version is too old; Debrief needs $SWIFT_MAJOR.$SWIFT_MINOR or later." "${help[@]}"
}
