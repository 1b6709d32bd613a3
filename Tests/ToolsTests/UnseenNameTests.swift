import JSON
import Testing

@testable import Tools

@Suite("A name that nobody can see is none")
struct UnseenNameTests {
  private static let names = [
    "\u{200B}", "\u{FEFF} \u{2060}", "\u{301}", "\u{E0041}", "\u{2800}\u{2800}", "\u{3164}",
    "\u{AD}",
  ]

  /// Where an argument names what is made or renamed.
  private static let places: [(tool: String, arguments: JSONValue, name: String)] = [
    ("create_task", ["list_id": "$list"], "name"), ("update_task", ["task_id": "$task"], "name"),
    ("create_list", ["space_id": "$space"], "name"), ("update_list", ["list_id": "$list"], "name"),
    ("create_folder", ["space_id": "$space"], "name"),
    ("update_folder", ["folder_id": "$folder"], "name"), ("create_space", [:], "name"),
    ("update_space", ["space_id": "$space"], "name"),
    ("create_custom_field", ["list_id": "$list", "type": "text"], "name"),
  ]

  @Test("It is refused", arguments: places)
  func names(_ place: (tool: String, arguments: JSONValue, name: String)) throws {
    let world = try ExampleWorld()
    for name in Self.names {
      var arguments = try world.filled(place.arguments)
      arguments[place.name] = .string(name)
      let error = try world.refusal(place.tool, arguments)
      #expect(error.violations.map { $0["pointer"] } == [.string("/\(place.name)")])
      #expect(
        error.message.contains("`\(place.name)` holds only characters that nobody sees"),
        "\(place.tool): \(error.message)")
    }
  }

  @Test("So are a tag, a status and an option without anything to see")
  func others() throws {
    let world = try ExampleWorld()
    let unseen = JSONValue.string("\u{200B}\u{301}")
    let places: [(String, JSONValue)] = [
      ("create_task", ["list_id": "$list", "name": "x", "tags": ["seen", unseen]]),
      ("create_list", ["space_id": "$space", "name": "x", "statuses": ["to do", unseen]]),
      ("search_tasks", ["tags": [unseen]]), ("search_tasks", ["statuses": [unseen]]),
      (
        "create_custom_field",
        [
          "list_id": "$list", "name": "x", "type": "drop_down",
          "type_config": ["options": [["name": "seen"], ["name": unseen]]],
        ]
      ),
    ]
    for (tool, arguments) in places {
      let error = try world.refusal(tool, try world.filled(arguments))
      #expect(error.message.contains("see"), "\(tool): \(error.message)")
      #expect(error.code == .invalidArguments)
    }
  }

  @Test("What can be seen is a name", arguments: ["x", "🚀", "¨", "ー", "한", "-", "e\u{301}", "👨‍👩‍👧"])
  func seen(name: String) throws {
    let task = try ExampleWorld().call(
      "create_task", ["list_id": "Roadmap", "name": .string(name), "dry_run": true])
    #expect(throws: Never.self) { try task.get() }
  }
}
