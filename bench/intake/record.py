"""record.py ORDER OUT <LOG: a pgbench script of what the program said to the database.

Standard input: the server's log of ten webhooks of one order, every statement with its parameters.
Out comes a script that says the same statements in the same trips, for a new order each time round;
nothing but the order's number differs.
"""
import re
import sys

order, out = sys.argv[1:3]


def statements(text):
    """(session, statement, parameters) in the order of their running."""
    last = {}
    found = []
    for entry in re.split(r"(?m)^(?=\d{4}-\d\d-\d\d )", text):
        head = re.match(r"\S+ \S+ \S+ \[(\d+)\] takt_app@takt (\w+):  (.*)", entry, re.S)
        if not head:
            continue
        session, kind, rest = head.groups()
        rest = re.sub(r"\n\t", "\n", rest).rstrip("\n")
        if kind == "LOG" and (run := re.match(r"duration: [0-9.]+ ms  execute [^:]+: (.*)", rest, re.S)):
            last[session] = [session, run.group(1), {}]
            found.append(last[session])
        elif kind == "LOG":
            last[session] = None
        elif kind == "DETAIL" and rest.startswith("parameters: ") and last.get(session):
            for name, null, value in re.findall(r"(\$\d+) = (?:(NULL)|'((?:[^']|'')*)')", rest):
                last[session][2][name] = None if null else value.replace("''", "'")
    return found


def main():
    recorded = statements(sys.stdin.read())
    intake = {session for session, text, _ in recorded if "find_intake" in text}
    recorded = [entry for entry in recorded if entry[0] in intake]
    if not recorded:
        sys.exit("the log shows no intake")
    script = ["\\set n :n + 1", "\\set number 1000000000 + :client_id * 10000000 + :n", "\\startpipeline"]
    values = {}

    def variable(value):
        return values.setdefault(value, f"v{len(values)}")

    for _, text, parameters in recorded:
        def bind(match):
            value = parameters[match.group(0)]
            if value == order:
                return ":number"
            return "NULL" if value is None else ":" + variable(value)

        text = re.sub(r"\$\d+", bind, text).replace("\n", " ")
        script.append(re.sub(r" +", " ", text) + ";")
        if text.startswith("SELECT status_id, changed_at, source_group FROM status_events") or text == "COMMIT":
            script += ["\\endpipeline", "\\startpipeline"]
    script.pop()
    return script, values


if __name__ == "__main__":
    script, values = main()
    with open(out, "w") as file:
        file.write("\n".join(script) + "\n")
    with open(out + ".values", "w") as file:
        for value, name in values.items():
            file.write(f"-D\0{name}={value}\0")
