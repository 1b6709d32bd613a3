import APICore
import JSON
import Testing

@testable import Tools

@Suite("Members, time and Custom Fields that are listed") struct ListingToolTests {
  @Test("Everyone's time on a task is summed, whenever it was", arguments: [false, true])
  func taskTime(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let time = try world.answer("get_task_time", world.filled(["task_id": "$task"]))
    #expect(time["total_duration"] == "2h")
    let person = time["people"]?[0]
    #expect(person?["user"]?["id"]?.string == (try world.id("user")))
    #expect(person?["duration"] == "2h" && person?["entry_count"] == 2)
    #expect(person?["entries"]?.array?.compactMap { $0["duration"] } == ["30m", "1h 30m"])
    #expect(time["notice"] == nil)
    #expect(world.watch.problems == [])
  }

  @Test("Time of which the service says no more than how long it took is shown so")
  func bareTime() throws {
    let reader = WorkspaceReader(
      workspaceID: "9",
      read: { request throws(APIError) in
        guard request.route == .getTrackedTime else {
          return ["id": "86a", "name": "Launch", "team_id": "9", "date_updated": "1"]
        }
        return [
          "data": [
            [
              "user": ["id": 1, "username": "Jo"], "time": 1_800_000,
              "intervals": [["id": "318", "start": .null, "end": .null, "time": "1800000"]],
            ]
          ]
        ]
      }, search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
    let context = ToolContext(
      workspaceID: "9", userID: "1", timeZone: .gmt, clock: ManualClock(0), tool: "get_task_time",
      arguments: ["task_id": "86a"])
    let arguments = try JSONValueDecoder().decode(OnTask.self, from: ["task_id": "86a"])
    let answer = try GetTaskTime.run(arguments, context, reading: reader)
    #expect(answer["people"]?[0]?["entries"] == [["id": "318", "duration": "30m"]])
    #expect(answer["total_duration"] == "30m")
  }

  @Test("Roles are words, also where the service says a number", arguments: [false, true])
  func roles(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let all = try world.answer("list_members", [:])["members"]
    #expect(all?.array?.count == 1)
    #expect(all?[0]?["role"] == "owner" && all?[0]?["email"]?.string?.contains("@") == true)
    let shown = ListMembers.shown(
      in: ["members": [["id": 7, "role": 4], ["id": 8, "role": 9], ["name": "nobody"]]],
      ["list_id": "1"])
    #expect(shown == [["id": "7", "role": "guest"], ["id": "8"]])
  }

  @Test("Members are those of the own Workspace alone")
  func ownMembers() {
    let answer: JSONValue = [
      "teams": [
        ["id": "1", "members": [["user": ["id": 1]]]],
        ["id": "2", "members": [["user": ["id": 2]]]],
      ]
    ]
    #expect(ListMembers.shown(in: answer, ["team_id": "2"]) == [["id": "2"]])
  }

  @Test("Of each container its own are asked for", arguments: [false, true])
  func containerFields(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    _ = try world.answer(
      "create_custom_field", world.filled(["space_id": "$space", "name": "Stage", "type": "text"]))
    func names(_ arguments: JSONValue) throws -> [JSONValue]? {
      try world.answer("get_container_fields", world.filled(arguments))["fields"]?.array?
        .compactMap { $0["name"] }
    }
    #expect(try names(["space_id": "$space"]) == ["Stage"])
    #expect(try names(["folder_id": "$folder"]) == ["Stage"])
    #expect(try names([:]) == [])
    #expect(world.watch.problems == [])
  }
}
