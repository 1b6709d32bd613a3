#!/usr/bin/env python3
"""Works with a taskledger binary as agents do, through the official Python client of MCP.

    client_check.py BINARY

For each way the client can open a connection (automatic, legacy, pinned to 2026-07-28), on a fresh
store: lists the tools, calls every core tool with real arguments, repeats each write with its key
(replayed, nothing doubled), repeats one with other arguments (key_conflict), and in between kills
the process with SIGKILL and starts another on the same store.

The client itself holds each structured result against the tool's `outputSchema`.

Exit status 0, or 1 with the first thing that is not as promised.
"""

import asyncio
import json
import os
import pathlib
import signal
import sys
import tempfile

from mcp import Client
from mcp.client.stdio import StdioServerParameters

# How the client opens, and the revision it must end at.
MODES = {"auto": "2026-07-28", "legacy": "2025-11-25", "2026-07-28": "2026-07-28"}

# No answer takes as long on an embedded workspace; a check that hangs is a check that fails.
TIMEOUT_SECONDS = 30

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent / "tool-schemas"


class Broken(Exception):
    """Something is not as promised."""


def expect(holds, *what):
    if not holds:
        raise Broken(" ".join(str(part) for part in what))


def tool_names(toolset):
    return sorted(path.stem for path in (SCHEMAS / toolset).glob("*.json"))


class Server:
    """One process on a store, and a client that is connected to it."""

    def __init__(self, binary, store, mode, toolsets):
        self.mode = mode
        self.pid_file = store.with_suffix(".pid")
        # The shell notes its process and becomes the server, so that it can be killed by its id.
        command = 'echo $$ >"$0"; exec "$@"'
        serve = [binary, "serve", "--store", str(store), "--toolsets", toolsets]
        self.parameters = StdioServerParameters(
            command="/bin/sh", args=["-c", command, str(self.pid_file), *serve]
        )
        self.called = set()

    async def __aenter__(self):
        self.client = Client(self.parameters, mode=self.mode, read_timeout_seconds=TIMEOUT_SECONDS)
        await self.client.__aenter__()
        return self

    async def __aexit__(self, *problem):
        await self.client.__aexit__(*problem)

    def kill(self):
        os.kill(int(self.pid_file.read_text()), signal.SIGKILL)

    async def call(self, tool, **arguments):
        """The structured result of a call that must succeed."""
        self.called.add(tool)
        result = await self.client.call_tool(tool, arguments)
        expect(not result.is_error, tool, "failed:", text_of(result))
        expect(result.structured_content is not None, tool, "has no structured content")
        return result.structured_content

    async def refused(self, tool, **arguments):
        """The text of a call that must be refused by the tool."""
        result = await self.client.call_tool(tool, arguments)
        expect(result.is_error, tool, "was not refused:", text_of(result))
        return text_of(result)


def text_of(result):
    return " ".join(getattr(block, "text", "") for block in result.content)


class Writes:
    """The writes made so far, each with its arguments and its first answer."""

    def __init__(self):
        self.made = []

    async def make(self, server, tool, key, **arguments):
        arguments["idempotency_key"] = key
        output = await server.call(tool, **arguments)
        operation = output.get("operation", {})
        expect(operation.get("status") == "executed", tool, "says", operation, "at first")
        expect(operation.get("idempotency_key") == key, tool, "echoes another key:", operation)
        self.made.append((tool, arguments, output))
        await self.repeat(server, self.made[-1:])
        return output

    async def repeat(self, server, made=None):
        """Every write again: the same answer, marked, and nothing done."""
        for tool, arguments, first in self.made if made is None else made:
            again = await server.call(tool, **arguments)
            operation = again["operation"]
            expect(operation["status"] == "replayed", tool, "again says", operation)
            expect(operation["replayed"] is True, tool, "again says", operation)
            expect(
                operation["operation_id"] == first["operation"]["operation_id"],
                tool,
                "again is another operation:",
                operation,
            )
            expect(
                without_operation(again) == without_operation(first),
                tool,
                "answers otherwise:",
                again,
            )


def without_operation(output):
    return {name: value for name, value in output.items() if name != "operation"}


def lists_of(workspace):
    for space in workspace["spaces"]:
        yield from space.get("lists", [])
        for folder in space.get("folders", []):
            yield from folder.get("lists", [])


async def prepare(binary, store, mode):
    """With all toolsets on: the Inbox, and two Custom Fields on it. One process of its own."""
    async with Server(binary, store, mode, "all,api") as server:
        offered = {tool.name for tool in (await server.client.list_tools()).tools}
        expected = {
            name
            for folder in SCHEMAS.iterdir()
            if folder.is_dir()
            for name in tool_names(folder.name)
        }
        expect(
            offered == expected,
            "--toolsets all,api offers",
            sorted(offered ^ expected),
            "too many or few",
        )
        workspace = await server.call("get_workspace", depth="lists")
        inbox = next(one["id"] for one in lists_of(workspace) if one["name"] == "Inbox")
        writes = Writes()
        stage = await writes.make(
            server,
            "create_custom_field",
            f"field-stage-{mode}",
            list_id=inbox,
            name="Stage",
            type="drop_down",
            type_config={"options": [{"name": "Draft"}, {"name": "Final"}]},
        )
        await writes.make(
            server,
            "create_custom_field",
            f"field-effort-{mode}",
            list_id="Inbox",
            name="Effort",
            type="number",
        )
        return inbox, stage["id"]


async def work(server, writes, inbox, field):
    """The first process: from an empty search to a logged hour."""
    empty = await server.call("search_tasks", query="launch")
    notice = empty.pop("notice", "")
    expect(empty == {"tasks": [], "has_more": False}, "an empty store finds", empty)
    expect("all the words of `query`" in notice, "nothing is found, and it is not said why", notice)

    task = await writes.make(
        server,
        "create_task",
        "launch-task-1",
        list_id=inbox,
        name="Launch the site",
        description="With the new pages",
        priority="high",
        tags=["web"],
        due_date="2026-12-01",
    )
    other = await writes.make(
        server, "create_task", "draft-task-1", list_id="Inbox", name="Draft the launch text"
    )
    fields = await server.call("get_custom_fields", list_id=inbox)
    expect(field in json.dumps(fields), "the field is missing in", fields)
    await writes.make(
        server,
        "set_custom_field",
        "launch-stage-1",
        task_id=task["id"],
        field_id=field,
        value="Final",
    )
    await writes.make(
        server, "update_task", "launch-start-1", task_id=task["id"], status="in progress", points=3
    )
    return task["id"], other["id"]


async def go_on(server, writes, task, other):
    """The second process: the first one was killed."""
    await writes.repeat(server)
    await writes.make(
        server, "post_comment", "launch-comment-1", task_id=task, comment_text="Copy is ready"
    )
    await writes.make(server, "add_dependency", "launch-waits-1", task_id=task, depends_on=other)
    await writes.make(
        server,
        "log_time",
        "launch-hour-1",
        task_id=task,
        duration="1h 30m",
        start="2026-11-20T09:00:00Z",
    )


async def end(server, writes, inbox, task, other):
    """The third process: what there is now, exactly once."""
    await writes.repeat(server)

    found = await server.call("search_tasks", query="launch", list_ids=[inbox])
    ids = sorted(one["id"] for one in found["tasks"])
    expect(ids == sorted([task, other]), "two tasks were made, but the search finds", found)
    comments = await server.call("list_comments", task_id=task)
    expect(len(comments["comments"]) == 1, "one comment was made, but there are", comments)
    entries = await server.call("list_time_entries", task_id=task)
    # The first of each array, whatever else the answer holds: its only array is the entries.
    arrays = [value for value in entries.values() if isinstance(value, list)]
    expect([len(array) for array in arrays] == [1], "one hour was logged, but there are", entries)
    seen = await server.call("get_task", task_id=task, include_comments=True, include_subtasks=True)
    expect(seen["status"] == "in progress", "the status was set, but is", seen["status"])
    expect(json.dumps(seen).count(other) >= 1, "the dependency is missing in", seen)

    refusal = await server.refused(
        "create_task", list_id=inbox, name="Another thing", idempotency_key="launch-task-1"
    )
    expect(refusal.startswith("key_conflict"), "other arguments under a used key:", refusal)
    expect("name" in refusal, "the conflict does not name what differs:", refusal)
    refusal = await server.refused("create_task", list_id=inbox, name="X", due_dat="tomorrow")
    expect("due_date" in refusal, "an unknown argument gets no suggestion:", refusal)
    expect(
        len((await server.call("search_tasks", list_ids=[inbox]))["tasks"]) == 2,
        "a refused write left something behind",
    )

    state = await server.call("get_operation", idempotency_key="launch-task-1")
    expect(state["state"] == "done" and state["remote_id"] == task, "get_operation says", state)
    state = await server.call("get_operation", idempotency_key="never-sent-before")
    expect(state["state"] != "done", "get_operation says of an unknown key", state)

    await writes.make(server, "remove_dependency", "launch-free-1", task_id=task, depends_on=other)
    # A replay tells what happened then; it does not put the dependency back.
    await writes.repeat(server)
    seen = await server.call("get_task", task_id=task)
    expect(other not in json.dumps(seen), "the removed dependency is still in", seen)


async def killed(server, run):
    """Runs `run` on a server that is killed before the connection is closed."""
    try:
        async with server:
            result = await run(server)
            server.kill()
            await expect_silence(server)
            return result
    except BaseExceptionGroup as problems:
        # Closing a connection whose process is gone may itself fail; that is not a finding.
        if "result" not in locals() or problems.subgroup(Broken):
            raise
        return result


async def expect_silence(server):
    try:
        await server.call("get_workspace")
    except Broken:
        raise
    except Exception:
        return
    raise Broken("the killed process still answers")


async def check(binary, mode, revision, folder):
    store = folder / f"{mode}.db"
    writes = Writes()
    called = set()

    def process():
        return Server(binary, store, mode, "core")

    inbox, field = await prepare(binary, store, mode)

    async with process() as server:
        expect(server.client.protocol_version == revision, "speaks", server.client.protocol_version)
        offered = sorted(tool.name for tool in (await server.client.list_tools()).tools)
        expect(offered == tool_names("core"), "core offers", offered)
        await server.call("get_workspace")
        called |= server.called
    first = process()
    task, other = await killed(first, lambda server: work(server, writes, inbox, field))
    second = process()
    await killed(second, lambda server: go_on(server, writes, task, other))
    third = process()
    async with third:
        await end(third, writes, inbox, task, other)
    called |= first.called | second.called | third.called
    expect(called == set(tool_names("core")), "never called:", set(tool_names("core")) - called)
    print(
        f"{mode}: revision {revision}, {len(called)} tools called, {len(writes.made)} writes each"
        " executed once and replayed, 2 processes killed"
    )


async def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="taskledger-client-") as folder:
        for mode, revision in MODES.items():
            try:
                await check(binary, mode, revision, pathlib.Path(folder))
            except BaseException as problem:
                for cause in causes(problem):
                    print(f"{mode}: {type(cause).__name__}: {cause}", file=sys.stderr)
                sys.exit(1)


def causes(problem):
    """What is inside exception groups, which task groups wrap everything in."""
    if isinstance(problem, BaseExceptionGroup):
        for one in problem.exceptions:
            yield from causes(one)
    else:
        yield problem


if __name__ == "__main__":
    asyncio.run(main())
