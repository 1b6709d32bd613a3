import Foundation
import JSON
import TestSupport
import Testing

/// The check that every other test of the wire relies on finds what is wrong.
@Suite struct WireCheckTests {
  static let folder = ProcessInfo.processInfo.environment["TASKLEDGER_SHARED"]

  @Test(arguments: [
    "", "{", "[", "7", "{}", "[7]", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"2.0","id":1}"#,
    #"{"id":1,"result":{}}"#, #"{"jsonrpc":"1.0","id":1,"result":{}}"#,
    #"{"jsonrpc":"2.0","result":{}}"#, #"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#,
    #"{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"m"}}"#,
    #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"m"}}"#,
    #"[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2}]"#,
  ])
  func findsWhatIsNoJSONRPC(_ line: String) {
    let problems = WireCheck(folder: nil).problems(
      in: Array(line.utf8), revision: nil, method: nil)
    #expect(!problems.isEmpty)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let method: String
    let revision: String
    let line: String
    var testDescription: String { "\(method) of \(revision): \(line)" }
  }

  static func result(_ method: String, _ revision: String, _ result: String) -> Row {
    Row(
      method: method, revision: revision,
      line: #"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#)
  }

  static let rows = [
    result("initialize", "2025-11-25", "{}"),
    result("tools/list", "2025-11-25", #"{"tools":[{"name":"x"}]}"#),
    result("tools/list", "2026-07-28", #"{"tools":[],"resultType":"complete"}"#),
    result("tools/call", "2025-11-25", #"{"content":{}}"#),
    result("tools/call", "2026-07-28", #"{"content":[]}"#),
    result("server/discover", "2026-07-28", #"{"resultType":"complete"}"#),
    Row(method: "ping", revision: "2025-11-25", line: #"[{"jsonrpc":"2.0","id":1,"result":{}}]"#),
    Row(method: "ping", revision: "2025-11-25", line: #"{"jsonrpc":"2.0","id":null,"result":{}}"#),
    Row(
      method: "notifications/progress", revision: "2025-11-25",
      line: #"{"jsonrpc":"2.0","method":"notifications/progress","params":{}}"#),
    Row(method: "ping", revision: "1999-01-01", line: #"{"jsonrpc":"2.0","id":1,"result":{}}"#),
  ]

  @Test(.enabled(if: folder != nil, "TASKLEDGER_SHARED names no folder"), arguments: rows)
  func findsWhatBreaksTheSchema(_ row: Row) {
    let problems = WireCheck(folder: Self.folder).problems(
      in: Array(row.line.utf8), revision: row.revision, method: row.method)
    #expect(!problems.isEmpty)
  }
}
