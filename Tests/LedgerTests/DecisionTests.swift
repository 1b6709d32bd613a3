import APICore
import Testing

@testable import Ledger

@Suite("What a stored row means for a call")
struct DecisionTests {
  struct Case: Sendable, CustomStringConvertible {
    var tool = "create_task"
    var fingerprint = "f1"
    var output: String? = "{}"
    var state = EntryState.succeeded
    var hasRow = true
    let expected: Decision
    var description: String {
      "\(hasRow) \(state.rawValue) \(tool) \(fingerprint) \(output ?? "-") → \(expected)"
    }
  }

  @Test(
    "The table",
    arguments: [
      Case(hasRow: false, expected: .fresh),
      Case(expected: .replay),
      Case(output: nil, expected: .expired),
      Case(output: nil, state: .unknown, expected: .lookUp),
      Case(output: nil, state: .needsReview, expected: .needsReview),
      Case(output: nil, state: .dispatched, expected: .ownerDied),
      Case(output: nil, state: .abandoned, expected: .abandoned),
      Case(fingerprint: "f2", output: nil, state: .unknown, expected: .otherArguments),
      Case(fingerprint: "f2", expected: .otherArguments),
      Case(fingerprint: "f2", output: nil, expected: .otherArguments),
      Case(tool: "post_comment", expected: .otherTool),
      Case(tool: "post_comment", output: nil, expected: .otherTool),
      Case(tool: "post_comment", fingerprint: "f2", expected: .otherTool),
    ])
  func table(row: Case) {
    let stored = LedgerRow(
      operationID: "op_1", scope: Scope(backend: "embedded", workspaceID: "1", principal: "2"),
      key: "some-key-1", keySource: .client, tool: row.tool, fingerprint: row.fingerprint,
      arguments: "{}", state: row.state, request: "{}", output: row.output, firstExecutedAt: 0,
      moment: 0)
    let decision = Decision.of(
      row.hasRow ? stored : nil, for: LiveCall(tool: "create_task", fingerprint: "f1"))
    #expect(decision == row.expected)
  }
}
