import APICore
import JSON
import Ledger
import Testing

@testable import Tools

/// What a task inside of a scope refers to can be taken off it, wherever that is; nothing outside
/// is tied to anything.
@Suite("References across the border of a scope") struct ScopeTests {
  let world: ExampleWorld
  let tools: ToolRunner
  let task: JSONValue
  /// Tasks that stand outside.
  let outside: [JSONValue]

  init() throws { try self.init(isLive: false) }

  private init(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    var policy = Policy()
    policy.territories = [Territory(lists: [try world.id("list")])]
    let elsewhere = try world.answer(
      "create_list", try world.filled(["folder_id": "$folder", "name": "Elsewhere"]))
    let list = try #require(elsewhere["id"])
    outside = try ["One", "Two"].map { name in
      try #require(
        try world.answer("create_task", ["list_id": list, "name": .string(name)])["id"])
    }
    self.world = world
    tools = world.tools(under: policy)
    task = .string(try world.id("task"))
  }

  /// nil where it was done.
  private func refusal(_ tool: String, _ arguments: JSONValue) throws -> ErrorCode? {
    let result = tools.call(ToolCall(name: tool, arguments: try #require(arguments.object)))
    switch try #require(result) {
    case .success: return nil
    case .failure(let error): return error.code
    }
  }

  private func value(of field: JSONValue) throws -> [JSONValue] {
    let json = try world.read(.getTask, ["task_id": try #require(task.string)])
    let shown = (json["custom_fields"]?.array ?? []).first { $0["id"] == field }
    return (shown?["value"]?.array ?? []).compactMap { $0["id"] }
  }

  @Test(arguments: ["field_tasks", "field_list_relationship"], [false, true])
  func fields(name: String, isLive: Bool) throws {
    let test = try ScopeTests(isLive: isLive)
    try test.relationship(.string(try test.world.id(name)))
  }

  private func relationship(_ field: JSONValue) throws {
    func set(_ value: JSONValue) -> JSONValue {
      ["task_id": task, "field_id": field, "value": value]
    }
    let inside = JSONValue.string(try world.id("other_task"))
    _ = try world.answer("set_custom_field", set(["add": .array(outside + [inside])]))
    #expect(try refusal("set_custom_field", set(["rem": [outside[0]]])) == nil)
    #expect(try value(of: field) == [outside[1], inside])
    #expect(try refusal("set_custom_field", set(["add": [outside[0]]])) == .policyDenied)
    #expect(
      try refusal("set_custom_field", set(["add": [outside[0]], "rem": [outside[1]]]))
        == .policyDenied)
    #expect(try value(of: field) == [outside[1], inside])
    // One that is not there any more has no place.
    try world.change(.deleteTask, ["task_id": try #require(outside[1].string)])
    #expect(try refusal("set_custom_field", set(["rem": [outside[1]], "add": [inside]])) == nil)
    #expect(try value(of: field) == [inside])
    _ = try world.answer("set_custom_field", set(["add": [outside[0]]]))
    #expect(
      try refusal("set_custom_field", ["task_id": task, "field_id": field, "clear": true]) == nil)
    #expect(try value(of: field) == [])
  }

  @Test(arguments: [false, true])
  func dependencies(isLive: Bool) throws {
    let test = try ScopeTests(isLive: isLive)
    let (task, other) = (test.task, test.outside[0])
    let waits: JSONValue = ["task_id": task, "depends_on": other]
    let sameWait: JSONValue = ["task_id": other, "dependency_of": task]
    for arguments in [waits, sameWait] {
      #expect(try test.refusal("add_dependency", arguments) == .policyDenied)
      _ = try test.world.answer("add_dependency", waits)
      #expect(try test.refusal("remove_dependency", arguments) == nil)
    }
    // The other way round it is the task outside that would wait no longer.
    let awaited: JSONValue = ["task_id": task, "dependency_of": other]
    _ = try test.world.answer("add_dependency", awaited)
    for arguments in [awaited, ["task_id": other, "depends_on": task]] as [JSONValue] {
      #expect(try test.refusal("remove_dependency", arguments) == .policyDenied)
    }
  }
}
