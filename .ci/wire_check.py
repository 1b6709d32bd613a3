#!/usr/bin/env python3
"""Holds every line that the server wrote in the tests against the official JSON schemas.

    wire_check.py [--expect-all] SCHEMAS LOG…

SCHEMAS is the folder of the official MCP schemas, `<revision>.schema.json`. LOG is a file of JSON
lines, or a folder of such files (`*.jsonl`), written by the tests when TASKLEDGER_WIRE_LOG names a
folder. Each line is one object:

    line      the server's line, as a string, without its line end
    revision  the MCP revision whose schema it follows; null (or "direct") for plain JSON-RPC 2.0
    method    the method it answers, or the notification's own; null where none could be read, and
              on batches

A line of MCP must be a JSONRPCMessage of its revision, and its result exactly the result type of
its method: no member that the type does not name. An error without an id is valid
only since 2025-11-25, so where an older revision refuses it, that one is asked. Plain JSON-RPC is
checked against the schema below, which says what the specification says.

Exit status 0, or 1 with each failure on stderr. A log without lines is a failure: a check that sees
nothing passes nothing. With --expect-all so is one without a result of each revision in SCHEMAS, or
without a line of plain JSON-RPC.
"""

import argparse
import collections
import json
import pathlib
import sys

import jsonschema

# The first revision whose schema lets an error stand without an id.
ERRORS_WITHOUT_ID = "2025-11-25"

RESULTS = {
    "initialize": "InitializeResult",
    "ping": "EmptyResult",
    "prompts/list": "ListPromptsResult",
    "prompts/get": "GetPromptResult",
    "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult",
    "server/discover": "DiscoverResult",
    "tools/call": "CallToolResult",
    "tools/list": "ListToolsResult",
}

NOTIFICATIONS = {
    "notifications/cancelled": "CancelledNotification",
    "notifications/message": "LoggingMessageNotification",
    "notifications/progress": "ProgressNotification",
}

# https://www.jsonrpc.org/specification, sections 5 and 6: what a server may write.
JSONRPC = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "anyOf": [
        {"$ref": "#/$defs/response"},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/response"}},
    ],
    "$defs": {
        "response": {
            "type": "object",
            "required": ["jsonrpc"],
            "properties": {
                "jsonrpc": {"const": "2.0"},
                "id": {"type": ["string", "number", "null"]},
                "result": True,
                "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {
                        "code": {"type": "integer"},
                        "message": {"type": "string", "minLength": 1},
                        "data": True,
                    },
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
            "oneOf": [{"required": ["result", "id"]}, {"required": ["error"]}],
        }
    },
}


class Revision:
    """The schema of one revision, and validators for its definitions."""

    def __init__(self, path):
        self.document = json.loads(path.read_text(encoding="utf-8"))
        self.name = path.name.removesuffix(".schema.json")
        # The schemas before 2025-11-25 are written in draft-07.
        self.place = "$defs" if "$defs" in self.document else "definitions"
        self.dialect = jsonschema.validators.validator_for(self.document)
        self.validators = {}

    @property
    def definitions(self):
        return self.document[self.place]

    def errors(self, definition, value):
        """What breaks the definition; [] where nothing does."""
        if definition not in self.definitions:
            return [f"{self.name} has no {definition}"]
        if definition not in self.validators:
            # Beside the definitions themselves, so that their references lead on.
            schema = {
                "$schema": self.document["$schema"],
                self.place: self.definitions,
                "allOf": [{"$ref": f"#/{self.place}/{definition}"}],
            }
            self.validators[definition] = self.dialect(
                schema, format_checker=self.dialect.FORMAT_CHECKER
            )
        return [
            f"{definition}: {problem.json_path}: {problem.message[:300]}"
            for problem in self.validators[definition].iter_errors(value)
        ]

    def unknown_members(self, definition, value):
        """Members of a result that its type does not name; the schemas themselves allow any."""
        named = self.definitions.get(definition, {}).get("properties")
        if not named or not isinstance(value, dict):
            return []
        return [
            f"{definition}: `{name}` is none of its members" for name in value if name not in named
        ]


class WireCheck:
    def __init__(self, folder):
        self.revisions = {
            path.name.removesuffix(".schema.json"): Revision(path)
            for path in sorted(folder.glob("*.schema.json"))
        }
        if ERRORS_WITHOUT_ID not in self.revisions:
            sys.exit(f"{folder} holds no {ERRORS_WITHOUT_ID}.schema.json")
        self.plain = jsonschema.Draft202012Validator(JSONRPC)
        self.counts = collections.Counter()
        # Revisions that a result was seen of; None for plain JSON-RPC.
        self.seen = set()

    def problems(self, entry):
        """Everything wrong with one logged line."""
        try:
            text, revision, method = entry["line"], entry["revision"], entry["method"]
        except (KeyError, TypeError):
            return ["the log's line lacks line, revision or method"]
        if "\n" in text or "\r" in text:
            return ["the server's line holds a line end"]
        try:
            message = json.loads(text, object_pairs_hook=distinct)
        except ValueError as error:
            return [f"the server's line is not JSON: {error}"]
        if revision is None or revision == "direct":
            self.counts["plain JSON-RPC"] += 1
            self.seen.add(None)
            return [
                f"JSON-RPC: {p.json_path}: {p.message[:300]}"
                for p in self.plain.iter_errors(message)
            ]
        if revision not in self.revisions:
            return [f"no schema of revision {revision}"]
        schema = self.revisions[revision]
        if isinstance(message, list):
            self.counts[f"{revision} batch"] += 1
            return schema.errors("JSONRPCMessage", message)
        return self.message(schema, message, method)

    def message(self, schema, message, method):
        kind = (
            "result" if "result" in message else "error" if "error" in message else "notification"
        )
        known = method if method in RESULTS or method in NOTIFICATIONS else "-"
        self.counts[f"{schema.name} {kind} {known}"] += 1
        if kind == "error" and "id" not in message:
            if schema.name < ERRORS_WITHOUT_ID:
                schema = self.revisions[ERRORS_WITHOUT_ID]
            return schema.errors("JSONRPCMessage", message)
        problems = schema.errors("JSONRPCMessage", message)
        if kind == "result":
            definition = RESULTS.get(method)
            if definition is None:
                return [*problems, f"`{method}` has no result type that this check knows"]
            result = message["result"]
            if method == "tools/call" and result.get("resultType") == "input_required":
                definition = "InputRequiredResult"
            self.seen.add(schema.name)
            problems += schema.errors(definition, result)
            problems += schema.unknown_members(definition, result)
        elif kind == "notification":
            definition = NOTIFICATIONS.get(message.get("method"))
            if definition is None:
                return [*problems, f"the notification `{message.get('method')}` is unknown"]
            problems += schema.errors(definition, message)
        return problems

    def unseen(self):
        """What no line was seen of, in words."""
        missing = [f"result of {name}" for name in self.revisions if name not in self.seen]
        return missing + ([] if None in self.seen else ["line of plain JSON-RPC"])


def distinct(pairs):
    """An object, refused where a member stands in it twice."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice in one object")
    return members


def files(arguments):
    for argument in arguments:
        path = pathlib.Path(argument)
        if path.is_dir():
            yield from sorted(path.rglob("*.jsonl"))
        else:
            yield path


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--expect-all", action="store_true")
    parser.add_argument("schemas", type=pathlib.Path)
    parser.add_argument("logs", nargs="+")
    arguments = parser.parse_args()
    check = WireCheck(arguments.schemas)
    lines = failures = 0
    for path in files(arguments.logs):
        # Not splitlines(), which also ends lines at U+2028.
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if not line:
                continue
            lines += 1
            try:
                entry = json.loads(line)
            except ValueError as error:
                entry, found = None, [f"the log's line is not JSON: {error}"]
            else:
                found = check.problems(entry)
            if found:
                failures += 1
                text = entry["line"] if isinstance(entry, dict) and "line" in entry else line
                print(f"{path}:{number}: {str(text)[:400]}", file=sys.stderr)
                for problem in found:
                    print(f"    {problem}", file=sys.stderr)
    for name, count in sorted(check.counts.items()):
        print(f"{count:6} {name}")
    print(f"{lines} lines, {failures} of them wrong")
    if lines == 0:
        sys.exit("no line to check: was TASKLEDGER_WIRE_LOG set when the tests ran?")
    unseen = check.unseen() if arguments.expect_all else []
    for what in unseen:
        print(f"no {what} among them", file=sys.stderr)
    sys.exit(1 if failures or unseen else 0)


if __name__ == "__main__":
    main()
