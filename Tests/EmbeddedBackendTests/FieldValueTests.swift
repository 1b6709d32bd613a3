import APICore
import JSON
import Testing

@testable import EmbeddedBackend

@Suite struct FieldValueTests {
  private static let options: JSONValue = [
    "options": [
      ["id": "a-1", "name": "Low", "label": "Low", "orderindex": 0],
      ["id": "b-2", "name": "High", "label": "High", "orderindex": 1],
    ]
  ]

  private static func field(_ type: String) -> FieldDefinition {
    let configuration: JSONValue =
      switch type {
      case "drop_down", "labels": options
      case "emoji": ["count": 3]
      case "manual_progress": ["start": 10, "end": 30]
      default: [:]
      }
    return FieldDefinition(
      id: "f", name: "F", typeName: type, configuration: configuration, dateCreated: 0)
  }

  private static func change(_ type: String, _ value: JSONValue, _ options: JSONValue? = nil)
    throws(APIError) -> FieldChange
  {
    let reader = FieldValueReader(field: field(type)) { Milliseconds($0.rawValue / 100 * 100) }
    return try reader.change(to: value, options: options)
  }

  static let accepted: [(String, JSONValue, JSONValue, JSONValue)] = [
    ("url", "https://clickup.com/a?b", "https://clickup.com/a?b", "https://clickup.com/a?b"),
    ("email", "lana@clickup.com", "lana@clickup.com", "lana@clickup.com"),
    ("phone", "+1 123 456 7890", "+1 123 456 7890", "+1 123 456 7890"),
    ("short_text", "one line", "one line", "one line"),
    ("text", "two\nlines", "two\nlines", "two\nlines"),
    ("checkbox", true, true, "true"),
    ("checkbox", "false", false, "false"),
    ("number", 9_007_199_254_740_993, 9_007_199_254_740_993, "9007199254740993"),
    ("number", -28, -28, "-28"),
    ("number", "2.5", 2.5, "2.5"),
    ("currency", 99.99, 99.99, "99.99"),
    ("date", 1_565_993_299_379, 1_565_993_299_300, "1565993299300"),
    ("drop_down", "b-2", "b-2", 1),
    ("drop_down", 0, "a-1", 0),
    ("drop_down", "1", "b-2", 1),
    ("labels", ["b-2", "a-1", "b-2"], ["b-2", "a-1"], ["b-2", "a-1"]),
    ("emoji", 3, 3, 3),
    ("emoji", 0, 0, 0),
    (
      "manual_progress", ["current": 20], ["current": 20],
      ["current": "20", "percent_completed": 50]
    ),
    (
      "location", ["location": ["lat": -28.5, "lng": 153.4], "formatted_address": "Gold Coast"],
      ["location": ["lat": -28.5, "lng": 153.4], "formatted_address": "Gold Coast"],
      ["location": ["lat": -28.5, "lng": 153.4], "formatted_address": "Gold Coast"]
    ),
  ]

  @Test(arguments: accepted)
  func aValueIsStoredAndShown(
    _ sample: (type: String, given: JSONValue, stored: JSONValue, shown: JSONValue)
  ) throws {
    #expect(try Self.change(sample.type, sample.given) == .set(sample.stored))
    let shape = FieldValueShape(field: Self.field(sample.type))
    #expect(shape.shown(sample.stored) == sample.shown)
    #expect(shape.stored(sample.shown) == sample.stored, "an import reads what was shown")
  }

  static let refused: [(String, [JSONValue])] = [
    ("url", ["clickup.com", "https://", "http s://x.y", 5, "://x"]),
    ("email", ["lana", "lana@", "@x.y", "a@b", "a b@c.d", "a@b..c", 1]),
    ("phone", ["123 456 7890", "+12", "+1 123 456 7890 12345 678", "+1 call me", 1]),
    ("short_text", ["two\nlines", 1]),
    ("text", [1, ["a"]]),
    ("checkbox", [1, "yes"]),
    ("number", ["eight", true, "nan", "inf"]),
    ("currency", ["$5"]),
    ("date", ["2026-01-01", 1.5]),
    ("drop_down", ["High", 2, "2", true, ["a-1"]]),
    ("labels", ["a-1", ["High"], [1]]),
    ("emoji", [4, -1, 1.5]),
    ("manual_progress", [20, ["current": 9], ["current": 31], [:]]),
    (
      "location",
      [
        ["lat": 1, "lng": 2, "formatted_address": "flat"],
        ["location": ["lat": 91, "lng": 2], "formatted_address": "x"],
        ["location": ["lat": 1, "lng": 2]],
      ]
    ),
    ("users", [[183], ["x": 1], ["add": "183"], ["add": ["a"]], 183]),
    ("tasks", [["86a"], ["add": [1]]]),
    ("list_relationship", [["86a"], "86a"]),
    ("attachment", ["4b67.png", ["add": [1]]]),
    ("button", [false, "true", 1]),
    ("number", [""]),
    ("date", [""]),
  ]

  @Test(arguments: refused)
  func aWrongValueIsRefused(_ sample: (type: String, values: [JSONValue])) {
    for value in sample.values {
      let error = refusal { () throws(APIError) in _ = try Self.change(sample.type, value) }
      #expect(error?.status == 400 && error?.code == "FIELD_011", "\(sample.type) \(value)")
    }
  }

  @Test func anOptionByNameGetsTheServicesOwnWords() {
    let error = refusal { () throws(APIError) in _ = try Self.change("drop_down", "High") }
    #expect(error?.message == "Value must be an option index or uuid")
  }

  @Test func timesAreKeptWhereAskedFor() throws {
    #expect(
      try Self.change("date", 1_565_993_299_379, ["time": true]) == .set(1_565_993_299_379))
  }

  @Test func nullClearsAndElementsAreAddedAndRemoved() throws {
    #expect(try Self.change("text", nil) == .clear)
    #expect(
      try Self.change("users", ["add": [183, "184", 183], "rem": [5]])
        == .elements(add: ["183", "184"], remove: ["5"]))
    #expect(try Self.change("tasks", ["rem": ["86a"]]) == .elements(add: [], remove: ["86a"]))
  }

  @Test(
    arguments: [
      ("text", ""), ("short_text", " "), ("url", "\t\n"), ("email", ""), ("phone", ""),
      ("labels", []),
    ] as [(String, JSONValue)])
  func whatIsEmptyClears(type: String, value: JSONValue) throws {
    #expect(try Self.change(type, value) == .clear)
  }

  @Test func aButtonIsClickedAndFilesAreKeptAsTheyAreShown() throws {
    #expect(try Self.change("button", true) == .click)
    #expect(
      try Self.change("attachment", ["add": ["4b67.png"]])
        == .elements(add: ["4b67.png"], remove: []))
    let files: JSONValue = [["id": "4b67.png", "title": "a.png", "size": 5]]
    let shape = FieldValueShape(field: Self.field("attachment"))
    #expect(shape.shown(files) == files && shape.stored(files) == files)
    let tasks = FieldValueShape(field: Self.field("list_relationship"))
    #expect(tasks.shown(["86a"], tasks: ["86a": ["id": "86a"]]) == [["id": "86a"]])
    #expect(tasks.stored([["id": "86a", "name": "Ship"]]) == ["86a"])
  }

  @Test(arguments: ["automatic_progress", "votes", "formula", "rollup"])
  func whatTheServiceWorksOutCannotBeSet(type: String) {
    let error = refusal { () throws(APIError) in _ = try Self.change(type, 1) }
    #expect(error?.message.contains("cannot be set") == true)
  }

  @Test func whatIsGoneIsLeftOut() {
    let users = FieldValueShape(field: Self.field("users"))
    #expect(users.shown(["1", "2"], users: ["2": ["id": 2]]) == [["id": 2]])
    let option = FieldValueShape(field: Self.field("drop_down"))
    #expect(option.shown("gone") == "gone")
  }
}

@Suite struct FieldConfigurationTests {
  private func read(_ type: String, _ configuration: JSONValue?) throws(APIError) -> (
    FieldType, JSONValue
  ) {
    try FieldConfiguration(newID: { "new" }).read(typeName: type, configuration: configuration)
  }

  @Test func optionsGetIDsAndAnOrder() throws {
    let (type, configuration) = try read(
      "drop_down", ["options": [["name": "A", "color": "#FFFFFF"], ["name": "B"]], "x": 1])
    #expect(type == .dropDown)
    #expect(
      configuration == [
        "sorting": "manual",
        "options": [
          ["id": "new", "name": "A", "color": "#FFFFFF", "orderindex": 0],
          ["id": "new", "name": "B", "color": nil, "orderindex": 1],
        ],
      ])
  }

  static let completed: [(String, JSONValue, FieldType, JSONValue)] = [
    (
      "currency", ["currency_type": "USD", "default": 10], .currency,
      ["currency_type": "USD", "precision": 2, "default": 10]
    ),
    ("emoji", [:], .emoji, ["code_point": "2b50", "count": 5]),
    (
      "progress", ["method": "manual", "start": 0, "end": 100, "current": 50], .manualProgress,
      ["method": "manual", "start": 0, "end": 100, "current": 50]
    ),
    (
      "progress", ["method": "automatic", "tracking": ["checklists": true]], .automaticProgress,
      [
        "method": "automatic",
        "tracking": ["checklists": true, "subtasks": false, "assigned_comments": false],
      ]
    ),
    ("users", ["single_user": true, "x": 1], .users, ["single_user": true]),
    ("text", ["anything": 1], .text, [:]),
  ]

  @Test(arguments: completed)
  func aConfigurationIsCompleted(
    _ sample: (type: String, given: JSONValue, known: FieldType, stored: JSONValue)
  ) throws {
    let (type, configuration) = try read(sample.type, sample.given)
    #expect(type == sample.known)
    #expect(configuration == sample.stored)
  }

  @Test func everyTypeOfTheDocumentationCanBeDefined() throws {
    for type in FieldType.allCases {
      let configuration: JSONValue =
        switch type {
        case .dropDown: ["options": [["name": "A"]]]
        case .labels: ["options": [["label": "A"]]]
        case .currency: ["currency_type": "EUR"]
        default: [:]
        }
      #expect(try read(type.rawValue, configuration).0 == type)
    }
  }

  static let refused: [(String, JSONValue, String)] = [
    ("dropdown", [:], "`type` dropdown is not known"),
    ("progress", ["method": "magic"], "`type` magic_progress is not known"),
    ("text", [1], "`type_config` must be an object"),
    ("drop_down", [:], "`type_config.options`"),
    ("drop_down", ["options": []], "`type_config.options`"),
    ("drop_down", ["options": [["label": "A"]]], "`type_config.options[0].name`"),
    ("labels", ["options": [["name": "A"]]], "`type_config.options[0].label`"),
    ("labels", ["options": [["label": "A"], ["label": "A"]]], "lists A twice"),
    ("labels", ["options": [["label": "A", "color": "red"]]], "options[0].color"),
    ("drop_down", ["options": [["name": "A"]], "sorting": "up"], "sorting"),
    ("currency", [:], "currency_type"),
    ("currency", ["currency_type": "usd"], "currency_type"),
    ("currency", ["currency_type": "USD", "precision": 9], "precision"),
    ("emoji", ["code_point": "U+1f613"], "code_point"),
    ("emoji", ["code_point": "110000"], "code_point"),
    ("emoji", ["count": 6], "count"),
    ("manual_progress", ["start": 5, "end": 5], "start"),
    ("manual_progress", ["current": 101], "current"),
  ]

  @Test(arguments: refused)
  func aWrongConfigurationIsRefused(_ sample: (type: String, given: JSONValue, words: String)) {
    let error = refusal { () throws(APIError) in _ = try read(sample.type, sample.given) }
    #expect(error?.status == 400)
    #expect(error?.message.contains(sample.words) == true, "\(error?.message ?? "")")
  }
}
