import APICore
import SQLite

/// What was found of a call's key, and when.
struct KeyLook {
  let call: LedgerCall
  let time: LedgerTime
  /// The answer of a call whose key is done.
  let settled: LedgerOutcome?
  /// Whether nobody else can have written since: it was made in the transaction that goes on to
  /// write, which requests that came together share.
  let isHeld: Bool
}

extension Ledger {
  /// Looks the key up without the write lock, before anything else: a replay needs none, and is
  /// given even while writes are refused. What is to be noted of the clock is noted first.
  ///
  /// - Returns: nil where there is nothing to look up.
  func firstLook(
    for intent: WriteIntent, in scope: Scope
  ) throws(LedgerRefusal) -> KeyLook? {
    let now = clock.now()
    guard intent.name != nil || DerivedKey.isDerived(for: intent) else {
      LedgerStore(store).noteClock(at: now)
      return nil
    }
    let first = try look(for: intent, in: scope, at: now, mindingClock: true)
    guard first.isClockDue else { return first.look }
    // A store that does not take the note takes no write either, which then says why.
    do throws(SQLiteError) { try LedgerStore(store).noteChange(at: now) } catch {}
    return try look(for: intent, in: scope, at: now, mindingClock: false).look
  }

  /// - Parameter isMinding: whether nothing is looked up where something is to be noted of the
  ///   clock.
  private func look(
    for intent: WriteIntent, in scope: Scope, at now: Milliseconds, mindingClock isMinding: Bool
  ) throws(LedgerRefusal) -> (look: KeyLook?, isClockDue: Bool) {
    try store.read { connection throws(LedgerRefusal) in
      let standing = try LedgerRefusal.reporting(try LedgerStanding(on: connection))
      guard !isMinding || standing.clockChange(due: now) == nil else { return (nil, true) }
      guard let secret = standing.secret else { return (nil, false) }
      let call = LedgerCall(intent, in: scope, secret: secret)
      return (try look(for: call, at: standing.time(at: now), on: connection), false)
    }
  }

  /// Looks the key up in the transaction that would carry the call out.
  func look(
    after first: KeyLook?, for intent: WriteIntent, in scope: Scope, in transaction: Transaction
  ) throws(LedgerRefusal) -> KeyLook {
    if let first, first.isHeld { return first }
    let now = clock.now()
    let (call, time) = try LedgerRefusal.reporting { () throws(SQLiteError) in
      let standing = try LedgerStanding(on: transaction.connection)
      if let call = first?.call, call.secret == standing.secret {
        return (call, standing.time(at: now))
      }
      let secret: [UInt8]
      if let kept = standing.secret {
        secret = kept
      } else {
        secret = try LedgerStore.secret(in: transaction, drawnFrom: secrets)
      }
      return (LedgerCall(intent, in: scope, secret: secret), standing.time(at: now))
    }
    return try look(for: call, at: time, on: transaction.connection)
  }

  private func look(
    for call: LedgerCall, at time: LedgerTime, on connection: Connection
  ) throws(LedgerRefusal) -> KeyLook {
    let row = try LedgerRefusal.reporting(try call.row(on: connection, at: time))
    return KeyLook(
      call: call, time: time, settled: try call.answer(from: row),
      isHeld: connection.isWriting)
  }
}
