import APICore
import SQLite

extension Ledger {
  public func decline(
    _ intent: WriteIntent, in scope: Scope
  ) throws(LedgerRefusal) -> LedgerOutcome? {
    try LedgerStore(store).decline(intent, in: scope, at: clock.now()) { .of($0, for: $1.live) }
  }
}

extension LiveLedger {
  public func decline(
    _ intent: WriteIntent, in scope: Scope
  ) throws(LedgerRefusal) -> LedgerOutcome? {
    try LedgerStore(store).decline(intent, in: scope, at: sources.clock.now()) { decide($0, $1) }
  }
}

extension LedgerStore {
  fileprivate func decline(
    _ intent: WriteIntent, in scope: Scope, at now: Milliseconds,
    decide: (LedgerRow?, LedgerCall) -> Decision
  ) throws(LedgerRefusal) -> LedgerOutcome? {
    guard case .answer(let state) = intent.consent else { return nil }
    noteClock(at: now)
    return try store.write { transaction throws(LedgerRefusal) -> LedgerOutcome? in
      let connection = transaction.connection
      let secret = try LedgerRefusal.reporting(try LedgerStore.secret(on: connection))
      guard let secret else { return nil }
      let call = LedgerCall(intent, in: scope, secret: secret)
      let (row, times) = try LedgerRefusal.reporting { () throws(SQLiteError) in
        let row: LedgerRow? =
          if let name = intent.name {
            try LedgerStore.row(key: name, in: scope, on: connection)
          } else { nil }
        let time = try LedgerStore.time(at: now, on: connection)
        return (row, try LedgerStore.tokenTimes(of: call, at: time, on: connection))
      }
      // The yes was there first: to say that nothing was changed would be a lie.
      let decision = decide(row, call)
      switch decision {
      case .fresh, .otherTool, .otherArguments: break
      case .replay, .expired, .abandoned, .inProgress, .ownerDied, .lookUp, .wait, .resend,
        .needsReview:
        if let answer = try call.answer(from: row, decision) { return answer }
      }
      // What this ledger never asked, or what is over, nobody can say yes to either.
      guard let question = call.askedQuestion(at: times.question) else { return nil }
      try LedgerRefusal.reporting(
        try LedgerStore.decline(
          state, until: question.expiresAt, at: times.question, in: transaction))
      return nil
    }
  }
}
