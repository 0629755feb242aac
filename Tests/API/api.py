"""Calls the JSON door as its own documents say one may, and as they say one may not.

    api.py BASE TOKEN PROJECT SEED EXAMPLES

schemathesis makes the calls from /api/v1/openapi.json: so many for each operation. A 5xx, a status or a body that is not
documented, wrong data that is taken and right data that is refused are findings. Prints what schemathesis says; exits 1
if there is any finding or the calls were too few.
"""
import json, pathlib, re, subprocess, sys, tempfile, urllib.request

BASE, TOKEN, PROJECT, SEED, EXAMPLES = sys.argv[1:6]
CONFIG = """
[parameters]
"header.If-Match" = "*"

# 404: of an order or group that is not there; 409: the project has no key, or a key of another call; 422: what only the
# database knows, such as a taken name, and rules over several fields, such as windows that overlap.
[checks.positive_data_acceptance]
expected-statuses = [200, 201, 304, 404, 409, 422]

# 409: the key of an earlier call, seen before what is wrong with this one.
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428]

[checks.missing_required_header]
expected-statuses = [409, 428]
"""
# The server's own answer to OPTIONS names all methods it knows.
LEFT_OUT = "allow_header_conformance"

# The one project stands in the address, and nobody makes up a cursor: ChangesTests tries both.
document = json.load(urllib.request.urlopen(f"{BASE}/api/v1/openapi.json"))
document["paths"] = {path.replace("{project}", PROJECT): item for path, item in document["paths"].items()}
# A stream does not end, so nobody waits for its answer; OrderStreamTests reads it.
document["paths"] = {path: item for path, item in document["paths"].items() if "/stream/" not in path}
for item in document["paths"].values():
    for operation in item.values():
        operation["parameters"] = [
            one for one in operation.get("parameters", []) if one.get("name") not in ("project", "cursor")]
folder = pathlib.Path(tempfile.mkdtemp(prefix="takt-api-"))
(folder / "schemathesis.toml").write_text(CONFIG)
(folder / "openapi.json").write_text(json.dumps(document))
run = subprocess.run(
    [
        str(pathlib.Path(sys.executable).parent / "st"), f"--config-file={folder}/schemathesis.toml", "run",
        f"{folder}/openapi.json", "--url", BASE, "--header", f"Authorization: Bearer {TOKEN}", "--checks", "all",
        "--exclude-checks", LEFT_OUT,
        "--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", SEED, "--no-color",
        "--continue-on-failure", "--workers", "1", "--warnings", "off",
    ],
    capture_output=True, text=True, cwd=folder)
print(run.stdout[-30_000:], run.stderr[-2_000:], sep="\n")
calls = re.search(r"([\d,]+) generated", run.stdout)
count = int(calls.group(1).replace(",", "")) if calls else 0
print(f"{count} calls")
sys.exit(run.returncode or (0 if count >= 100 else 1))
