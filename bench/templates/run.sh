#!/usr/bin/env bash
# bench/templates/run.sh [ROUNDS]: the leads page of 41,810 bytes by Jinja2, minijinja, Takt's engine and by hand.
# The engines take turns, ROUNDS times (5), so that ratios come from one run; the bytes must be the same.
# The figure of Takt contains encoding the page value; those of the peers begin with values that are ready.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/bench/templates
rounds=${1:-5}
work=$root/.local/bench/templates
mkdir -p "$work"

python=${TAKT_PYTHON:-$root/.local/venv/bin/python}
if ! "$python" -c 'import jinja2, minijinja' 2>/dev/null; then
    python=$root/.local/bench/venv/bin/python
    if ! "$python" -c 'import jinja2, minijinja' 2>/dev/null; then
        python3 -m venv "$root/.local/bench/venv"
        "$python" -m pip install -q jinja2==3.1.6 minijinja==3.0.5
    fi
fi
echo "building"
"$here/build.sh" "$work"

rm -f "$work/figures.txt"
for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds"
    {
        "$python" "$here/run_jinja2.py" --write "$work" --rounds 1 --seconds 0.5
        "$python" "$here/run_minijinja.py" --rounds 1 --seconds 0.5
        "$work/templates-bench" "$here" --write "$work" --rounds 1 --seconds 0.5
    } >>"$work/figures.txt"
done

for page in takt-page.html takt-plain.html jinja2-plain.html hand; do
    cmp "$work/jinja2-page.html" "$work/$page"
done
echo "same bytes: Jinja2, Takt, by hand"
"$python" "$here/ratios.py" "$work/figures.txt"
