import Foundation
import Server
import Synchronization
import TestSupport
import Testing
import Tools
import Transcript

@testable import taskledger

/// Every kept conversation is answered to the byte as it was.
@Suite struct ToolTranscriptTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Transcripts")
  static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_TRANSCRIPTS"] != nil

  static var files: [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    return (all ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()
  }

  @Test(arguments: files)
  func isAnsweredTheSame(file: String) throws {
    let url = Self.folder.appending(path: file)
    let text = try String(contentsOf: url, encoding: .utf8)
    let options = try ProgramOptions(arguments: ["--toolsets", "all,api"], environment: [:])
    let problems = Mutex<[String]>([])
    let service = LoopbackCloud()
    defer { service.stop() }
    let run = try Replay.run(Transcript(parsing: text), options, service: service.start) {
      exchange in
      for line in exchange.sent {
        let found = WireCheck.shared.problems(
          in: line.bytes, revision: line.revision, method: line.method)
        problems.withLock { $0 += found }
      }
    }
    #expect(problems.withLock { $0 }.isEmpty)
    #expect(service.problems == [])
    if Self.isUpdating {
      try run.transcript.text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    for difference in run.differences {
      Issue.record(
        """
        \(file):\(difference.line) is answered otherwise; if that is meant: \
        UPDATE_TRANSCRIPTS=1 swift test --filter ToolTranscriptTests
        > \(difference.sent)
        - \(difference.expected.joined(separator: "\n- "))
        + \(difference.answered.joined(separator: "\n+ "))
        """)
    }
    #expect(run.transcript.text == text)
  }

  @Test(arguments: ToolCatalogue.entries.map { "\($0.toolset)/\($0.name).jsonl" })
  func everyToolHasOne(file: String) {
    #expect(
      Self.files.contains(file),
      "Transcripts/\(file) is missing: write its `> ` lines, then UPDATE_TRANSCRIPTS=1 swift test")
  }
}
