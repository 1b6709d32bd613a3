import Foundation
import JSON
import Ledger
import LiveBackend

/// `taskledger ledger resolve`: a person says how a write ended.
enum ResolveInLedger {
  static func run(_ words: [String], _ options: ProgramOptions) throws(UsageError) -> Int32 {
    let (operationID, resolution) = try parsed(words)
    let program = try Program(options)
    guard FileManager.default.fileExists(atPath: program.store.path) else {
      Output.error("nothing was written yet: there is no store at \(program.store.path)")
      return 1
    }
    let outcome: ResolutionOutcome?
    do throws(LedgerRefusal) {
      // Where there is no token the service cannot be asked, and a person's word is all there is.
      if case .adopt(let remoteID) = resolution, let live = program.live,
        Token.isNamed(in: ProcessEnvironment.variables)
      {
        try live.checkAdoption(of: remoteID, by: operationID, in: nil)
      }
      outcome = try LedgerStore(program.store).resolve(
        operationID, as: resolution, in: nil, at: program.clock.now())
    } catch { return ShowLedger.failed(error) }
    guard let outcome else {
      Output.error(
        "there is no operation `\(operationID)`; `taskledger ledger list` shows which there are")
      return 1
    }
    if options.isOn(.json) {
      var result = outcome.entry.json
      result["resolved"] = .bool(outcome.isResolved)
      Output.json(result)
    } else {
      Output.text(sentence(outcome))
    }
    return 0
  }

  private static func sentence(_ outcome: ResolutionOutcome) -> String {
    let entry = outcome.entry
    let state = entry.state.rawValue + (entry.remoteID.map { ", as \($0)" } ?? "")
    return outcome.isResolved
      ? "\(entry.operationID) is now \(state)."
      : "Nothing to resolve: \(entry.operationID) is \(state). Nothing was changed."
  }

  private static func parsed(_ words: [String]) throws(UsageError) -> (String, Resolution) {
    switch (words.count, words.dropFirst().first) {
    case (3, "adopt"): return (words[0], .adopt(remoteID: words[2]))
    case (2, "abandon"): return (words[0], .abandon)
    default:
      throw UsageError(
        "write `taskledger ledger resolve OPERATION_ID adopt REMOTE_ID` where the write happened, "
          + "or `taskledger ledger resolve OPERATION_ID abandon`")
    }
  }
}
