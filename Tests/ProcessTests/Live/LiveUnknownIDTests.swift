import Foundation
import JSON
import LoopbackClickUp
import Testing

/// What the tools say of an ID that does not exist, or is of a Workspace that the token does not
/// reach: the service answers both with codes that also stand for a bad token.
@Suite struct LiveUnknownIDTests {
  struct Naming: Sendable, CustomTestStringConvertible {
    let tool: String
    let argument: String
    /// As far as it takes others; "here" is a task that exists.
    var others: JSONValue = [:]
    var isList = false
    var testDescription: String { "\(tool) \(argument)" }
  }

  static let all: [Naming] = [
    Naming(tool: "get_task", argument: "task_id"),
    Naming(tool: "update_task", argument: "task_id", others: ["name": "x"]),
    Naming(tool: "update_task", argument: "parent", others: ["task_id": "here"]),
    Naming(tool: "create_task", argument: "list_id", others: ["name": "x"]),
    Naming(tool: "create_task", argument: "parent", others: ["list_id": "Inbox", "name": "x"]),
    Naming(tool: "list_comments", argument: "task_id"),
    Naming(tool: "post_comment", argument: "task_id", others: ["comment_text": "x"]),
    Naming(tool: "add_dependency", argument: "task_id", others: ["depends_on": "here"]),
    Naming(tool: "add_dependency", argument: "depends_on", others: ["task_id": "here"]),
    Naming(tool: "remove_dependency", argument: "task_id", others: ["depends_on": "here"]),
    Naming(tool: "remove_dependency", argument: "depends_on", others: ["task_id": "here"]),
    Naming(tool: "get_custom_fields", argument: "list_id"),
    Naming(tool: "set_custom_field", argument: "task_id", others: ["field_id": "f", "value": 1]),
    Naming(tool: "log_time", argument: "task_id", others: ["duration": "1h"]),
    Naming(tool: "list_time_entries", argument: "task_id"),
    Naming(tool: "list_time_entries", argument: "list_id"),
    Naming(tool: "list_time_entries", argument: "folder_id"),
    Naming(tool: "list_time_entries", argument: "space_id"),
    Naming(tool: "search_tasks", argument: "list_ids", isList: true),
    Naming(tool: "search_tasks", argument: "folder_ids", isList: true),
    Naming(tool: "search_tasks", argument: "space_ids", isList: true),
    Naming(tool: "get_workspace", argument: "container_id"),
    Naming(tool: "get_list", argument: "list_id"),
    Naming(tool: "update_list", argument: "list_id", others: ["name": "x"]),
    Naming(tool: "delete_list", argument: "list_id"),
    Naming(tool: "update_folder", argument: "folder_id", others: ["name": "x"]),
    Naming(tool: "delete_folder", argument: "folder_id"),
    Naming(tool: "create_folder", argument: "space_id", others: ["name": "x"]),
    Naming(tool: "create_list", argument: "space_id", others: ["name": "x"]),
    Naming(tool: "create_list", argument: "folder_id", others: ["name": "x"]),
    Naming(tool: "update_space", argument: "space_id", others: ["name": "x"]),
    Naming(tool: "delete_space", argument: "space_id"),
    Naming(
      tool: "create_custom_field", argument: "list_id", others: ["name": "x", "type": "number"]),
  ]

  /// nil: an ID that never was; the service has OAUTH_018 for it.
  @Test(arguments: [nil, "OAUTH_023", "OAUTH_027", "OAUTH_056"])
  func theIDIsNamedAndNotTheToken(code: String?) throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let ids = ["task": "86zzzzzzz", "container": "901599999999"]
    if let code {
      live.server.hold(elsewhere: Dictionary(uniqueKeysWithValues: ids.values.map { ($0, code) }))
    }
    let process = try live.start(["TASKLEDGER_TOOLSETS": "all"])
    let here = try #require(
      try process.result("create_task", ["list_id": "Inbox", "name": "Here"])["id"])
    let before = live.server.effects.count
    for naming in Self.all {
      let isTask = ["task_id", "parent", "depends_on"].contains(naming.argument)
      let id = try #require(ids[isTask ? "task" : "container"])
      var arguments = naming.others.object ?? [:]
      for (name, value) in arguments where value == "here" { arguments[name] = here }
      arguments[naming.argument] = naming.isList ? [.string(id)] : .string(id)
      let answer = try process.call(naming.tool, .object(arguments))
      let error = answer["error"]
      let message = error?["message"]?.string ?? ""
      #expect(error?["data"]?["code"] == "not_found", "\(naming): \(answer.canonicalString)")
      #expect(message.contains("`\(naming.argument)`") && message.contains(id), "\(message)")
      for word in ["doctor", "revoked", "new token", "CLICKUP_TOKEN"] {
        #expect(!message.contains(word), "\(message)")
      }
    }
    #expect(live.server.effects.count == before)
    #expect(try process.finish() == 0)
  }

  /// The same codes, of a token that the service does not know.
  @Test func aBadTokenIsNamedAsThat() throws {
    let live = try LiveProcess()
    defer { live.server.stop() }
    let process = try live.start(["CLICKUP_TOKEN": "pk_1_OTHER"])
    let answer = try process.call("get_task", ["task_id": "86zzzzzzz"])
    let message = answer["error"]?["message"]?.string ?? ""
    #expect(message.contains("does not know this token"), "\(answer.canonicalString)")
    #expect(answer["error"]?["data"]?["code"] != "not_found")
    #expect(!message.contains("pk_1_OTHER"))
    #expect(try process.finish() == 0)
  }
}
