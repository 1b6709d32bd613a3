import APICore
import JSON
import SQLite
import Testing

@testable import Tools

/// What holds for an argument because of what it names, asked of all tools: one that forgets to look
/// fails here without a line about it.
@Suite("Arguments that name a thing")
struct NamingArgumentTests {
  /// Arguments that take an ID and have no one kind of it.
  static let exceptions: [String: String] = [
    "search_tasks query": "words of a text, of which one may be a task's ID",
    "set_custom_field value": "what it names, the field's type says",
  ]

  @Test(arguments: SchemaFiles.all)
  func whatTakesAnIDSaysWhatItNames(_ file: SchemaFiles.File) throws {
    // The tool that it runs for each item is asked here too, and finds what the item names.
    guard file.entry.tool.each == nil else { return }
    for part in Subschema.all(in: try file.definition().inputSchema) {
      let path = part.pointer.split(separator: "/")
        .filter { !["properties", "items", "anyOf"].contains($0) && Int($0) == nil }
        .joined(separator: ".")
      let name = path.split(separator: ".").last ?? ""
      let words = (part.schema["description"]?.string ?? "").split { !$0.isLetter }
      let takesID =
        name == "id" || name.hasSuffix("_id") || name.hasSuffix("_ids") || words.contains("ID")
        || words.contains("IDs")
      guard takesID, Self.exceptions["\(file.name) \(path)"] == nil else { continue }
      #expect(file.entry.names[path] != nil, "\(path) wants a line \"x-names\"")
    }
  }

  /// The ledger itself looks up what these name, in the scope of who asks.
  private static let ofLedger: Set<ToolCatalogue.Named> = [.operation, .anything]

  @Test("A tool never sees the words of what is named", arguments: SchemaFiles.all)
  func whatIsNamedIsAReference(_ file: SchemaFiles.File) throws {
    var found: [String: ToolCatalogue.Named] = [:]
    for example in try file.definition().examples {
      let arguments = try file.entry.tool.decode(example, KeyRecorder())
      for naming in Self.namings(in: arguments) {
        let path = naming.argument.split(separator: "/").filter { Int($0) == nil }
        found[path.joined(separator: ".")] = naming.kind
      }
    }
    #expect(found == file.entry.names.filter { !Self.ofLedger.contains($0.value) })
  }

  /// Those that are decoded anywhere in `value`.
  private static func namings(in value: Any) -> [any AnyNaming] {
    if let naming = value as? any AnyNaming { return [naming] }
    return Mirror(reflecting: value).children.flatMap { namings(in: $0.value) }
  }

  @Test("What belongs to another Workspace is refused")
  func anotherWorkspace() throws {
    let world = try ExampleWorld()
    try world.addAnotherWorkspace()
    // The process works in the Workspace of the seed.
    let tools = world.tools(inWorkspace: try world.id("workspace"))
    for argument in NamingArgument.all {
      guard let name = Self.theirs[argument.kind] else { continue }
      let arguments = try world.filled(argument.arguments(naming: .string("$\(name)")))
      let call = ToolCall(name: argument.tool, arguments: try #require(arguments.object))
      switch try #require(tools.call(call)) {
      case .success(let output):
        Issue.record("\(argument): \(output.structured.canonicalString)")
      case .failure(let error):
        #expect(error.code == .notFound, "\(argument): \(error.message)")
        #expect(error.message.hasPrefix("`\(argument.name)` "), "\(argument): \(error.message)")
        #expect(error.message.contains("`--workspace`"), "\(argument): \(error.message)")
      }
    }
  }

  /// The ledger keeps keys per Workspace, so a tool must not reach into another one.
  private static let theirs: [ToolCatalogue.Named: String] = [
    .task: "their_task", .list: "their_list", .listID: "their_list", .folder: "their_folder",
    .space: "their_space", .container: "their_folder",
  ]

  @Test(
    "What is not there is refused, and the refusal says which argument named it",
    arguments: [false, true])
  func unknown(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    for argument in NamingArgument.all {
      // To ask for an operation that is not there is a question like another, with its own answer.
      guard let id = Self.nowhere[argument.kind], argument.tool != "get_operation" else { continue }
      let error = try world.refusal(
        argument.tool, try world.filled(argument.arguments(naming: .string(id))))
      #expect([.notFound, .invalidArguments].contains(error.code), "\(argument): \(error.code)")
      #expect(error.message.contains("`\(argument.name)"), "\(argument): \(error.message)")
      #expect(error.message.contains(id), "\(argument): \(error.message)")
      // To settle an operation is a change, though not one of the workspace.
      if !argument.isOfWrite, argument.tool != "resolve_operation" {
        let texts = [error.message] + error.violations.compactMap { $0["message"]?.string }
        #expect(!texts.contains { $0.contains("changed") }, "\(argument): \(error.message)")
      }
    }
  }

  private static let nowhere: [ToolCatalogue.Named: String] = [
    .task: "86zzzzzzz", .list: "901999999999", .listID: "901999999999", .folder: "901999999998",
    .space: "90199999997", .container: "90199999997", .user: "999999991",
    .field: "00000000-0000-4000-8000-000000000000", .operation: "op_0000000000000",
    .checklist: "00000000-0000-4000-8000-000000000000",
    .checklistItem: "00000000-0000-4000-8000-000000000000", .spaceTag: "nowhere",
    .comment: "90000000000001", .timeEntry: "4900000000000000001",
  ]

  @Test("Of each kind of thing there is one that is nowhere")
  func kinds() {
    let exceptions: Set<ToolCatalogue.Named> = [
      .tag,  // one that is new is made
      .anything,  // settles an operation, which the service is not asked about first
    ]
    #expect(Set(Self.nowhere.keys).union(exceptions) == Set(ToolCatalogue.Named.allCases))
    #expect(Set(NamingArgument.all.map(\.kind)) == Set(ToolCatalogue.Named.allCases))
  }

  @Test("A task is called by its custom ID as by its own", arguments: [false, true])
  func customID(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("UPDATE tasks SET custom_id = 'DEV-' || id")
    }
    for argument in NamingArgument.all where argument.kind == .task {
      let id = try #require(try world.filled(argument.example)[argument.name]?.string)
      let answers = try [id, "DEV-\(id)"].map { id in
        var arguments = try world.filled(argument.arguments(naming: .string(id)))
        arguments["idempotency_key"] = nil
        if argument.isOfWrite { arguments["dry_run"] = true }
        return Self.comparable(try world.answer(argument.tool, arguments))
      }
      #expect(answers[0] == answers[1], "\(argument)")
    }
  }

  private static let pasted: [@Sendable (String) -> String] = [
    { "(\($0))" }, { "\($0)," }, { "#\($0)" }, { $0.uppercased() }, { " \"\($0)\"\n" },
    { "https://app.clickup.com/t/\($0)" }, { "https://app.clickup.com/t/\($0)?comment=90" },
    { "<https://app.clickup.com/t/\($0)#x>" }, { "https://app.clickup.com/t/9/DEV-\($0)/" },
    { "dev-\($0)" }, { "DEV\u{2011}\($0.uppercased())" },
  ]

  @Test("A task is called as people paste it", arguments: [false, true])
  func pastedID(isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    try world.store.write { transaction throws(SQLiteError) in
      try transaction.connection.execute("UPDATE tasks SET custom_id = 'DEV-' || id")
    }
    for argument in NamingArgument.all where argument.kind == .task {
      let id = try #require(try world.filled(argument.example)[argument.name]?.string)
      func answer(_ id: String) throws -> JSONValue {
        var arguments = try world.filled(argument.arguments(naming: .string(id)))
        arguments["idempotency_key"] = nil
        if argument.isOfWrite { arguments["dry_run"] = true }
        return Self.comparable(try world.answer(argument.tool, arguments))
      }
      let wanted = try answer(id)
      for paste in Self.pasted {
        #expect(try answer(paste(id)) == wanted, "\(argument) \(paste(id))")
      }
      for nothing in ["#", "🚀", "https://app.clickup.com/t/"] {
        let error = try world.refusal(
          argument.tool, try world.filled(argument.arguments(naming: .string(nothing))))
        #expect(error.code == .notFound, "\(argument): \(error.message)")
        #expect(error.message.contains("`\(argument.name)` \"\(nothing)\" is not the ID of a task"))
      }
    }
  }

  /// Of a plan the request, without the start that time gets which ends when the call is made; of
  /// other answers all but the cursors, which hold for the arguments that they were given for.
  private static func comparable(_ answer: JSONValue) -> JSONValue {
    guard var request = answer["plan"]?["request"] else {
      return .object((answer.object ?? [:]).filter { !$0.key.hasSuffix("cursor") })
    }
    request["body"]?["start"] = nil
    return request
  }
}

/// Whatever it names.
private protocol AnyNaming {
  var argument: String { get }
  var kind: ToolCatalogue.Named { get }
}

extension Naming: AnyNaming {
  fileprivate var kind: ToolCatalogue.Named { Thing.kind }
}
