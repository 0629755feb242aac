"""Calls the JSON door as its own documents say one may, and as they say one may not.

    api.py BASE TOKEN PROJECT ORDER SEED EXAMPLES

schemathesis makes the calls from /api/v1/openapi.json: so many for each operation, with every check it has. A 5xx, a
status or a body that is not documented, wrong data that is taken and right data that is refused are findings. Prints
what schemathesis says; exits 1 if there is any finding or the calls were too few.
"""
import pathlib, re, subprocess, sys, tempfile

BASE, TOKEN, PROJECT, ORDER, SEED, EXAMPLES = sys.argv[1:7]
CONFIG = f"""
[parameters]
"path.project" = "{PROJECT}"
"header.If-Match" = "*"

[checks.positive_data_acceptance]
# 404: of an order or group that is not there; 409: the project has no key; 422: what only the database knows, such as
# a taken name, and rules over several fields, such as windows that overlap.
expected-statuses = [200, 201, 304, 404, 409, 422]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 412, 413, 415, 422, 428]

# 409: the key of an earlier call, seen before the header that lacks.
[checks.missing_required_header]
expected-statuses = [428, 409]
"""
# No 5xx, and nothing that is not in the document. The place is filled in by the configuration, so whether a wrong place is
# refused cannot be asked here; RightsTests asks it.
CHECKS = ",".join([
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "ignored_auth", "missing_required_header",
])
folder = pathlib.Path(tempfile.mkdtemp(prefix="takt-api-"))
(folder / "schemathesis.toml").write_text(CONFIG)
run = subprocess.run(
    [
        str(pathlib.Path(sys.executable).parent / "st"), f"--config-file={folder}/schemathesis.toml", "run",
        f"{BASE}/api/v1/openapi.json", "--header", f"Authorization: Bearer {TOKEN}", "--checks", CHECKS,
        "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED, "--no-color",
        "--continue-on-failure", "--workers", "1", "--warnings", "off",
    ],
    capture_output=True, text=True, cwd=folder)
print(run.stdout[-30_000:], run.stderr[-2_000:], sep="\n")
calls = re.search(r"([\d,]+) generated", run.stdout)
count = int(calls.group(1).replace(",", "")) if calls else 0
print(f"{count} calls")
sys.exit(run.returncode or (0 if count >= 100 else 1))
