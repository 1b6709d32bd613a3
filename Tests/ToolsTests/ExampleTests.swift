import APICore
import JSON
import TestSupport
import Testing

@testable import Tools

/// Every example of every schema file works, and the schema says all that its tool reads.
@Suite struct ExampleTests {
  /// Also validates what comes back against the `outputSchema` (the runner refuses what breaks it),
  /// and what was sent against ClickUp's published document: over the live backend that is all
  /// that evidence and searches ask for as well, read from the addresses and bodies that it sends.
  @Test(arguments: SchemaFiles.all, [false, true])
  func everyExampleRuns(_ file: SchemaFiles.File, isLive: Bool) throws {
    try Self.runExamples(of: file, isLive: isLive, watch: RequestWatch())
  }

  static func runExamples(of file: SchemaFiles.File, isLive: Bool, watch: RequestWatch) throws {
    let definition = try file.definition()
    // The cursor of a page of comments takes more than a page of them.
    let commentCount = Self.haveComments.contains(file.name) ? 26 : 1
    var world = try ExampleWorld(
      commentCount: commentCount, hasLongTexts: Self.haveLongTexts.contains(file.name),
      isLive: isLive, watch: watch)
    if file.name == "stop_timer" { try world.startTimer() }
    var asked: Set<Route> = []
    for (index, example) in definition.examples.enumerated() {
      let before = definition.examples[..<index].last
      if !definition.isReadOnly, before != nil, before?["dry_run"] != true {
        // The example before changed the other one.
        world = try ExampleWorld(isLive: isLive, watch: watch)
      }
      let arguments = try Self.filled(example, for: file.name, in: world)
      let counts = watch.counts
      let answer = try world.callSayingYes(file.name, arguments)
      asked.formUnion(watch.counts.filter { $0.value != counts[$0.key] }.keys)
      guard case .success(let output) = answer else {
        Issue.record("\(arguments.canonicalString): \(answer)")
        continue
      }
      let undeclared = Self.undeclared(in: output.structured, by: definition.outputSchema)
      #expect(undeclared.isEmpty, "\(arguments.canonicalString)")
      if file.entry.tool.each != nil {
        let items = output.structured["results"]?.array ?? []
        #expect(!items.isEmpty)
        for item in items {
          let status = example["dry_run"] == true ? "would_execute" : "executed"
          // To take a comment back needs a yes, which the next example has.
          let isRight = item["status"] == .string(status) || item["code"] == "confirmation_required"
          #expect(isRight, "\(item.canonicalString)")
        }
      } else if example["dry_run"] == true {
        #expect(output.structured["plan"]?["request"] != nil)
      } else if file.entry.tool.kind == .write {
        #expect(output.structured["operation"]?["status"] == "executed")
        #expect(output.structured["differs"] == nil)
      }
      #expect(watch.problems.isEmpty, "\(arguments.canonicalString)")
    }
    Self.check(file.entry, against: asked, isLive: isLive)
  }

  /// `routes` of a tool is what its examples ask for: of a write exactly that, of a read some of it.
  ///
  /// - Parameter isLive: the embedded backend searches without a request.
  private static func check(
    _ entry: ToolCatalogue.Entry, against asked: Set<Route>, isLive: Bool
  ) {
    let (name, declared) = (entry.name, entry.routes)
    let writes = asked.filter { !$0.effect.isRead }
    func list(_ routes: Set<Route>) -> String { "\(routes.map(\.description).sorted())" }
    switch entry.tool.kind {
    case .write where name != "undo_operation":
      #expect(
        writes == declared,
        "`routes` of \(name) says \(list(declared)), and its examples write \(list(writes))")
    // It reads whatever it is told to.
    case .read where name == "read_operation": #expect(writes.isEmpty && declared.isEmpty)
    case .read:
      #expect(
        writes.isEmpty && !declared.isEmpty, "`routes` of \(name) names nothing that it reads")
      // Who the caller is was read before the first example.
      let unread = declared.subtracting(asked).subtracting([.getUser])
      #expect(
        unread.isEmpty || !isLive,
        "`routes` of \(name) says \(list(unread)), which none of its examples reads")
    case .bulk where entry.tool.each?.name != "undo_operation":
      #expect(!writes.isEmpty && writes.isSubset(of: declared), "\(name) writes \(list(writes))")
    // What they take back says what is sent.
    case .write, .bulk: #expect(declared.isEmpty)
    case .operation, .settlement: #expect(writes.isEmpty && declared.isEmpty)
    }
  }

  private static let haveComments = ["list_comments", "get_list_comments", "list_replies"]

  /// The cursor of a part of a text takes more of it than an answer shows.
  private static let haveLongTexts = ["get_task", "get_list"]

  /// An argument that the tool never reads, or reads and does not declare, is a lie in the schema.
  @Test(arguments: SchemaFiles.all)
  func theToolReadsWhatTheSchemaDeclares(_ file: SchemaFiles.File) throws {
    var declared = Set(try file.properties().keys)
    if try !file.definition().isReadOnly { declared.subtract(WriteControl.names) }
    let recorder = KeyRecorder()
    for example in try file.definition().examples {
      _ = try file.entry.tool.decode(example, recorder)
    }
    #expect(recorder.names == declared)
  }

  /// Members of a result that its schema does not name, where it names any. Every object has
  /// `properties`, since hosts want them; without members it is open.
  private static func undeclared(
    in value: JSONValue, by schema: JSONValue, at pointer: String = ""
  ) -> [String] {
    switch value {
    case .array(let elements):
      return elements.flatMap { undeclared(in: $0, by: schema["items"] ?? [:], at: pointer + "/*") }
    case .object(let members):
      guard let properties = schema["properties"]?.object, !properties.isEmpty else { return [] }
      return members.flatMap { name, member in
        let place = "\(pointer)/\(name)"
        return properties[name].map { undeclared(in: member, by: $0, at: place) } ?? [place]
      }
    default: return []
    }
  }

  /// `$cursor` is what the same call without it answers, `$plan` what a dry run of it does.
  private static func filled(
    _ example: JSONValue, for tool: String, in world: ExampleWorld
  ) throws -> JSONValue {
    if example["plan_ids"] != nil {
      var rehearsal = example
      rehearsal["plan_ids"] = nil
      rehearsal["dry_run"] = true
      let results = try world.answer(tool, try world.filled(rehearsal))["results"]?.array
      world.name(try #require(results?.first?["plan_id"]), "plan")
      return try world.filled(example)
    }
    guard example["cursor"] == "$cursor" else { return try world.filled(example) }
    var first = example
    first["cursor"] = nil
    let answer = try world.answer(tool, try world.filled(first))
    world.name(try #require(answer["cursor"] ?? answer["cut"]?["cursor"]), "cursor")
    return try world.filled(example)
  }
}
