import APICore
import JSON
import Testing

@testable import Tools

/// Which Space or Folder a text means, in every argument that names one.
@Suite("Spaces and Folders called by their names")
struct PlaceNameTests {
  private static let arguments = NamingArgument.all.filter {
    [.space, .folder, .container].contains($0.kind)
      && !["delete_space", "delete_folder"].contains($0.tool)
  }

  private func filled(
    _ argument: NamingArgument, naming place: String, _ world: ExampleWorld
  ) throws -> JSONValue {
    var arguments = try world.filled(argument.arguments(naming: .string(place)))
    arguments["idempotency_key"] = nil
    arguments["expected_version"] = nil
    if argument.isOfWrite { arguments["dry_run"] = true }
    return arguments
  }

  private static func comparable(_ answer: JSONValue) -> JSONValue {
    answer["plan"]?["request"]
      ?? .object((answer.object ?? [:]).filter { $0.key != "notice" && $0.key != "cursor" })
  }

  @Test("By the name or the path as by the ID, and it is said", arguments: [false, true])
  func named(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for argument in Self.arguments {
      var places = [("folder", "Product"), ("folder", "studio/PRODUCT")]
      if argument.kind == .space { places = [] }
      if argument.kind != .folder { places += [("space", "Studio"), ("space", " STUDIO ")] }
      for (kind, text) in places {
        let id = try world.id(kind)
        let wanted = Self.comparable(
          try world.answer(argument.tool, try filled(argument, naming: id, world)))
        let answer = try world.answer(argument.tool, try filled(argument, naming: text, world))
        #expect(Self.comparable(answer) == wanted, "\(argument) \(text)")
        let notice = answer["notice"]?.string ?? ""
        #expect(notice.contains(id), "\(argument) \(text)")
      }
    }
  }

  @Test(
    "What is deleted is named by its ID alone",
    arguments: [("space", "Studio"), ("folder", "Product")])
  func deleted(kind: String, name: String) throws {
    let world = try ExampleWorld()
    let error = try world.refusal(
      "delete_\(kind)", ["\(kind)_id": .string(name), "dry_run": true])
    #expect(error.message.contains("is not an ID"), "\(error.message)")
  }

  @Test("Several of a name are refused with their paths")
  func ambiguous() throws {
    let world = try ExampleWorld()
    let team = try world.id("workspace")
    for name in ["Studio", "Product"] {
      let space = try world.make(
        "second \(name)", .createSpace, ["team_id": team],
        ["name": .string(name), "multiple_assignees": true, "features": [:]])
      try world.make(
        "folder in \(name)", .createFolder, ["space_id": space], ["name": "Product"])
    }
    for argument in Self.arguments {
      let name = argument.kind == .space ? "Studio" : "Product"
      let error = try world.refusal(argument.tool, try filled(argument, naming: name, world))
      #expect(error.code == .ambiguous, "\(argument): \(error.message)")
      let ids = argument.kind == .space ? ["space"] : ["folder", "folder in Product"]
      for id in ids {
        #expect(error.message.contains(try world.id(id)), "\(argument): \(error.message)")
      }
    }
    let call: JSONValue = ["folder_id": "Product / Product", "name": "New", "dry_run": true]
    let answer = try world.answer("update_folder", call)
    #expect(answer["notice"]?.string?.contains(try world.id("folder in Product")) == true)
  }

  @Test("Of a name that nothing has the nearest are said")
  func unknown() throws {
    let world = try ExampleWorld()
    for argument in Self.arguments {
      let (name, near) =
        argument.kind == .space ? ("Stduio", "Studio") : ("Prodcut", "Studio / Product")
      let error = try world.refusal(argument.tool, try filled(argument, naming: name, world))
      #expect(error.code == .notFound, "\(argument): \(error.message)")
      #expect(error.message.contains("`\(argument.name)"), "\(argument): \(error.message)")
      #expect(error.message.contains("nearest are \"\(near)\""), "\(argument): \(error.message)")
    }
  }

  @Test("A beginning that one name alone has", arguments: [false, true])
  func beginning(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for (name, title) in [
      ("sprint 24", "Sprint 24 (3–16 Nov)"), ("sprint 240", "Sprint 240"),
      ("spring", "Spring 2 – clean"), ("spring too", "Spring 2 / wash"),
    ] {
      try world.make(
        name, .createFolderList, ["folder_id": try world.id("folder")], ["name": .string(title)])
    }
    let id = try world.id("sprint 24")
    for text in ["Sprint 24", "sprint  24", "Product / Sprint 24", "studio/product/SPRINT 24"] {
      let call: JSONValue = ["list_id": .string(text), "name": "x", "dry_run": true]
      let answer = try world.answer("create_task", call)
      #expect(answer["plan"]?["request"]?["path"]?.string == "/list/\(id)/task", "\(text)")
      #expect(answer["notice"]?.string?.contains(id) == true, "\(text)")
    }
    for (text, code) in [
      ("Sprint", ErrorCode.ambiguous), ("Spring 2", .ambiguous), ("Sprin", .notFound),
      ("24", .notFound), ("Sprint 2", .notFound), ("Stud / Sprint 24", .notFound),
    ] {
      let call: JSONValue = ["list_id": .string(text), "name": "x", "dry_run": true]
      let error = try world.refusal("create_task", call)
      #expect(error.code == code, "\(text): \(error.message)")
    }
  }
}
