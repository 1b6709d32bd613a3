import APICore
import JSON
import Testing

@testable import Ledger

@Suite("What a policy makes of a planned write")
struct PolicyDecisionTests {
  private static let inside = Place(name: "task 1", spaceID: "2", listID: "3")
  private static let outside = Place(name: "task 9", spaceID: "8", listID: "7")
  private static let create = WriteRequest(.createTask, path: ["list_id": "3"])
  private static let delete = WriteRequest(.deleteTask, path: ["task_id": "1"])
  private static let several = WriteRequest(
    .deleteTimeEntry, path: ["team_id": "1", "timer_id": "1,2,3"])
  private static let lists = Territory(lists: ["3"])

  private static func policy(
    _ territories: Set<Territory> = [], _ limits: [WriteBudget.Limit: Int] = [:]
  ) -> Policy {
    var policy = Policy()
    policy.territories = territories
    policy.budget = WriteBudget(limits)
    return policy
  }

  private static func reached(
    _ moments: [WriteBudget.Limit: Milliseconds]
  ) -> PolicyDecision.Usage { PolicyDecision.Usage(reached: moments) }

  @Test("Deletions need a yes whatever their tool is called, and what is named besides")
  func needsYes() {
    func needsYes(_ tool: String, _ request: WriteRequest?, naming names: Set<String> = []) -> Bool
    {
      var policy = Policy()
      policy.confirmed = names
      return policy.needsYes(tool, sending: request)
    }
    #expect(!needsYes("delete_list", nil))
    #expect(needsYes("tidy_up", Self.delete))
    #expect(needsYes("undo_operation", Self.delete))
    #expect(!needsYes("undo_operation", Self.create))
    #expect(!needsYes("undo_operation", nil))
    let relation = WriteRequest(.deleteDependency, path: ["task_id": "1"])
    #expect(!needsYes("remove_dependency", relation))
    #expect(needsYes("remove_dependency", relation, naming: ["deletions"]))
    #expect(!needsYes("create_task", Self.create, naming: ["deletions"]))
    #expect(needsYes("create_task", nil, naming: ["create_task"]))
    #expect(needsYes("create_task", Self.create, naming: ["create_task"]))
    #expect(!needsYes("create_task", Self.create, naming: ["update_task"]))
    #expect(needsYes("undo_operation", Self.delete, naming: ["update_task"]))
    #expect(needsYes("create_task", nil, naming: ["all_writes"]))
  }

  @Test(
    "Whatever takes something away counts as a deletion, whichever request carries it",
    arguments: [
      (.deleteTask, nil, true), (.removeFieldValue, nil, true), (.deleteDependency, nil, true),
      (.updateTask, ["archived": true], true), (.updateTask, ["archived": false], false),
      (.updateTask, ["description": " "], true), (.updateTask, ["markdown_content": ""], true),
      (.updateTask, ["name": "x", "due_date": .null], true),
      (.updateTask, ["assignees": ["add": [1], "rem": []]], false),
      (.updateTask, ["assignees": ["add": [1], "rem": [2]]], true),
      (.updateTask, ["status": "closed", "points": 0], false),
      (.updateList, ["name": "x", "assignee": "none"], true),
      (.updateList, ["name": "x", "content": ""], true),
      (.updateList, ["name": "x", "unset_status": true], true),
      (.updateSpace, ["archived": true], true), (.updateFolder, ["name": "x"], false),
      (.setFieldValue, ["value": ""], true), (.setFieldValue, ["value": []], true),
      (.setFieldValue, ["value": .null], true), (.setFieldValue, ["value": 0], false),
      (.setFieldValue, ["value": ["add": [], "rem": ["a"]]], true),
      (.setFieldValue, ["value": ["add": ["a"], "rem": []]], false),
      (.createTask, ["name": "x", "description": "", "due_date": .null], false),
      (.createTaskComment, ["comment_text": ""], false),
      (.moveTask, ["move_custom_fields": false, "status_mappings": [[:]]], false),
    ] as [(Route, JSONValue?, Bool)])
  func takesAway(_ route: Route, _ body: JSONValue?, _ expected: Bool) {
    let request = WriteRequest(route, path: [:], body: body.map { .json($0) } ?? .none)
    #expect(request.takesAway == expected)
    var policy = Policy()
    policy.confirmed = ["deletions"]
    #expect(policy.needsYes("update_task", sending: request) == expected)
  }

  @Test func places() {
    func decision(_ places: [Place]?, _ territories: Set<Territory>) -> PolicyDecision {
      .of(Self.create, at: places, after: .init(), under: Self.policy(territories))
    }
    #expect(decision(nil, []) == .allowed)
    #expect(decision([Self.inside], [Self.lists]) == .allowed)
    #expect(
      decision([Self.inside, Self.outside], [Self.lists]) == .outside(Self.outside, Self.lists))
    #expect(decision(nil, [Self.lists]) == .unplaceable)
    #expect(decision([Self.inside], [Self.lists, Territory(spaces: ["2"])]) == .allowed)
    let elsewhere = Territory(spaces: ["8"])
    #expect(
      decision([Self.inside], [Self.lists, elsewhere]) == .outside(Self.inside, elsewhere))
    #expect(decision([Self.inside], [Territory()]) == .outside(Self.inside, Territory()))
  }

  @Test func readOnlyComesFirst() {
    var policy = Self.policy([Self.lists], [.writesPerHour: 0])
    policy.isReadOnly = true
    #expect(
      PolicyDecision.of(Self.create, at: [Self.outside], after: .init(), under: policy)
        == .readOnly)
  }

  @Test func budgets() {
    func decision(
      _ request: WriteRequest, _ limits: [WriteBudget.Limit: Int],
      _ moments: [WriteBudget.Limit: Milliseconds] = [:]
    ) -> PolicyDecision {
      .of(request, at: nil, after: Self.reached(moments), under: Self.policy([], limits))
    }
    #expect(decision(Self.create, [.writesPerMinute: 2]) == .allowed)
    #expect(
      decision(Self.create, [.writesPerMinute: 2], [.writesPerMinute: 5])
        == .exhausted(.writesPerMinute, allowed: 2, until: 60_005))
    // The one that has to be waited for longest is said.
    #expect(
      decision(
        Self.create, [.writesPerMinute: 2, .writesPerHour: 9],
        [.writesPerMinute: 9, .writesPerHour: 1])
        == .exhausted(.writesPerHour, allowed: 9, until: 3_600_001))
    #expect(decision(Self.create, [.deletionsPerDay: 1], [.deletionsPerDay: 9]) == .allowed)
    #expect(
      decision(Self.delete, [.deletionsPerDay: 1], [.deletionsPerDay: 9])
        == .exhausted(.deletionsPerDay, allowed: 1, until: 86_400_009))
    #expect(decision(Self.delete, [.deletionsPerDay: 0]) == .never(.deletionsPerDay))
    #expect(decision(Self.create, [.deletionsPerDay: 0]) == .allowed)
    #expect(decision(Self.several, [.itemsPerCall: 2]) == .tooManyItems(3, allowed: 2))
    #expect(decision(Self.several, [.itemsPerCall: 3]) == .allowed)
    #expect(decision(Self.create, [.itemsPerCall: 0]) == .tooManyItems(1, allowed: 0))
  }

  @Test(
    "How many things a request touches",
    arguments: [
      (create, 1), (delete, 1), (several, 3),
      (
        WriteRequest(
          .setFieldValue, path: ["task_id": "1", "field_id": "f"],
          body: .json(["value": ["add": ["1", "2"], "rem": ["3"]]])), 3
      ),
      (
        WriteRequest(
          .updateTask, path: ["task_id": "1"],
          body: .json(["name": "x", "assignees": ["add": [1, 2], "rem": []]])), 2
      ),
    ])
  func items(request: WriteRequest, count: Int) {
    #expect(request.itemCount == count)
  }

  @Test func wordsSayWhatIsDeniedAndWhoCanChangeIt() throws {
    let layers = PolicyLayers([
      PolicyLayers.Layer("policy.json", Self.policy([Self.lists], [.writesPerHour: 1])),
      PolicyLayers.Layer("--write-budget", Self.policy([], [.writesPerMinute: 1])),
    ])
    let outside = try #require(
      LedgerRefusal(.outside(Self.outside, Self.lists), by: layers, at: 0))
    #expect(outside.code == .policyDenied)
    #expect(
      outside.message
        == "task 9 is outside of what may be changed here; nothing was changed; write within "
        + "List 3; only who starts taskledger can allow more (`policy.json`)")
    let exhausted = try #require(
      LedgerRefusal(
        .exhausted(.writesPerMinute, allowed: 1, until: 61_000), by: layers, at: 1_500))
    #expect(exhausted.code == .budgetExhausted)
    #expect(exhausted.retry == .init(isSafe: true, sameKey: true, after: 59_500))
    #expect(exhausted.message.contains("1 write a minute is used up"))
    #expect(exhausted.message.contains("1970-01-01T00:01:01.000Z"))
    #expect(exhausted.message.contains("(`--write-budget`)"))
    #expect(LedgerRefusal(.allowed, by: layers, at: 0) == nil)
  }
}
