import EmbeddedBackend
import JSON
import Ledger
import SQLite

/// `taskledger ledger verify|export`: for whoever wants to be sure.
enum CheckLedger {
  static func verify(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options, isReadOnly: true)
    let verdict: LedgerVerdict
    do throws(LedgerRefusal) {
      guard try ShowLedger.hasStore(program) else { return 0 }
      verdict = try LedgerStore(program.store).verify()
    } catch { return ShowLedger.failed(error) }
    let files: FilesBesideStore.Verdict?
    do throws(SQLiteError) { files = try program.files?.verdict() } catch {
      Output.error(error.plain)
      return 1
    }
    let faults = files?.faults ?? []
    if options.isOn(.json) { Output.json(json(verdict, faults)) }
    for fault in faults { Output.error(fault) }
    if !faults.isEmpty { Output.error(FilesBesideStore.remedy) }
    guard let fault = verdict.fault else {
      if !options.isOn(.json), faults.isEmpty {
        let attachments = files.flatMap { $0.sound > 0 ? ", \($0.sound) attachments" : nil } ?? ""
        Output.text(
          "\(verdict.rows) writes, \(verdict.links) links of the audit chain\(attachments): "
            + "everything is as it was written.")
      }
      return faults.isEmpty ? 0 : 1
    }
    let next =
      fault.isAgainstMemory
      ? ""
      : "; stop the servers that use \(program.store.path), keep a copy of the file, and put back "
        + "one from before that `ledger verify` finds in order"
    Output.error("the ledger is not as it was written: \(fault.sentence)\(next)")
    return 1
  }

  private static func json(_ verdict: LedgerVerdict, _ faults: [String]) -> JSONValue {
    var json = verdict.json
    guard !faults.isEmpty else { return json }
    json["ok"] = false
    json["attachments"] = .array(faults.map(JSONValue.string))
    return json
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

extension FilesBesideStore {
  /// What a person can do about files that are gone.
  static let remedy =
    "put the folder that stands beside the store, and is called as it is with -files behind, back "
    + "from a copy; where there is none, the tasks still name these files, and they are lost"
}
