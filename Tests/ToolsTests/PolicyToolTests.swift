import APICore
import EmbeddedBackend
import JSON
import Ledger
import SQLite
import Testing

@testable import Tools

/// Every write tool there is, over the embedded workspace, under a policy.
@Suite struct PolicyToolTests {
  private static let writing = SchemaFiles.all.filter { $0.entry.tool.kind == .write }

  /// The same tools on the same store, as a process has them that was started with `policy`.
  private static func tools(
    of world: ExampleWorld, under policy: Policy
  ) -> ToolRunner {
    let layers = PolicyLayers([PolicyLayers.Layer("policy.json", policy)])
    let ids = SeededIDSource(seed: 99)
    return ToolRunner(
      ToolCatalogue.entries,
      ledger: Ledger(
        store: world.store, backend: world.backend, clock: world.clock, ids: ids, secrets: ids,
        policy: layers), clock: world.clock)
  }

  /// How often a row of any table was changed on this connection.
  private static func changes(in world: ExampleWorld) throws -> Int64 {
    try world.store.read { connection throws(SQLiteError) in
      try connection.row("SELECT total_changes()") { $0.integer(0) } ?? 0
    }
  }

  private static func call(
    _ tools: ToolRunner, _ name: String, _ arguments: JSONValue
  ) throws -> Result<ToolOutput, ToolError> {
    let members = try #require(arguments.object)
    let result = try #require(tools.call(ToolCall(name: name, arguments: members)))
    guard case .failure(let error) = result, error.code == .confirmationRequired else {
      return result
    }
    var confirmed = members
    confirmed["idempotency_key"] = error.plan?["plan_id"]
    return try #require(tools.call(ToolCall(name: name, arguments: confirmed)))
  }

  @Test("What lies outside of the scope no tool changes", arguments: writing)
  func outside(_ file: SchemaFiles.File) throws {
    let world = try ExampleWorld()
    if file.name == "stop_timer" { try world.startTimer() }
    let elsewhere = try world.answer("create_space", ["name": "Elsewhere"])
    var policy = Policy()
    policy.territories = [Territory(spaces: [try #require(elsewhere["id"]?.string)])]
    let tools = Self.tools(of: world, under: policy)
    for example in try file.definition().examples {
      let arguments = try world.filled(example)
      let before = try Self.changes(in: world)
      switch try Self.call(tools, file.name, arguments) {
      case .success: Issue.record("\(arguments.canonicalString) was done")
      case .failure(let error):
        #expect(error.code == .policyDenied, "\(arguments.canonicalString): \(error.message)")
      }
      #expect(try Self.changes(in: world) == before)
    }
  }

  @Test("What lies inside every tool changes as without a scope", arguments: writing)
  func inside(_ file: SchemaFiles.File) throws {
    for example in try file.definition().examples {
      let world = try ExampleWorld()
      if file.name == "stop_timer" { try world.startTimer() }
      var policy = Policy()
      policy.territories = [Territory(workspaces: [try world.id("workspace")])]
      let arguments = try world.filled(example)
      let result = try Self.call(Self.tools(of: world, under: policy), file.name, arguments)
      guard case .success = result else {
        Issue.record("\(arguments.canonicalString): \(result)")
        continue
      }
    }
  }
}
