import JSON
import Ledger

/// `taskledger ledger verify|export`: for whoever wants to be sure.
enum CheckLedger {
  static func verify(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options, isReadOnly: true)
    let verdict: LedgerVerdict
    do throws(LedgerRefusal) {
      guard try ShowLedger.hasStore(program) else { return 0 }
      verdict = try LedgerStore(program.store).verify()
    } catch { return ShowLedger.failed(error) }
    if options.isOn(.json) { Output.json(verdict.json) }
    guard let fault = verdict.fault else {
      if !options.isOn(.json) {
        Output.text(
          "\(verdict.rows) writes, \(verdict.links) links of the audit chain: everything is as it "
            + "was written.")
      }
      return 0
    }
    let next =
      fault.isAgainstMemory
      ? ""
      : "; stop the servers that use \(program.store.path), keep a copy of the file, and put back "
        + "one from before that `ledger verify` finds in order"
    Output.error("the ledger is not as it was written: \(fault.sentence)\(next)")
    return 1
  }

  static func export(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options, isReadOnly: true)
    do throws(LedgerRefusal) {
      guard try ShowLedger.hasStore(program) else { return 0 }
      try LedgerStore(program.store).export { Output.json($0) }
      return 0
    } catch { return ShowLedger.failed(error) }
  }
}
