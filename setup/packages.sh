#!/usr/bin/env bash
# Installs the Python packages of uv.lock into .venv; further arguments are those of "uv sync".
# Without uv on PATH, one is installed by pip into var/tools (Debian's pip refuses the system).
# All of it is compiled: whoever runs it later may not be allowed to write, and compiling everything
# at every start makes a start three times as long.
set -euo pipefail

mkdir -p var
index=${UV_DEFAULT_INDEX:-}
export UV_COMPILE_BYTECODE=1

compile() {
    [ ! -d config ] || .venv/bin/python -m compileall -q config disclosures performance
}

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
    "$uv" sync --frozen "$@"
    compile
    exit
fi

# "uv sync --frozen" downloads from the addresses in uv.lock whatever the index. The same versions,
# checked by the same hashes, come from the mirror by way of a list of requirements.
groups=()
for argument in "$@"; do
    [ "$argument" = --inexact ] || groups+=("$argument")
done
[ -x .venv/bin/python ] || "$uv" venv --quiet .venv
"$uv" export --quiet --frozen --no-emit-project "${groups[@]}" --output-file var/requirements.txt
"$uv" pip install --python .venv --require-hashes --requirements var/requirements.txt
compile
