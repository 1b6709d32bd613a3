import Foundation
import JSON
import Ledger

/// `taskledger ledger verify|export`: for whoever wants to be sure.
enum CheckLedger {
  static func verify(_ options: Options) throws(UsageError) -> Int32 {
    guard let program = try existing(options) else { return 0 }
    let verdict: LedgerVerdict
    do throws(LedgerRefusal) {
      verdict = try LedgerStore(program.store).verify()
    } catch { return ShowLedger.failed(error) }
    if options.isOn(.json) { print(verdict.json.canonicalString) }
    guard let fault = verdict.fault else {
      if !options.isOn(.json) {
        print(
          "\(verdict.rows) writes, \(verdict.links) links of the audit chain: everything is as it "
            + "was written.")
      }
      return 0
    }
    Output.error(
      "the ledger is not as it was written: \(fault.sentence); stop the servers that use "
        + "\(program.store.path), keep a copy of the file, and put back one from before that "
        + "`ledger verify` finds in order")
    return 1
  }

  static func export(_ options: Options) throws(UsageError) -> Int32 {
    guard let program = try existing(options) else { return 0 }
    do throws(LedgerRefusal) {
      try LedgerStore(program.store).export { print($0.canonicalString) }
      return 0
    } catch { return ShowLedger.failed(error) }
  }

  /// nil, and said so, where there is no store to look at.
  private static func existing(_ options: Options) throws(UsageError) -> Program? {
    let program = try Program(options, isReadOnly: true)
    guard FileManager.default.fileExists(atPath: program.store.path) else {
      Output.error("nothing was written yet: there is no store at \(program.store.path)")
      return nil
    }
    return program
  }
}
