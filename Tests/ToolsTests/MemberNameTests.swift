import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// Whom a text means, in every argument that names a person.
@Suite("People called by their names")
struct MemberNameTests {
  private static let arguments = NamingArgument.all.filter { $0.kind == .user }

  /// Beside Jane Doe, who owns the token: two of one first name, and one of them is called no more.
  private func world(isLive: Bool = false) throws -> ExampleWorld {
    let world = try ExampleWorld(isLive: isLive)
    let people: [(Int64, String)] = [
      (501, "Mei Chen"), (502, "Luís Gómez"), (503, "Luis"), (504, "Bo Li"),
    ]
    try world.store.write { transaction throws(SQLiteError) in
      for (id, name) in people {
        let email = name.lowercased().replacing(" ", with: ".") + "@example.com"
        try transaction.connection.execute(
          """
          INSERT INTO users(id, username, email, color, initials, time_zone)
            SELECT ?, ?, ?, color, initials, time_zone FROM users LIMIT 1
          """, [.integer(id), .text(name), .text(email)])
        try transaction.connection.execute(
          """
          INSERT INTO workspace_members
            SELECT workspace_id, ?, role, date_invited, date_joined FROM workspace_members LIMIT 1
          """, [.integer(id)])
      }
    }
    return world
  }

  private func filled(
    _ argument: NamingArgument, naming person: String, _ world: ExampleWorld
  ) throws -> JSONValue {
    var arguments = try world.filled(argument.arguments(naming: .string(person)))
    arguments["idempotency_key"] = nil
    arguments["expected_version"] = nil
    if argument.isOfWrite { arguments["dry_run"] = true }
    return arguments
  }

  private static func comparable(_ answer: JSONValue) -> JSONValue {
    guard var request = answer["plan"]?["request"] else {
      return .object(
        (answer.object ?? [:]).filter { !$0.key.hasSuffix("cursor") && $0.key != "notice" })
    }
    request["body"]?["start"] = nil
    return request
  }

  @Test(
    "By name, first name, e-mail or `me` as by the ID, and it is said", arguments: [false, true])
  func named(isLive: Bool) throws {
    let world = try world(isLive: isLive)
    let user = try world.id("user")
    for argument in Self.arguments {
      for (id, texts) in [
        ("501", ["Mei Chen", "mei", " MEI  chen ", "mei.chen@example.com"]),
        (user, ["me", "Jane"]),
      ] {
        let wanted = Self.comparable(
          try world.answer(argument.tool, try filled(argument, naming: id, world)))
        for text in texts {
          let answer = try world.answer(argument.tool, try filled(argument, naming: text, world))
          #expect(Self.comparable(answer) == wanted, "\(argument) \(text)")
          let notice = answer["notice"]?.string ?? ""
          #expect(notice.contains("`\(argument.name)`") && notice.contains(id), "\(argument)")
        }
      }
    }
  }

  @Test("Of two people called Luis none is taken", arguments: [false, true])
  func ambiguous(isLive: Bool) throws {
    let world = try world(isLive: isLive)
    for argument in Self.arguments {
      let error = try world.refusal(argument.tool, try filled(argument, naming: "Luis", world))
      #expect(error.code == .ambiguous, "\(argument): \(error.message)")
      for words in ["`\(argument.name)` \"Luis\" fits 2 people", "502", "503", "luis@example.com"] {
        #expect(error.message.contains(words), "\(argument): \(error.message)")
      }
    }
  }

  @Test("Whom nobody knows, with who is there")
  func unknown() throws {
    let world = try world()
    for argument in Self.arguments {
      for text in ["Me Chen", "Chen", "M", "999"] {
        let error = try world.refusal(argument.tool, try filled(argument, naming: text, world))
        #expect(error.code == .invalidArguments, "\(argument): \(error.message)")
        #expect(error.message.contains("\"\(text)\" is not a user ID, name or e-mail of a member"))
        #expect(error.message.contains("501 \"Mei Chen\""), "\(argument): \(error.message)")
      }
    }
  }

  @Test("A Custom Field's value names people")
  func fieldValue() throws {
    let world = try world()
    let call: JSONValue = [
      "task_id": .string(try world.id("other_task")),
      "field_id": .string(try world.id("field_users")),
      "value": ["add": ["mei", 501, "bo li"], "rem": ["me", "999"]], "dry_run": true,
    ]
    let value = try world.answer("set_custom_field", call)["plan"]?["request"]?["body"]?["value"]
    let me = JSONValue.integer(try #require(Int64(try world.id("user"))))
    #expect(value?["add"] == [501, 504])
    #expect(Set(value?["rem"]?.array ?? []) == [me, 999])
  }
}
