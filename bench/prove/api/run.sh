#!/usr/bin/env bash
# bin/prove api [EXAMPLES] [SEED]
#
# The JSON door called as its own documents say one may, and as they say one may not: by schemathesis with every check
# it has, so many examples (40) for each operation, which is well over a thousand calls. A 5xx, an undocumented answer,
# wrong data that is taken and right data that is refused are failures. Another seed makes other calls.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
TAKT_API_EXAMPLES=${1:-40} TAKT_SEED=${2:-1} exec "$root/bin/test" SchemathesisTests
