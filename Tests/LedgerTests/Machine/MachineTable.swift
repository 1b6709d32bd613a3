import APICore

@testable import Ledger

/// What the tables of the live machine share: one operation in each state, and the events.
///
/// Time is told in seconds of uptime. It was sent first at 1,000.
enum MachineTable {
  static let call = LiveCall(tool: "create_task", fingerprint: "f1")
  static let otherTool = LiveCall(tool: "post_comment", fingerprint: "f1")
  static let otherArguments = LiveCall(tool: "create_task", fingerprint: "f2")
  static let owner = OwnerID(text: "owner 1")
  static let newOwner = OwnerID(text: "owner 2")

  static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1_000) }

  /// As it stands in a state after the shortest way there.
  static func operation(_ state: EntryState) -> LiveOperation {
    var operation = LiveOperation(
      tool: call.tool, fingerprint: call.fingerprint, owner: owner)
    operation.state = state
    operation.epoch = 7
    guard state != .prepared else { return operation }
    operation.attempt = 1
    operation.settlesFrom = seconds(1_000)
    switch state {
    case .notApplied:
      operation.firstMiss = seconds(1_030)
      operation.lastMiss = seconds(1_120)
    case .succeeded:
      operation.remoteID = "t1"
      operation.hasAnswer = true
    case .needsReview, .abandoned: operation.candidates = ["t1", "t2"]
    case .prepared, .dispatched, .released, .unknown: break
    }
    return operation
  }

  /// nil where there is no row, then every state.
  static let columns: [EntryState?] = [
    nil, .prepared, .dispatched, .released, .unknown, .notApplied, .needsReview, .abandoned,
    .succeeded,
  ]

  static func found(
    _ matches: String..., claimed: Set<String> = [], isMarked: Bool = true, rivals: Int = 0
  ) -> LiveFinding {
    .matches(matches, claimed: claimed, isMarked: isMarked, rivals: rivals)
  }
}
