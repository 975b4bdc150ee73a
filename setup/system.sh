#!/usr/bin/env bash
# Installs the system packages that are missing, by apt where it may, else says which and stops.
#   setup/system.sh run     what the application needs
#   setup/system.sh site    and what a site with PostgreSQL needs besides
#   setup/system.sh test    and what the tests need besides
# Every package is probed by what it is for, so that other systems than Debian pass as well.
set -euo pipefail

missing=()

# need PACKAGE COMMAND...: PACKAGE is missing when COMMAND fails.
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

library() { python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1"; }

uv_or_venv() { command -v uv || [ -x var/tools/bin/uv ] || python3 -c 'import ensurepip'; }

chinese_fonts() {
    local folders=(/usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" "$HOME/.fonts")
    [ -n "$(find -L "${folders[@]}" -name 'Noto*CJK*' -print -quit 2>/dev/null)" ]
}

a_database() {
    [ -n "${DATABASE_URL:-}" ] || command -v initdb || ls /usr/lib/postgresql/*/bin/initdb
}

a_web_server() { command -v nginx || [ -x /usr/sbin/nginx ]; }

# Not named after the program: "command -v" finds functions too.
a_browser() {
    command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome
}

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "需要 Python 3.11 或更新的版本；现在的 python3 是：$(python3 --version)" >&2
    exit 1
fi

need python3-venv uv_or_venv
need libpango-1.0-0 library libpango-1.0.so.0
need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
need libharfbuzz-subset0 library libharfbuzz-subset.so.0
need fonts-noto-cjk chinese_fonts
if [ "$1" != run ]; then
    need postgresql-client command -v pg_dump
fi
if [ "$1" = test ]; then
    need postgresql a_database
    need chromium a_browser
    need poppler-utils command -v pdftotext
    need nginx-light a_web_server
fi

[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "缺少系统软件包（Debian 的名称）：${missing[*]}" >&2
    echo "请用本系统的软件包管理工具安装它们，然后重新运行。" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
else
    echo "缺少系统软件包：${missing[*]}" >&2
    echo "请以管理员身份执行下面的命令，然后重新运行：" >&2
    echo "    apt-get update && $install" >&2
    exit 1
fi

echo "正在安装系统软件包：${missing[*]}"
as_root+=(DEBIAN_FRONTEND=noninteractive)
"${as_root[@]}" apt-get update -q </dev/null
# shellcheck disable=SC2086  # the words of $install are the command
"${as_root[@]}" $install </dev/null
