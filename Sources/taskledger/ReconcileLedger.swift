import APICore
import Foundation
import JSON
import Ledger

/// `taskledger ledger reconcile`: looks for every write whose outcome is not known; sends none.
enum ReconcileLedger {
  /// - Returns: 0 where it is known of every write whether it happened.
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options, sources: .real())
    guard FileManager.default.fileExists(atPath: program.store.path) else {
      Output.text("Nothing was written yet: there is no store at \(program.store.path)")
      return 0
    }
    let found: Reconciliation
    do throws(LedgerRefusal) {
      found = try program.ledger.reconcile()
    } catch { return ShowLedger.failed(error) }
    if options.isOn(.json) {
      for item in found.items { Output.json(item.json) }
    } else if found.items.isEmpty {
      Output.text("Nothing is unclear: it is known of every write whether it happened.")
    } else {
      let rows = found.items.map { item in
        [
          item.entry.operationID, item.entry.tool, item.before.rawValue,
          item.entry.state.rawValue,
          item.entry.remoteID ?? "", item.next,
        ]
      }
      Output.text(Rendering.table(["OPERATION", "TOOL", "WAS", "IS", "MADE", "NEXT"], rows))
    }
    return found.isClear ? 0 : 1
  }
}

extension Reconciliation.Item {
  fileprivate var json: JSONValue {
    var json = entry.json
    json["state_before"] = .string(before.rawValue)
    json["problem"] = problem.map(JSONValue.string)
    json["after_ms"] = after.map { .integer($0.rawValue) }
    json["next_step"] = .string(next)
    return json
  }

  /// What to do about it.
  fileprivate var next: String {
    if let problem { return problem }
    if let after, after > 0 { return "look again in \(after.secondsToWait) s" }
    switch entry.state {
    case .unknown: return "look again"
    case .needsReview: return "taskledger ledger resolve \(entry.operationID) …"
    case .notApplied: return "the same call, with the same key, sends it again"
    case .prepared, .dispatched: return "a process is at it"
    case .succeeded where entry.live?.duplicates.isEmpty == false:
      return "there are two: taskledger ledger undo \(entry.operationID) takes the first back"
    case .succeeded, .released, .abandoned: return ""
    }
  }
}
