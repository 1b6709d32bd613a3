#!/usr/bin/env python3
"""Holds the reader of CSV exports against Python's csv module.

    csv_check.py BINARY
    csv_check.py --update

The documents of `csv_corpus.json` are what the program's own reader is tested on; first each of
them is read with Python's, strictly, and the rows that stand beside it must be what comes out, or
null where Python refuses it (`--update` writes documents and rows). Then an export of tasks whose
cells hold what breaks such files is written by Python, imported by BINARY, and each task is read
back through it: every cell must be the one that Python reads.

Exit status 0, or 1 with each failure on stderr.
"""

import csv
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / "csv_corpus.json"
SEED = 4180

# No space: before an opening quote it does not count here, and to Python it is text or nothing.
ALPHABET = ["a", "b", "é", ",", ",", '"', '"', '"', "\n", "\r", "\r\n", ";", "\u2028", "\t"]
ROUGH = ALPHABET + [" ", "'", "\\n", "{", "]", "👩‍👩‍👧", "\ufeff", "\u0001", "=1+1", "null"]


def read(text, delimiter=","):
    """The rows, without blank lines; None where the text is refused."""
    source = io.StringIO(text, newline="")
    try:
        return [row for row in csv.reader(source, delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return None


def corpus():
    """Texts of single characters, and well-formed ones with one character changed."""
    source = random.Random(SEED)
    texts = ["".join(source.choices(ALPHABET, k=source.randint(1, 12))) for _ in range(250)]
    for _ in range(150):
        rows = [
            ["".join(source.choices(ALPHABET, k=source.randint(0, 5))) for _ in range(3)]
            for _ in range(source.randint(1, 3))
        ]
        out = io.StringIO()
        csv.writer(out, lineterminator=source.choice(["\n", "\r\n", "\r"])).writerows(rows)
        text = out.getvalue()
        if source.random() < 0.5:
            place = source.randrange(len(text))
            text = text[:place] + source.choice(ALPHABET) + text[place + 1 :]
        texts.append(text)
    return list(dict.fromkeys(texts))


def check_corpus():
    failures = []
    for document in json.loads(CORPUS.read_text()):
        if read(document["csv"]) != document["rows"]:
            failures.append(f"Python reads {document['csv']!r} otherwise than it is written down")
    return failures


def export(source, terminator, quoting, delimiter):
    columns = ["Field 1", "Field 2 (short text)", "Field 3 (drop down)"]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=terminator, quoting=quoting)
    writer.writerow(["Task ID", columns[0], "Task Name", *columns[1:], "List Name", "Space Name"])
    for number in range(100):
        cells = [
            "x" + "".join(source.choices(ROUGH, k=source.randint(0, 12))) for _ in columns
        ]
        writer.writerow([f"86c{number:06}", cells[0], f"Task {number}", *cells[1:], "L", "S"])
    return out.getvalue()


def check_binary(binary, folder):
    source = random.Random(SEED)
    failures = []
    styles = [
        ("\r\n", csv.QUOTE_MINIMAL, ","), ("\n", csv.QUOTE_ALL, ","), ("\r", csv.QUOTE_ALL, ","),
        # As Excel saves it where lists are separated by semicolons; the bar only `sep=` can name.
        ("\r\n", csv.QUOTE_MINIMAL, ";"), ("\n", csv.QUOTE_ALL, "|"),
    ]
    for turn, (terminator, quoting, delimiter) in enumerate(styles):
        text = export(source, terminator, quoting, delimiter)
        file = folder / f"export-{turn}.csv"
        first = "" if delimiter == "," else f"sep={delimiter}{terminator}"
        file.write_bytes((first + text).encode("utf-8-sig" if turn == 1 else "utf-8"))
        environment = dict(os.environ, XDG_STATE_HOME=str(folder), XDG_CONFIG_HOME=str(folder))
        command = [binary, "--store", str(folder / f"{turn}.db")]
        subprocess.run(
            [*command, "import", str(file)], check=True, env=environment, stdout=subprocess.DEVNULL
        )
        rows = read(text, delimiter)[1:]
        calls = "".join(
            json.dumps({"jsonrpc": "2.0", "id": row[0], "method": "get_task",
                        "params": {"task_id": row[0]}}) + "\n"
            for row in rows
        )
        served = subprocess.run(
            [*command, "serve"], input=calls.encode(), capture_output=True, check=True,
            env=environment,
        )
        answers = {}
        for line in served.stdout.decode().split("\n"):
            if line:
                answer = json.loads(line)
                answers[answer["id"]] = answer.get("result", answer)
        for row in rows:
            shown = answers[row[0]].get("custom_fields", [])
            values = {field["name"]: field.get("value") for field in shown}
            wanted = {"Field 1": row[1], "Field 2": row[3], "Field 3 (drop down)": row[4]}
            if values != wanted:
                failures.append(f"{file.name}, {row[0]}: {values!r} instead of {wanted!r}")
    return failures


def main():
    if sys.argv[1:] == ["--update"]:
        documents = [{"csv": text, "rows": read(text)} for text in corpus()]
        CORPUS.write_text(json.dumps(documents, indent=0, ensure_ascii=True) + "\n")
        return 0
    failures = check_corpus()
    with tempfile.TemporaryDirectory() as folder:
        failures += check_binary(sys.argv[1], pathlib.Path(folder))
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
