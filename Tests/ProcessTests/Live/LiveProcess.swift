import APICore
import Foundation
import JSON
import LoopbackClickUp

/// A ClickUp on this machine, and real processes that work on it.
struct LiveProcess {
  let folder: TemporaryDirectory
  let server: ClickUpServer

  /// - Parameters:
  ///   - limit: requests a minute.
  ///   - minute: how long that minute is.
  ///   - isEnforced: false tells the limit, and neither what is left of it nor that it is passed.
  init(
    limit: Int = 1_000_000, minute: Milliseconds = 60_000, isEnforced: Bool = true
  ) throws {
    folder = try TemporaryDirectory()
    server = try ClickUpServer(limit: limit, minute: minute, isEnforced: isEnforced)
  }

  var store: String { folder.url.appendingPathComponent("clickup.db").path }

  var arguments: [String] {
    ["--backend", "clickup", "--store", store, "--clickup-url", server.address]
  }

  /// The ledger's waits, much shortened.
  static let environment = [
    "CLICKUP_TOKEN": ClickUpServer.token, "TASKLEDGER_SETTLE_MS": "\(LiveSubject.settle)",
  ]

  func start(
    _ environment: [String: String] = [:], with words: [String] = []
  ) throws -> ServerProcess {
    try ServerProcess(
      arguments + words, environment: Self.environment.merging(environment) { $1 })
  }

  func run(
    _ words: String..., environment: [String: String] = [:]
  ) throws -> CommandLineTests.Ended {
    try CommandLineTests.run(
      arguments + words, environment: Self.environment.merging(environment) { $1 })
  }

  /// Sends a request until it has its result: what is answered instead says that it may be sent
  /// again.
  func settle(_ request: String, in process: ServerProcess) throws -> JSONValue {
    for _ in 0..<1_000 {
      let answer = try process.ask(request)
      if answer["result"] != nil { return answer }
      guard answer["error"]?["data"]?["retry"]?["safe"] == true else {
        throw ServerProcess.Failure(description: answer.canonicalString)
      }
    }
    throw ServerProcess.Failure(description: "no result for \(request)")
  }
}
