import SQLite

extension LedgerStore {
  /// `ledger_operation` says how each write stands; `ledger_audit` says how it came to that, and is
  /// only ever added to.
  public static let migrations = [
    Migration(
      name: "ledger-1",
      sql: """
        CREATE TABLE ledger_meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        INSERT INTO ledger_meta VALUES('ledger_id', randomblob(16));
        CREATE TABLE ledger_operation(
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          operation_id TEXT NOT NULL UNIQUE,
          backend TEXT NOT NULL,
          workspace_id TEXT NOT NULL,
          principal TEXT NOT NULL,
          key TEXT,
          key_source TEXT NOT NULL CHECK(key_source IN ('client', 'plan', 'derived', 'none')),
          tool TEXT NOT NULL,
          fingerprint TEXT NOT NULL,
          arguments TEXT NOT NULL,
          state TEXT NOT NULL,
          attempt INTEGER NOT NULL CHECK(attempt >= 0),
          remote_id TEXT,
          remote_type TEXT,
          request TEXT NOT NULL,
          output TEXT,
          pre_image TEXT,
          answer_digest BLOB NOT NULL,
          undo_of TEXT,
          is_deletion INTEGER NOT NULL CHECK(is_deletion IN (0, 1)),
          first_executed_at INTEGER NOT NULL,
          moment INTEGER NOT NULL,
          CHECK((key IS NULL) = (key_source = 'none'))
        ) STRICT;
        -- A row that is released says that nothing happened: its key is free.
        CREATE UNIQUE INDEX ledger_operation_key
          ON ledger_operation(backend, workspace_id, principal, key)
          WHERE key IS NOT NULL AND state <> 'released';
        CREATE INDEX ledger_operation_open
          ON ledger_operation(sequence) WHERE state NOT IN ('done', 'released');
        CREATE INDEX ledger_operation_fingerprint
          ON ledger_operation(backend, workspace_id, principal, fingerprint, sequence);
        CREATE INDEX ledger_operation_moment
          ON ledger_operation(backend, workspace_id, principal, moment);
        -- Whatever keys are used, one operation is undone once.
        CREATE UNIQUE INDEX ledger_operation_undo
          ON ledger_operation(undo_of) WHERE undo_of IS NOT NULL AND state <> 'released';
        -- States of questions that a person answered with no.
        CREATE TABLE ledger_declined(
          state TEXT PRIMARY KEY,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE ledger_audit(
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          event TEXT NOT NULL,
          operation INTEGER NOT NULL,
          at INTEGER NOT NULL,
          detail TEXT,
          digest BLOB,
          previous_hash BLOB NOT NULL,
          hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX ledger_audit_later
          ON ledger_audit(event, sequence) WHERE event <> 'recorded';
        """), liveMigration,
  ]
}
