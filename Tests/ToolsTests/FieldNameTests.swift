import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// Which Custom Field a name means, in every argument that takes one.
@Suite("Custom Fields called by their names")
struct FieldNameTests {
  private static let arguments = NamingArgument.all.filter { $0.kind == .field }

  private func filled(
    _ argument: NamingArgument, naming field: String, _ world: ExampleWorld
  ) throws -> JSONValue {
    var arguments = try world.filled(argument.arguments(naming: .string(field)))
    arguments["idempotency_key"] = nil
    arguments["expected_version"] = nil
    if argument.isOfWrite { arguments["dry_run"] = true }
    return arguments
  }

  /// The name of the field that the argument's example names.
  private func name(_ argument: NamingArgument, _ world: ExampleWorld) throws -> (String, String) {
    let id = try #require(Self.id(in: try world.filled(argument.example), argument.path))
    let fields = CustomField.all(
      in: try world.read(.getListFields, ["list_id": try world.id("list")]))
    return (id, try #require(fields.first { $0.id == id }).name)
  }

  private static func id(in arguments: JSONValue, _ path: String) -> String? {
    var value: JSONValue? = arguments
    for part in path.split(separator: ".") { value = (value?.array?.first ?? value)?[String(part)] }
    return value?.string
  }

  @Test("By the name as by the ID, and it is said", arguments: [false, true])
  func named(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    #expect(Self.arguments.count >= 3)
    for argument in Self.arguments {
      let (id, name) = try name(argument, world)
      let wanted = try world.answer(argument.tool, try filled(argument, naming: id, world))
      for text in [name, name.uppercased(), " \(name) "] {
        let answer = try world.answer(argument.tool, try filled(argument, naming: text, world))
        if argument.isOfWrite {
          #expect(answer["plan"]?["request"] == wanted["plan"]?["request"], "\(argument)")
        } else {
          #expect(answer["tasks"] == wanted["tasks"], "\(argument)")
        }
        let notice = answer["notice"]?.string ?? ""
        #expect(notice.contains("is the Custom Field \"\(name)\""), "\(argument): \(notice)")
        #expect(notice.contains(id), "\(argument): \(notice)")
      }
    }
  }

  @Test("Of two fields of one name none is taken", arguments: [false, true])
  func ambiguous(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("UPDATE fields SET name = 'Same'")
    }
    for argument in Self.arguments {
      let error = try world.refusal(argument.tool, try filled(argument, naming: "same", world))
      #expect(error.code == .ambiguous, "\(argument): \(error.message)")
      #expect(error.message.contains("Custom Fields of th"), "\(argument): \(error.message)")
      #expect(error.message.hasSuffix("give the ID"), "\(argument): \(error.message)")
    }
  }

  @Test("What nobody called so, with the nearest")
  func unknown() throws {
    let world = try ExampleWorld()
    for argument in Self.arguments {
      for text in ["The nubmer", "", "Nothing like it at all"] {
        let error = try world.refusal(argument.tool, try filled(argument, naming: text, world))
        guard !text.isEmpty else { continue }  // some hosts mean nothing by it
        #expect(error.code == .notFound, "\(argument): \(error.message)")
        #expect(error.message.contains("is not a Custom Field of"), "\(argument)")
        let near = text == "The nubmer" ? "nearest are \"The number\" (number, " : "known are "
        #expect(error.message.contains(near), "\(argument): \(error.message)")
      }
    }
  }

  @Test("A list alone is all that the field holds", arguments: [false, true])
  func replacing(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let (task, kept) = (try world.id("other_task"), try world.id("blocking_task"))
    let gone = try world.id("waiting_task")
    func call(_ value: JSONValue, _ key: String) -> JSONValue {
      [
        "task_id": .string(task), "field_id": "the tasks", "value": value,
        "idempotency_key": .string(key),
      ]
    }
    _ = try world.answer(
      "set_custom_field", call(["add": [.string(kept), .string(gone)]], "replace-1"))
    let planned = try world.answer(
      "set_custom_field",
      [
        "task_id": .string(task), "field_id": "the tasks", "value": [.string(kept)],
        "dry_run": true,
      ])
    #expect(
      planned["plan"]?["request"]?["body"]?["value"]
        == ["add": [.string(kept)], "rem": [.string(gone)]])
    let answer = try world.answer("set_custom_field", call([.string(kept)], "replace-2"))
    let stored = answer["field"]?["value"]?.string ?? ""
    #expect(stored.contains(kept) && !stored.contains(gone), "\(stored)")
  }
}
