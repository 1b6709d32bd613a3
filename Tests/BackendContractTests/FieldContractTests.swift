import APICore
import JSON
import Testing

@Suite struct FieldContractTests {
  /// A new field of `Inbox`, as it is answered.
  private func field(
    _ type: String, _ configuration: JSONValue = [:], in workspace: ContractWorkspace
  ) throws -> JSONValue {
    let body: JSONValue = [
      "name": .string("A \(type)"), "type": .string(type), "type_config": configuration,
    ]
    let answer = try workspace.send(.createListField, ["list_id": workspace.listID()], body)
    return try #require(answer["field"])
  }

  private func set(
    _ field: JSONValue, of task: JSONValue, to value: JSONValue, in workspace: ContractWorkspace
  ) throws {
    let path = ["task_id": try workspace.id(task), "field_id": try workspace.id(field)]
    #expect(try workspace.send(.setFieldValue, path, ["value": value]) == [:])
  }

  /// What the task shows of the field; nil where it is not set.
  private func shown(_ field: JSONValue, of task: JSONValue, in workspace: ContractWorkspace)
    throws -> JSONValue?
  {
    let fields = try workspace.getTask(task)["custom_fields"]?.array ?? []
    return fields.first { $0["id"] == field["id"] }?["value"]
  }

  @Test(arguments: ContractSubject.all)
  func fieldsAreOfferedBelowWhereTheyAreMade(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let space = try workspace.spaceID()
    let own = try field("text", in: workspace)
    let all = try workspace.send(
      .createSpaceField, ["space_id": space], ["name": "Everywhere", "type": "number"])["field"]
    let other = try workspace.send(.createSpaceList, ["space_id": space], ["name": "Other"])
    func offered(_ route: Route, _ path: [String: String]) throws -> [JSONValue?] {
      try workspace.get(route, path)["fields"]?.array?.map { $0["id"] } ?? []
    }
    #expect(
      try offered(.getListFields, ["list_id": workspace.listID()]) == [own["id"], all?["id"]])
    #expect(try offered(.getListFields, ["list_id": workspace.id(other)]) == [all?["id"]])
    #expect(try offered(.getSpaceFields, ["space_id": space]) == [all?["id"]])
    #expect(try offered(.getTeamFields, ["team_id": workspace.workspaceID()]) == [])
    let elsewhere = try workspace.createTask("Elsewhere", in: workspace.id(other))
    let path = ["task_id": try workspace.id(elsewhere), "field_id": try workspace.id(own)]
    expectRefusal(400, "FIELD_011", saying: "is not offered in the List") {
      try workspace.send(.setFieldValue, path, ["value": "x"])
    }
  }

  @Test(arguments: ContractSubject.all)
  func aDropDownReadsBackAsItsOrderIndex(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let choice = try field(
      "drop_down", ["options": [["name": "Low"], ["name": "High"]]], in: workspace)
    let task = try workspace.createTask("Task")
    #expect(try shown(choice, of: task, in: workspace) == nil)
    let high = try #require(choice["type_config"]?["options"]?[1]?["id"])
    try set(choice, of: task, to: high, in: workspace)
    #expect(try shown(choice, of: task, in: workspace) == 1)
    try set(choice, of: task, to: 0, in: workspace)
    #expect(try shown(choice, of: task, in: workspace) == 0)
    let path = ["task_id": try workspace.id(task), "field_id": try workspace.id(choice)]
    expectRefusal(400, "FIELD_011", saying: "Value must be an option index or uuid") {
      try workspace.send(.setFieldValue, path, ["value": "High"])
    }
    #expect(try workspace.send(.removeFieldValue, path) == [:])
    #expect(try shown(choice, of: task, in: workspace) == nil)
  }

  @Test(arguments: ContractSubject.all)
  func peopleAndTasksAreAddedAndRemoved(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let user = JSONValue.integer(try workspace.userID())
    let people = try field("users", in: workspace)
    let related = try field("tasks", in: workspace)
    let task = try workspace.createTask("Task")
    let other = try workspace.createTask("Other")
    try set(people, of: task, to: ["add": [user]], in: workspace)
    #expect(try shown(people, of: task, in: workspace)?[0]?["id"] == user)
    try set(people, of: task, to: ["rem": [user]], in: workspace)
    #expect(try shown(people, of: task, in: workspace) == nil)
    try set(related, of: task, to: ["add": [other["id"] ?? .null]], in: workspace)
    #expect(try shown(related, of: task, in: workspace)?[0]?["name"] == "Other")
    let path = ["task_id": try workspace.id(task), "field_id": try workspace.id(people)]
    expectRefusal(400, "FIELD_011", saying: "user 42 is not a member") {
      try workspace.send(.setFieldValue, path, ["value": ["add": [42]]])
    }
  }

  @Test(arguments: ContractSubject.all)
  func filesAndTasksOfAListAreAddedAndRemoved(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let files = try field("attachment", in: workspace)
    let related = try field("list_relationship", in: workspace)
    let task = try workspace.createTask("Task")
    let other = try #require(try workspace.createTask("Other")["id"])
    try set(files, of: task, to: ["add": ["4b67.png", "5c78.pdf"]], in: workspace)
    try set(files, of: task, to: ["add": ["4b67.png"], "rem": ["5c78.pdf"]], in: workspace)
    #expect(try shown(files, of: task, in: workspace) == [["id": "4b67.png"]])
    try set(related, of: task, to: ["add": [other]], in: workspace)
    let shownTask = try #require(try shown(related, of: task, in: workspace)?[0])
    #expect(shownTask["id"] == other && shownTask["name"] == "Other")
    for (field, element) in [(files, "4b67.png"), (related, other)] as [(JSONValue, JSONValue)] {
      let id = field["id"] ?? .null
      let filter: JSONValue = [["field_id": id, "operator": "ANY", "value": [element]]]
      #expect(try workspace.names(["custom_fields": [filter.canonicalString]]) == ["Task"])
      try set(field, of: task, to: ["rem": [element]], in: workspace)
      #expect(try shown(field, of: task, in: workspace) == nil)
      #expect(try workspace.names(["custom_fields": [filter.canonicalString]]) == [])
    }
    let path = ["task_id": try workspace.id(task), "field_id": try workspace.id(related)]
    expectRefusal(404, "ITEM_015", isUnknown: true) {
      try workspace.send(.setFieldValue, path, ["value": ["add": ["86zzz"]]])
    }
  }

  @Test(arguments: ContractSubject.all)
  func aButtonIsClickedAndHoldsNothing(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let button = try field("button", in: workspace)
    let task = try workspace.createTask("Task")
    try set(button, of: task, to: true, in: workspace)
    #expect(try shown(button, of: task, in: workspace) == nil)
    let path = ["task_id": try workspace.id(task), "field_id": try workspace.id(button)]
    expectRefusal(400, "FIELD_011", saying: "true, which clicks it") {
      try workspace.send(.setFieldValue, path, ["value": false])
    }
  }

  /// What has no value is found by IS NULL, and shows none.
  @Test(arguments: ContractSubject.all)
  func whatIsSetToNothingIsNotSet(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let labels = try field("labels", ["options": [["label": "x"]]], in: workspace)
    let text = try field("short_text", in: workspace)
    let label = try #require(labels["type_config"]?["options"]?[0]?["id"])
    let task = try workspace.createTask(
      "Task", ["custom_fields": [["id": labels["id"] ?? .null, "value": []]]])
    #expect(try shown(labels, of: task, in: workspace) == nil)
    for (field, value, empty) in [(labels, [label], []), (text, "x", " ")]
      as [(JSONValue, JSONValue, JSONValue)]
    {
      let filter: JSONValue = [["field_id": field["id"] ?? .null, "operator": "IS NOT NULL"]]
      let query = ["custom_fields": [filter.canonicalString]]
      try set(field, of: task, to: value, in: workspace)
      #expect(try workspace.names(query) == ["Task"])
      try set(field, of: task, to: empty, in: workspace)
      #expect(try shown(field, of: task, in: workspace) == nil)
      #expect(try workspace.names(query) == [])
    }
  }

  @Test(arguments: ContractSubject.all)
  func aDateWithoutTimeIsFourInTheMorning(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let date = try field("date", in: workspace)
    let task = try workspace.createTask("Task")
    // 2026-01-26T10:00:00Z; 04:00 in Berlin is 03:00Z.
    try set(date, of: task, to: 1_769_421_600_000, in: workspace)
    #expect(try shown(date, of: task, in: workspace) == "1769396400000")
  }

  @Test(arguments: ContractSubject.all)
  func fieldsAreSetWhenATaskIsCreated(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let number = try field("number", in: workspace)
    let id = try #require(number["id"])
    let task = try workspace.createTask(
      "Task", ["custom_fields": [["id": id, "value": 8]]])
    #expect(try shown(number, of: task, in: workspace) == "8")
    expectRefusal(400, "FIELD_011", saying: "must be a number") {
      _ = try workspace.createTask("Bad", ["custom_fields": [["id": id, "value": "x"]]])
    }
    #expect(try workspace.names() == ["Task"])
    expectRefusal(404, "ITEM_015", saying: "Custom Field none") {
      _ = try workspace.createTask("Bad", ["custom_fields": [["id": "none", "value": 1]]])
    }
  }

  /// The operators, each on the kind of field that it is for.
  @Test(arguments: ContractSubject.all)
  func filtersFindTasksByTheirFields(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let text = try field("short_text", in: workspace)
    let number = try field("number", in: workspace)
    let labels = try field(
      "labels", ["options": [["label": "x"], ["label": "y"], ["label": "z"]]], in: workspace)
    let box = try field("checkbox", in: workspace)
    func label(_ index: Int) -> JSONValue {
      labels["type_config"]?["options"]?[index]?["id"] ?? .null
    }
    func create(_ name: String, _ values: [(JSONValue, JSONValue)]) throws {
      let fields = values.map { ["id": $0.0["id"] ?? .null, "value": $0.1] as JSONValue }
      _ = try workspace.createTask(name, ["custom_fields": .array(fields)])
    }
    try create(
      "a", [(text, "Über Alles"), (number, 1), (labels, [label(0), label(1)]), (box, true)])
    try create("b", [(text, "alles"), (number, 2), (labels, [label(1)]), (box, false)])
    try create("c", [])
    func found(_ field: JSONValue, _ operation: String, _ value: JSONValue? = nil) throws
      -> String
    {
      var filter: JSONValue = ["field_id": field["id"] ?? .null, "operator": .string(operation)]
      if let value { filter["value"] = value }
      let query = ["custom_fields": [JSONValue.array([filter]).canonicalString]]
      let names = try workspace.names(query)
      #expect(try workspace.teamNames(query) == names)
      return names.sorted().joined()
    }
    #expect(try found(text, "=", "ALLES") == "ab")
    #expect(try found(text, "=", "über") == "a")
    #expect(try found(text, "==", "alles") == "b")
    #expect(try found(text, "!=", "über") == "bc")
    #expect(try found(text, "!==", "alles") == "ac")
    #expect(try found(text, "IS NULL") == "c")
    #expect(try found(text, "IS NOT NULL") == "ab")
    for (operation, value, names) in [
      ("=", 2, "b"), ("!=", 2, "ac"), ("<", 2, "a"), ("<=", 2, "ab"), (">", 1, "b"),
      (">=", 1, "ab"), ("RANGE", [1, 1.5], "a"),
      ("RANGE", ["low_value": 2, "high_value": "3"], "b"), ("ANY", [1, 7], "a"),
    ] as [(String, JSONValue, String)] {
      #expect(try found(number, operation, value) == names, "\(operation) \(value)")
    }
    for (operation, indexes, names) in [
      ("ANY", [0, 1], "ab"), ("ANY", [2], ""), ("ALL", [0, 1], "a"), ("NOT ANY", [0], "bc"),
      ("NOT ALL", [0, 1], "bc"),
    ] as [(String, [Int], String)] {
      #expect(try found(labels, operation, .array(indexes.map(label))) == names, "\(operation)")
    }
    #expect(try found(box, "=", true) == "a")
    #expect(try found(box, "!=", "true") == "bc")
    expectRefusal(400, "FIELD_011", saying: "take ANY, ALL, NOT ANY and NOT ALL") {
      _ = try found(labels, "=", label(0))
    }
    expectRefusal(400, "FIELD_011", saying: "`operator` LIKE") {
      _ = try found(text, "LIKE", "a")
    }
    expectRefusal(400, "FIELD_011", saying: "needs a number") { _ = try found(number, "<", "x") }
    expectRefusal(400, "ITEM_155") { _ = try workspace.names(["custom_fields": ["[{"]]) }
  }

  @Test(arguments: ContractSubject.all)
  func oneUnknownFieldDropsAllFilters(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let number = try field("number", in: workspace)
    _ = try workspace.createTask("Task")
    let known: JSONValue = [
      "field_id": number["id"] ?? .null, "operator": "=", "value": 5,
    ]
    let unknown: JSONValue = ["field_id": "none", "operator": "=", "value": 5]
    let alone = try workspace.names(["custom_fields": [JSONValue.array([known]).canonicalString]])
    #expect(alone == [])
    let both = JSONValue.array([known, unknown]).canonicalString
    #expect(try workspace.names(["custom_fields": [both]]) == ["Task"])
  }

  @Test(arguments: ContractSubject.all)
  func progressIsWorkedOutAndNotFiltered(_ subject: ContractSubject) throws {
    let workspace = try subject.open()
    let progress = try field("automatic_progress", in: workspace)
    let task = try workspace.createTask("Parent")
    let parent = JSONValue.string(try workspace.id(task))
    _ = try workspace.createTask("One", ["parent": parent, "status": "complete"])
    _ = try workspace.createTask("Two", ["parent": parent])
    #expect(try shown(progress, of: task, in: workspace) == ["percent_complete": 50])
    let filter: JSONValue = [
      ["field_id": progress["id"] ?? .null, "operator": ">", "value": 5]
    ]
    expectRefusal(400, "FIELD_011", saying: "cannot be filtered") {
      _ = try workspace.names(["custom_fields": [filter.canonicalString]])
    }
  }
}
