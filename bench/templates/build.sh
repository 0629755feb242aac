#!/usr/bin/env bash
# bench/templates/build.sh OUT: builds the engine as a module of its own, as the package does, and the benchmark.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
mkdir -p "$out"
flags=(-O -wmo -swift-version 6 -package-name takt -enable-upcoming-feature ExistentialAny
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature MemberImportVisibility)
find "$root/Sources/Templates" -name '*.swift' -print0 | sort -z | xargs -0 \
    swiftc "${flags[@]}" -parse-as-library -module-name Templates -emit-module \
    -emit-module-path "$out/Templates.swiftmodule" -c -o "$out/Templates.o"
swiftc -O -wmo -swift-version 5 -package-name takt -I "$out" "$root/bench/templates/"*.swift "$out/Templates.o" \
    -o "$out/templates-bench"
