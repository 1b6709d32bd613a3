import SQLite

extension LedgerStore {
  /// What rows have beyond the others where the write goes to the live service.
  static let liveMigration = Migration(
    name: "ledger-live-1",
    sql: """
      CREATE TABLE ledger_live(
        sequence INTEGER PRIMARY KEY REFERENCES ledger_operation(sequence),
        epoch INTEGER NOT NULL,
        owner TEXT NOT NULL,
        resends INTEGER NOT NULL,
        settles_from INTEGER NOT NULL,
        first_miss INTEGER,
        last_miss INTEGER,
        candidates TEXT NOT NULL,
        is_swept INTEGER NOT NULL CHECK(is_swept IN (0, 1)),
        makes_something INTEGER NOT NULL CHECK(makes_something IN (0, 1)),
        dispatched_at INTEGER,
        doubt TEXT,
        evidence TEXT,
        answer TEXT
      ) STRICT;
      CREATE INDEX ledger_live_resent ON ledger_live(sequence) WHERE resends > 0;
      -- What exists because of a write is the result of no other.
      CREATE TABLE ledger_claim(
        id INTEGER PRIMARY KEY,
        backend TEXT NOT NULL,
        remote_type TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        operation INTEGER NOT NULL REFERENCES ledger_operation(sequence),
        UNIQUE(backend, remote_type, remote_id)
      ) STRICT;
      CREATE INDEX ledger_claim_operation ON ledger_claim(operation, id);
      """)
}
