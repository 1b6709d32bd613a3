import JSON

/// A kind of write that the crash tests interrupt.
struct CrashedWrite: Sendable {
  let tool: String
  /// Makes what the write needs, through a process that stays alive.
  ///
  /// - Returns: all arguments of the write, its key among them.
  let prepare: @Sendable (ServerProcess, Int) throws -> JSONValue

  static let toolsets = ["--toolsets", "core,hierarchy"]

  /// Additive ones, changes, and a deletion; each in another table.
  static let all: [CrashedWrite] = [
    CrashedWrite("create_task") { _, number in
      ["list_id": "Inbox", "name": .string("Task \(number)")]
    },
    CrashedWrite("update_task") { server, number in
      ["task_id": try server.makeTask(number), "name": .string("Renamed \(number)")]
    },
    CrashedWrite("post_comment") { server, number in
      ["task_id": try server.makeTask(number), "comment_text": .string("Comment \(number)")]
    },
    CrashedWrite("log_time") { server, number in
      ["task_id": try server.makeTask(number), "duration": "30m"]
    },
    CrashedWrite("create_custom_field") { _, number in
      ["list_id": "Inbox", "name": .string("Field \(number)"), "type": "number"]
    },
    CrashedWrite("set_custom_field") { server, number in
      let field = try server.made(
        "create_custom_field",
        ["list_id": "Inbox", "name": .string("Amount \(number)"), "type": "number"])
      return ["task_id": try server.makeTask(number), "field_id": field, "value": 7]
    },
    CrashedWrite("add_dependency") { server, number in
      ["task_id": try server.makeTask(number), "depends_on": try server.makeTask(-number)]
    },
    CrashedWrite("remove_dependency") { server, number in
      let arguments: JSONValue = [
        "task_id": try server.makeTask(number), "depends_on": try server.makeTask(-number),
      ]
      _ = try server.result("add_dependency", arguments)
      return arguments
    },
    CrashedWrite("create_list") { server, number in
      ["space_id": try server.spaceID(), "name": .string("List \(number)")]
    },
    CrashedWrite("update_list") { server, number in
      ["list_id": try server.makeList(number), "name": .string("Renamed List \(number)")]
    },
    // Under a `plan_id`, which is a key like any other and stands for the user's yes.
    CrashedWrite("delete_list") { server, number in
      let list = try server.makeList(number)
      _ = try server.made("create_task", ["list_id": list, "name": .string("In list \(number)")])
      let plan = try server.result("delete_list", ["list_id": list, "dry_run": true])
      guard let key = plan["plan"]?["plan_id"] else {
        throw ServerProcess.Failure(description: "no plan_id in \(plan.canonicalString)")
      }
      return ["list_id": list, "idempotency_key": key]
    },
  ]

  private init(
    _ tool: String, prepare: @escaping @Sendable (ServerProcess, Int) throws -> JSONValue
  ) {
    self.tool = tool
    self.prepare = { server, number in
      var arguments = try prepare(server, number)
      if arguments["idempotency_key"] == nil {
        arguments["idempotency_key"] = .string("crash-\(tool)-\(number)")
      }
      return arguments
    }
  }
}

extension ServerProcess {
  /// What a tool answers.
  func result(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let answer = try call(tool, arguments)
    guard let result = answer["result"] else {
      throw Failure(description: "\(tool) failed: \(answer.canonicalString)")
    }
    return result
  }

  /// The ID of what a tool makes.
  fileprivate func made(_ tool: String, _ arguments: JSONValue) throws -> JSONValue {
    let result = try result(tool, arguments)
    guard let id = result["id"] else {
      throw Failure(description: "no id in \(result.canonicalString)")
    }
    return id
  }

  fileprivate func makeTask(_ number: Int) throws -> JSONValue {
    try made("create_task", ["list_id": "Inbox", "name": .string("Prepared \(number)")])
  }

  fileprivate func makeList(_ number: Int) throws -> JSONValue {
    try made(
      "create_list", ["space_id": try spaceID(), "name": .string("Prepared List \(number)")])
  }

  fileprivate func spaceID() throws -> JSONValue {
    let workspace = try result("get_workspace", [:])
    guard let id = workspace["spaces"]?.array?.first?["id"] else {
      throw Failure(description: "no Space in \(workspace.canonicalString)")
    }
    return id
  }
}
