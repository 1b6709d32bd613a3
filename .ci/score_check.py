#!/usr/bin/env python3
"""Audits a taskledger binary with mcpscore over stdio and prints every miss.

    score_check.py BINARY

Exit status 0 where the score is at least 95 %, otherwise 1.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

LEAST_PERCENT = 95


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    mcpscore = pathlib.Path(sys.executable).parent / "mcpscore"
    with tempfile.TemporaryDirectory(prefix="taskledger-score-") as folder:
        run = subprocess.run(
            [
                mcpscore,
                "--json",
                "--no-config",
                "--fail-under",
                str(LEAST_PERCENT),
                "--stdio",
                binary,
                "--store",
                f"{folder}/score.db",
            ],
            capture_output=True,
            text=True,
            timeout=300,
        )
    try:
        report = json.loads(run.stdout)
    except ValueError:
        print(run.stderr, file=sys.stderr)
        sys.exit(f"mcpscore wrote no report (exit status {run.returncode})")
    score, most = report["score"], report["max_score"]
    for result in report["results"]:
        if result["passed"] is False:
            print(
                f"miss ({result['severity'].lower()}): {result['rule_name']}: {result['message']}"
            )
    print(f"mcpscore: {score} of {most} points, {100 * score / most:.1f} %")
    if report["partial"]:
        sys.exit(f"the audit is not complete: {report['partial_reason']}")
    if run.returncode:
        sys.exit(f"mcpscore asks for {LEAST_PERCENT} % (exit status {run.returncode})")


if __name__ == "__main__":
    main()
