import Ledger

/// `taskledger ledger mend-clock`: something was written with the clock ahead, and it is right now.
enum MendClock {
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options)
    do throws(LedgerRefusal) {
      guard try ShowLedger.hasStore(program) else { return 1 }
      let now = program.clock.now()
      guard let latest = try LedgerStore(program.store).mendClock(at: now) else {
        Output.text(
          "Nothing to mend: nothing was written with the clock ahead of \(now.iso8601).")
        return 0
      }
      Output.text(
        "Mended: what was written while the clock was as far as \(latest.iso8601) counts as past, "
          + "and time goes on from \(now.iso8601). This is noted in the audit chain.")
      return 0
    } catch { return ShowLedger.failed(error) }
  }
}
