#!/usr/bin/env python3
"""Reads what `taskledger configure` writes with the readers of somebody else.

    configure_check.py [--mutations N] BINARY
    configure_check.py --update

The documents of `toml_corpus.json` are what this program's own reader of TOML is tested on; first
each of them is read with Python's tomllib, and the value that stands beside it must be what comes
out (`--update` writes it there). Then each, and N documents with one to three bytes changed at
random (always the same ones), is a `config.toml` of Codex that `configure codex --write` gets: what
tomllib cannot read must stay as it is, with exit status 2; of the others tomllib must read the same
as before, but for our entry. JSON with comments is read with the package json5 in the same way.

Exit status 0, or 1 with each failure on stderr.
"""

import argparse
import copy
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import tomllib

import json5

CORPUS = pathlib.Path(__file__).resolve().parent / "toml_corpus.json"

# Since Python 3.15 tomllib reads TOML 1.1, which allows more than the 1.0 that is promised.
READS_NEWER = sys.version_info >= (3, 15)

JSON_FILES = {
    "comments": '{\n  // mine\n  "a": 1, /* two */\n  "servers": {\n    "x": {"command": "y"} // x\n  }\n}\n',
    "trailing commas": '{\n  "servers": {\n    "x": {"args": ["a", ],}, // last\n  },\n}\n',
    "only a comment": "{ // nothing yet\n}\n",
    "on one line": '{"servers": {/* none */}, "a": "// no comment, /* nor this"}',
    "ours": '{\n\t"servers": {\n\t\t"taskledger": {\n\t\t\t// mine\n\t\t\t"command": "/old", // it\n'
            '\t\t\t"timeout": 5,\n\t\t},\n\t},\n}\n',
    "a byte order mark": '\ufeff{\n  "a": 1\n}\n',
    "plain": '{"servers":{"x":{"command":"y"}}}',
    "empty": "",
}


def tagged(value):
    """As toml-test writes it: each scalar as its type and its text."""
    if isinstance(value, dict):
        return {name: tagged(member) for name, member in value.items()}
    if isinstance(value, list):
        return [tagged(element) for element in value]
    if isinstance(value, bool):
        return {"type": "bool", "value": str(value).lower()}
    if isinstance(value, int):
        return {"type": "integer", "value": str(value)}
    if isinstance(value, float):
        return {"type": "float", "value": repr(value)}
    if isinstance(value, str):
        return {"type": "string", "value": value}
    text = value.isoformat()
    for sign in "+-":
        head, mark, tail = text[10:].partition(sign)
        if mark:
            break
    head = head.rstrip("0") if "." in head else head
    if isinstance(value, datetime.datetime):
        kind = "datetime" if value.tzinfo else "datetime-local"
        return {"type": kind, "value": text[:10] + head + mark + tail}
    if isinstance(value, datetime.date):
        return {"type": "date-local", "value": text}
    return {"type": "time-local", "value": text.rstrip("0") if "." in text else text}


def read(data):
    """What tomllib makes of the bytes; None where it is not TOML."""
    try:
        value = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value if fits(value) else None


def fits(value):
    """TOML wants integers of 64 bits; Python reads longer ones."""
    if isinstance(value, dict):
        return all(fits(member) for member in value.values())
    if isinstance(value, list):
        return all(fits(element) for element in value)
    return not isinstance(value, int) or -2**63 <= value < 2**63


def has_lone_line_feed(data):
    return b"\n" in data.replace(b"\r\n", b"")


class Host:
    """A home whose host has one file."""

    def __init__(self, binary, folder, host, file):
        self.binary, self.host, self.home = str(pathlib.Path(binary).absolute()), host, folder
        self.path = pathlib.Path(folder) / file
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def configure(self, data):
        """The exit status, what it said, and the file afterwards."""
        self.path.write_bytes(data)
        again = self.run()
        after = self.path.read_bytes()
        for backup in self.path.parent.glob(self.path.name + ".*"):
            backup.unlink()
        return again.returncode, again.stdout + again.stderr, after

    def run(self):
        return subprocess.run(
            [self.binary, "configure", self.host, "--write", "--toolsets", "core"],
            cwd=self.home, env={"HOME": self.home, "PATH": "/usr/bin:/bin"}, capture_output=True,
            text=True, check=False, timeout=60)


def merged(before, servers):
    """What the settings must say, but for the command and its arguments."""
    after = copy.deepcopy(before)
    after.setdefault(servers, {}).setdefault("taskledger", {})
    return after


def without_ours(value, servers):
    """The settings, and what is ours in them."""
    rest = copy.deepcopy(value)
    entry = rest[servers]["taskledger"]
    return rest, {name: entry.pop(name, None) for name in ("command", "args", "type")}


def problem(host, data, before, servers, parse, may_refuse=False):
    status, said, after = host.configure(data)
    if before is None or may_refuse:
        return None if status == 2 and after == data else f"must be refused, ended with {status}"
    if status != 0:
        return f"ended with {status}: {said}"
    new = parse(after)
    if new is None:
        return f"cannot be read any more: {after!r}"
    rest, ours = without_ours(new, servers)
    wanted, _ = without_ours(merged(before, servers), servers)
    if json.dumps(rest, sort_keys=True, default=str) != json.dumps(
            wanted, sort_keys=True, default=str):
        return f"says something else: {after!r}"
    if not ours["command"].endswith("taskledger") or ours["args"][-2:] != ["--toolsets", "core"]:
        return f"has a wrong entry: {ours}"
    if b"\r\n" in data and not has_lone_line_feed(data) and has_lone_line_feed(after):
        return "has line ends of two kinds"
    status, said, again = host.configure(after)
    if status != 0 or again != after:
        return f"is changed a second time: {again!r}"
    return None


def may_refuse(before):
    """Whether no entry can be put there, though it is TOML."""
    servers = before.get("mcp_servers", {})
    if not isinstance(servers, dict) or not isinstance(servers.get("taskledger", {}), dict):
        return True
    entry = servers.get("taskledger", {})
    arguments, variables = entry.get("args", []), entry.get("env", {})
    return (
        "url" in entry or not isinstance(arguments, list) or not isinstance(variables, dict)
        or not all(isinstance(argument, str) for argument in arguments))


def mutations(documents, count):
    source = random.Random(20_10)
    for number in range(count):
        name, data = source.choice(documents)
        data = bytearray(data)
        for _ in range(source.randint(1, 3)):
            place = source.randrange(len(data) + 1)
            data[place:place + source.randint(0, 2)] = source.choice(
                [b"", b"\n", b"\r\n", b'"', b"'", b"[", b"]", b"{", b"}", b".", b",", b"=", b"#",
                 b"\\", b" ", b"1", b"a", b"_", b"-", b"[[", b'"""'])
        yield f"mutation {number} of {name}", bytes(data)


def check_toml(binary, documents, count, complain):
    plain = [(document["name"], document["toml"].encode()) for document in documents]
    random_ones = [] if READS_NEWER else list(mutations(plain, count))
    with tempfile.TemporaryDirectory() as folder:
        host = Host(binary, folder, "codex", ".codex/config.toml")
        for name, data in plain + random_ones + [("bytes that are not text", b'a = "\xff"\n')]:
            before = read(data)
            refused = before is not None and may_refuse(before)
            if before is not None and not refused and name.startswith("mutation"):
                # Options that a mutation made up, or a limit that it broke, are refused as well.
                status, said, after = host.configure(data)
                if status == 2 and after == data and "is not TOML" not in said:
                    continue
            found = problem(host, data, before, "mcp_servers", read, refused)
            if found:
                complain(name, f"{found}\n  was {data!r}")
    return len(plain) + len(random_ones) + 1


def check_json(binary, complain):
    def parse(data):
        try:
            return json5.loads(data.decode("utf-8-sig") or "{}")
        except ValueError:
            return None

    checked = 0
    with tempfile.TemporaryDirectory() as folder:
        for host, file, servers in [("vscode", ".vscode/mcp.json", "servers"),
                                    ("gemini", ".gemini/settings.json", "mcpServers")]:
            target = Host(binary, folder, host, file)
            for name, text in JSON_FILES.items():
                text = text.replace('"servers"', f'"{servers}"')
                for data in {text.encode(), text.replace("\n", "\r\n").encode()}:
                    found = problem(target, data, parse(data), servers, parse)
                    if found:
                        complain(f"{host}: {name}", found)
                    checked += 1
    return checked


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--mutations", type=int, default=400)
    parser.add_argument("binary", nargs="?")
    options = parser.parse_args()
    documents = json.loads(CORPUS.read_text(encoding="utf-8"))
    failures = []

    def complain(name, what):
        failures.append(name)
        print(f"{name}: {what}", file=sys.stderr)

    for document in documents:
        value = read(document["toml"].encode())
        value = None if value is None else tagged(value)
        if options.update:
            document["is"] = value
        elif value != document["is"] and not READS_NEWER:
            complain(document["name"], f"is {value} for tomllib")
    if options.update:
        CORPUS.write_text(json.dumps(documents, indent=1) + "\n", encoding="utf-8")
        return 0
    checked = check_toml(options.binary, documents, options.mutations, complain)
    checked += check_json(options.binary, complain)
    print(f"{checked} files given to configure, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
