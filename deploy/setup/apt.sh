# Read by the other scripts: `apt_install PACKAGE…` installs Debian packages where it may, without a question.
# After a refusal, apt_problem says why.
apt_problem=

apt_install() {
    local as_root=() log
    if ! command -v apt-get > /dev/null; then
        apt_problem="pas d'apt-get sur cette machine"
        return 1
    fi
    if ((EUID != 0)); then
        if ! sudo -n true 2> /dev/null; then
            apt_problem="ni root, ni sudo sans mot de passe"
            return 1
        fi
        as_root=(sudo -n)
    fi
    echo "→ Installation de $* par apt (une minute, la première fois)"
    log=$(mktemp)
    if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 400 bash -c \
        'apt-get update -qq && apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"' _ "$@" \
        > "$log" 2>&1 < /dev/null; then
        rm -f "$log"
        return 0
    fi
    apt_problem="apt-get : $(tail -n 1 "$log" | cut -c -200)"
    rm -f "$log"
    return 1
}
