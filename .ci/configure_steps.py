#!/usr/bin/env python3
"""Looks at a host's file at each step of `taskledger configure --write`, and kills it there.

    configure_steps.py BINARY

The program is run under ptrace(2) and halted before and after each of its system calls. At every one
of these moments, which is what a SIGKILL then leaves behind, the file must be whole, the old one or
the new one as tomllib or json5 reads it, with the mode and the owner that it had; each copy must be
whole, what stands beside it must be no wider than it, and a link must still be one. Then it is killed
for good at the first moment of each different state of the folder; run once more, it must end what
was begun.

Exit status 0, or 1 with each failure on stderr. Where ptrace is not allowed it says so and ends
with 0; on anything but Linux as well.
"""

import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import tomllib

import json5

TRACEME, SYSCALL, SETOPTIONS = 0, 24, 0x4200
# PTRACE_O_TRACESYSGOOD, _TRACECLONE and _EXITKILL of <sys/ptrace.h>.
OPTIONS = 0x1 | 0x8 | 0x100000
SYSCALL_STOP = signal.SIGTRAP | 0x80
WALL = 0x40000000

TOML = '# mine\r\nmodel = "x"\r\n\r\n[mcp_servers.other]\r\ncommand = "y"\r\n'
COMMENTS = '{\n  // mine\n  "servers": {\n    "x": {"command": "y",}, /* last */\n  },\n}\n'
PLAIN = '{"mcpServers": {"x": {"command": "y", "env": {"KEY": "secret"}}}}\n'
GEMINI = COMMENTS.replace("servers", "mcpServers").replace("\n", "\r\n")

# Host, its file, what is in it, and its mode; how many copies there are already; whether the file is
# a link to another one.
SCENES = [
    ("codex", ".codex/config.toml", TOML, 0o600, 0, False),
    ("codex", ".codex/config.toml", None, None, 0, False),
    ("vscode", ".vscode/mcp.json", COMMENTS, 0o640, 0, False),
    ("vscode", ".vscode/mcp.json", COMMENTS, 0o600, 5, False),
    ("gemini", ".gemini/settings.json", GEMINI, 0o604, 1, False),
    ("cursor", ".cursor/mcp.json", PLAIN, 0o600, 5, True),
    ("cursor", ".cursor/mcp.json", None, None, 0, True),
    ("claude-code", ".mcp.json", PLAIN, 0o644, 0, False),
    # Neither host reads these: they stay what they are.
    ("cursor", ".cursor/mcp.json", COMMENTS, 0o600, 0, False),
    ("claude-code", ".mcp.json", COMMENTS, 0o600, 0, False),
    ("codex", ".codex/config.toml", "[a]\n[a]\n", 0o600, 0, False),
]


class Tracing:
    """One run, halted at each system call of each of its threads."""

    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long

    @classmethod
    def ptrace(cls, request, process, data=0):
        if cls.libc.ptrace(request, process, None, data) < 0:
            raise OSError(ctypes.get_errno(), "ptrace")

    @classmethod
    def run(cls, arguments, home, at_stop):
        """Calls `at_stop` until it returns True, which kills the program; whether it did."""
        process = os.fork()
        if process == 0:
            with contextlib.suppress(OSError):
                os.chdir(home)
                quiet = os.open(os.devnull, os.O_RDWR)
                for stream in range(3):
                    os.dup2(quiet, stream)
                cls.ptrace(TRACEME, 0)
                os.execve(arguments[0], arguments, {"HOME": home, "PATH": "/usr/bin:/bin"})
            os._exit(127)
        os.waitpid(process, WALL)
        cls.ptrace(SETOPTIONS, process, OPTIONS)
        cls.ptrace(SYSCALL, process)
        while True:
            thread, status = os.waitpid(-1, WALL)
            if not os.WIFSTOPPED(status):
                if thread == process:
                    return False
                continue
            passed = os.WSTOPSIG(status)
            if passed == SYSCALL_STOP:
                if at_stop():
                    os.kill(process, signal.SIGKILL)
                    os.waitpid(process, WALL)
                    return True
                passed = 0
            elif passed in (signal.SIGTRAP, signal.SIGSTOP):
                # Of the trace itself: the program that was begun, and each new thread.
                passed = 0
            with contextlib.suppress(ProcessLookupError):
                cls.ptrace(SYSCALL, thread, passed)

    @classmethod
    def obstacle(cls):
        """Why it cannot be done here; None where it can."""
        if not sys.platform.startswith("linux"):
            return "it needs Linux"
        stops = []
        try:
            cls.run(["/bin/true"], "/", lambda: stops.append(1))
        except OSError as error:
            return str(error)
        return None if stops else "nothing was halted"


class Scene:
    """A home in which one host has its file, and what may be found there."""

    def __init__(self, binary, home, scene):
        self.host, file, self.old, self.mode, copies, is_link = scene
        self.home = home
        self.command = [binary, "configure", self.host, "--write", "--toolsets", "core"]
        self.named = pathlib.Path(home, file)
        self.named.parent.mkdir(parents=True, exist_ok=True)
        self.path = self.named
        if is_link:
            folder = pathlib.Path(home, "dotfiles")
            folder.mkdir()
            self.path = folder / "settings"
            self.named.symlink_to(self.path)
        if self.old is not None:
            self.write(self.path, self.old)
        for number in range(1, copies + 1):
            self.write(self.copy(number), f"copy {number}")
        self.is_link = is_link

    def write(self, path, text):
        path.write_bytes(text.encode())
        path.chmod(self.mode)

    def copy(self, number):
        return self.path.with_name(self.path.name + (
            ".backup" if number == 1 else f".backup-{number}"))

    def end(self):
        """Runs it without interruption; its exit status and the file."""
        status = subprocess.run(
            self.command, cwd=self.home, env={"HOME": self.home, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=60
        ).returncode
        return status, self.text()

    def text(self):
        return self.path.read_bytes() if self.path.exists() else None

    def state(self):
        """Each file beside the host's: its kind, mode, owner and text."""
        found, fresh = {}, []
        for entry in os.scandir(self.path.parent):
            with contextlib.suppress(FileNotFoundError):
                facts = os.lstat(entry.path)
                text = pathlib.Path(entry.path).read_bytes() if stat.S_ISREG(facts.st_mode) else b""
                file = stat.S_IMODE(facts.st_mode), facts.st_uid, text
                if ".taskledger-" in entry.name:
                    fresh.append(file)
                else:
                    found[entry.name] = file
        # The names of new files are made up.
        return found | {f"new file {number}": file for number, file in enumerate(sorted(fresh))}

    def problem(self, state, texts):
        """What must not be found; `texts` are those that the file may have."""
        name = self.path.name
        mode, owner, text = state.get(name, (None, None, None))
        if text not in texts:
            return f"{name} is neither the old one nor the new one: {text!r}"
        if text is not None and self.mode is not None and mode != self.mode:
            return f"{name} has mode {mode:o}"
        if self.is_link and not self.named.is_symlink():
            return "the link is none any more"
        widest = self.mode if self.mode is not None else 0o644
        for other, (mode, owner, text) in state.items():
            if mode & ~widest:
                return f"{other} has mode {mode:o}"
            if owner != os.getuid():
                return f"{other} is {owner}'s"
            if ".backup" in other and text != (self.old or "").encode() \
                    and not text.startswith(b"copy "):
                return f"{other} is not whole: {text!r}"
        return None


def reading(host, text):
    """The servers that the host is told of, by somebody else's reader; none where it cannot."""
    try:
        settings = (tomllib if host == "codex" else json5).loads(text.decode())
    except ValueError:
        return {}
    return next((value for name, value in settings.items() if name.lower().endswith("servers")), {})


def check(binary, number, complain):
    """One scene; how many moments were looked at, and how many kills there were."""
    moments = kills = 0
    # Always the same place, which stands in what is written.
    with tempfile.TemporaryDirectory(prefix="configure-steps-") as folder:
        home = folder + "/home"

        def anew():
            shutil.rmtree(home, ignore_errors=True)
            os.mkdir(home)
            return Scene(binary, home, SCENES[number])

        whole = anew()
        before = whole.text()
        status, after = whole.end()
        if (status == 0) == (after == before):
            complain(f"scene {number}: ended with {status}, and the file is {after!r}")
        elif status == 0 and "taskledger" not in reading(whole.host, after):
            complain(f"scene {number}: nobody is told of it: {after!r}")

        def look(kill_at=None):
            """The states that one run went through; it is killed at the first moment of one."""
            one, states = anew(), []

            def at_stop():
                nonlocal moments
                moments += 1
                state = one.state()
                if states and state == states[-1]:
                    return False
                states.append(state)
                found = one.problem(state, (before, after))
                if found:
                    complain(f"scene {number}, state {len(states)}: {found}")
                return len(states) == kill_at

            return one, states, Tracing.run(one.command, home, at_stop)

        _, states, _ = look()
        # A new file, its mode, its text, the copies and what takes the place of the old one.
        if status == 0 and len(states) < 4:
            complain(f"scene {number}: only {len(states)} states were seen")
        for kill_at in range(1, len(states) + 1):
            one, _, was_killed = look(kill_at)
            found = one.problem(one.state(), (before, after))
            ended, text = one.end()
            if not was_killed or found or ended != status or text != after:
                complain(f"scene {number}, killed in state {kill_at}: {found or text!r}")
            kills += was_killed
    return moments, kills


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    obstacle = Tracing.obstacle()
    if obstacle:
        print(f"skipped: {obstacle}")
        return 0
    os.umask(0o022)
    failures = []

    def complain(what):
        failures.append(what)
        print(what, file=sys.stderr)

    counts = [check(os.path.abspath(sys.argv[1]), number, complain) for number in range(len(SCENES))]
    moments, kills = (sum(column) for column in zip(*counts))
    print(f"{moments} moments of configure looked at, killed in {kills} of them, "
          f"{len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
