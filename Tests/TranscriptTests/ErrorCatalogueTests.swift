import APICore
import Foundation
import TestSupport
import Testing
import Tools

/// Every code that an error can have is met by a conversation or by a named test, and stands in the
/// README.
@Suite struct ErrorCatalogueTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What takes faults, clocks or other processes: which test meets it, and the words there.
  private static let elsewhere: [ErrorCode: (file: String, words: String)] = [
    .needsReview: ("LedgerTests/Live/LiveLateTests", "refusal.code == .needsReview"),
    .budgetExhausted: ("LedgerTests/Policy/WriteBudgetTests", "refusal.code == .budgetExhausted"),
    .inProgress: ("LedgerTests/Live/LiveAdmissionTests", "refusal(call).code == .inProgress"),
    .answerUnread: ("LedgerTests/Live/LiveOnceTests", "refusal.code == .answerUnread"),
    .ledgerUnavailable: ("DurabilityTests/DamageTests", "answer.code == \"ledger_unavailable\""),
    .notSetUp: ("ProcessTests/Live/LiveServeTests", "[\"code\"] == \"not_set_up\""),
    .presumedNotApplied: (
      "LedgerTests/Live/LiveDeadlineTests", "refusal.code == .presumedNotApplied"
    ),
    .workspaceUnclear: ("ToolsTests/ToolRunnerTests", "open.code == .workspaceUnclear"),
    .internalError: ("ToolsTests/ToolRunnerTests", "error.code == .internalError"),
    .ledgerBusy: ("LedgerTests/FaultTests", "refusal.code == .ledgerBusy"),
  ]

  @Test func eachIsMet() throws {
    let folder = Self.root.appending(path: "Tests/TranscriptTests/Transcripts")
    var missing = Set(ErrorCode.allCases.map(\.rawValue))
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    for file in files where file.hasSuffix(".jsonl") && !missing.isEmpty {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      // Not the list of them, which `rpc.discover` answers.
      for line in text.split(separator: "\n") where !line.contains(#""openrpc""#) {
        missing = missing.filter { !line.contains("\"code\":\"\($0)\"") }
      }
    }
    for (code, test) in Self.elsewhere {
      let path = Self.root.appending(path: "Tests/\(test.file).swift")
      let text = try String(contentsOf: path, encoding: .utf8)
      #expect(text.contains(test.words), "\(test.file) meets \(code.rawValue) no more")
      #expect(missing.remove(code.rawValue) != nil, "a transcript shows \(code.rawValue) by now")
    }
    #expect(missing.isEmpty, "no test shows \(missing.sorted())")
  }

  @Test func theirTableIsMadeFromTheCode() throws {
    var table = "\n| code | number | what it means | what to do |\n|---|---|---|---|\n"
    for code in ErrorCode.allCases {
      table += "| `\(code.rawValue)` | \(code.number) | \(code.meaning) | \(code.step) |\n"
    }
    table += "\n"
    try DerivedText.check(
      "errors", madeFrom: "the code", is: table, by: "ErrorCatalogueTests")
  }
}
