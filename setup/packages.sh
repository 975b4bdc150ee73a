#!/usr/bin/env bash
# Installs the Python packages of uv.lock into .venv; further arguments are those of "uv sync".
# Without uv on PATH, one is installed by pip into var/tools (Debian's pip refuses the system).
set -euo pipefail

mkdir -p var
index=${UV_DEFAULT_INDEX:-}

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=var/tools/bin/uv
    if [ ! -x "$uv" ]; then
        echo "正在安装 uv"
        python3 -m venv var/tools
        var/tools/bin/pip install --quiet --disable-pip-version-check \
            ${index:+--index-url "$index"} "uv==0.13.*"
    fi
fi

if [ -z "$index" ]; then
    exec "$uv" sync --frozen "$@"
fi

# "uv sync --frozen" downloads from the addresses in uv.lock whatever the index. The same versions,
# checked by the same hashes, come from the mirror by way of a list of requirements.
groups=()
for argument in "$@"; do
    [ "$argument" = --inexact ] || groups+=("$argument")
done
[ -x .venv/bin/python ] || "$uv" venv --quiet .venv
"$uv" export --quiet --frozen --no-emit-project "${groups[@]}" --output-file var/requirements.txt
exec "$uv" pip install --python .venv --require-hashes --requirements var/requirements.txt
