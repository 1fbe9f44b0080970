#!/bin/sh
# Every check of the code, all of them even when one fails; the exit code is 1 when any failed.
cd "$(dirname "$0")/.." || exit 1
bin=.venv/bin
failed=""

check() {
    name=$1
    shift
    printf '── %s\n' "$name"
    "$@" || failed="$failed $name"
}

check ruff $bin/ruff check .
check mypy $bin/mypy
if [ -f .importlinter ] || grep -q '^\[tool.importlinter' pyproject.toml; then
    check lint-imports $bin/lint-imports
else
    echo "── lint-imports: no contract found"
    failed="$failed lint-imports"
fi
if find src -path '*/jinja2/*' -name '*.html' | grep -q .; then
    check djlint $bin/djlint --quiet --profile=jinja --lint $(find src -type d -name jinja2)
fi
check makemigrations $bin/dieuphoi manage makemigrations --check --dry-run

# Known holes of the pinned packages: told, never a failure, as the answer depends on the network and the day.
printf '── pip-audit\n'
timeout 90 $bin/pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements/base.txt \
    >"${TMPDIR:-/tmp}/pip-audit.$$" 2>&1 || echo "pip-audit: found something, or could not ask (not a failure)"
unasked=$(grep -c 'could not be audited' "${TMPDIR:-/tmp}/pip-audit.$$")
[ "$unasked" = 0 ] || echo "pip-audit: the index knew nothing of $unasked packages"
grep -v 'could not be audited' "${TMPDIR:-/tmp}/pip-audit.$$" | tail -30
rm -f "${TMPDIR:-/tmp}/pip-audit.$$"

if [ -n "$failed" ]; then
    echo "Lỗi ở:$failed" >&2
    exit 1
fi
echo "lint: sạch"
