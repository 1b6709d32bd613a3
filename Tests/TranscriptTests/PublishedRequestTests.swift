import APICore
import EmbeddedBackend
import Foundation
import JSON
import Ledger
import SQLite
import Server
import TestSupport
import Testing
import Tools
import Transcript

/// What the tools read and write in the kept conversations is what ClickUp's document describes.
@Suite struct PublishedRequestTests {
  @Test(.enabled(if: OpenAPICheck.shared != nil, "TASKLEDGER_SHARED names the document"))
  func everyRequestIsPublished() throws {
    let watch = RequestWatch()
    for file in ToolTranscriptTests.files {
      let url = ToolTranscriptTests.folder.appending(path: file)
      try Self.run(Transcript(parsing: String(contentsOf: url, encoding: .utf8)), watch)
    }
    for problem in watch.problems { Issue.record("\(problem)") }
    // That nothing was watched would look the same as that nothing was wrong.
    #expect(watch.routes.count > 35, "\(watch.routes.count)")
  }

  /// The conversation on a Workspace like the one that it was recorded on. Answers are compared
  /// elsewhere; options that only choose tools are left out.
  private static func run(_ transcript: Transcript, _ watch: RequestWatch) throws {
    let time = ManualClock(Milliseconds(transcript.initial(.clock).flatMap(Int64.init) ?? 0))
    let clock = RequestClock(time)
    let ids = SeededIDSource(seed: transcript.initial(.seed).flatMap(UInt64.init) ?? 0)
    let owner = Owner(
      name: transcript.initial(.user) ?? "Me", timeZone: transcript.initial(.timeZone) ?? "UTC")
    let store = Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      seed: EmbeddedBackend.seed(owner: owner, clock: clock, ids: ids))
    let backend = EmbeddedBackend(store: store, clock: clock, ids: ids)
    let ledger = Ledger(
      store: store, backend: WatchedBackend(backend, watch: watch), clock: clock, ids: ids,
      secrets: ids)
    let tools = ToolRunner(
      ToolCatalogue.entries, ledger: ledger, clock: clock,
      options: ToolRunner.Options(
        workspaceID: transcript.initial(.workspace), profile: transcript.initial(.agent),
        processZone: ProcessZone(
          transcript.initial(.processZone).flatMap(TimeZone.init(identifier:)) ?? .gmt)))
    let session = Session(
      tools: tools, identity: ServerIdentity(version: "0"), clock: time,
      hooks: Session.Hooks(
        beginRequest: {
          clock.beginRequest()
          return clock.now()
        }, send: { _ in }, observe: nil))
    _ = transcript.run(
      set: { setting, value in
        if setting == .clock, let instant = Int64(value) { time.set(Milliseconds(instant)) }
      },
      send: { line in
        session.answer([.line(Array(line.utf8))]).map { String(decoding: $0, as: UTF8.self) }
      })
  }
}
