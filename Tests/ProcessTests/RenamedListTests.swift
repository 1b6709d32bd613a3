import JSON
import Testing

/// Two processes on one store: what one keeps in memory of Lists is no older than what the other
/// one did.
@Suite struct RenamedListTests {
  private func call(_ server: ServerProcess, _ tool: String, _ arguments: JSONValue) throws
    -> JSONValue
  {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(tool), "params": arguments,
    ]
    return try server.ask(request.canonicalString)
  }

  @Test func theNewNameHoldsAtOnceAndTheOldOneNoMore() throws {
    let folder = try TemporaryDirectory()
    let arguments = ["--store", folder.store, "--toolsets", "all"]
    let one = try ServerProcess(arguments)
    let other = try ServerProcess(arguments)
    for round in 0..<3 {
      let (old, new) = (round == 0 ? "Inbox" : "Box \(round)", "Box \(round + 1)")
      let made = try call(one, "create_task", ["list_id": .string(old), "name": "Before"])
      let list = try #require(made["result"]?["list"], "\(made)")
      let renamed = try call(
        other, "update_list", ["list_id": list["id"] ?? .null, "name": .string(new)])
      #expect(renamed["error"] == nil, "\(renamed)")
      let refused = try call(one, "create_task", ["list_id": .string(old), "name": "Lost"])
      #expect(refused["error"]?["data"]?["code"] == "not_found", "\(refused)")
      let task = try call(one, "create_task", ["list_id": .string(new), "name": "After"])
      #expect(task["result"]?["list"] == ["id": list["id"] ?? .null, "name": .string(new)])
    }
  }
}
