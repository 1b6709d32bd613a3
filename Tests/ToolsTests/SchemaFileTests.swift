import APICore
import JSON
import JSONSchema
import Testing

@testable import Tools

/// What every schema file must be: hosts refuse a whole tool list for one file that is not.
@Suite struct SchemaFileTests {
  /// Hosts and model APIs refuse or drop these.
  static let refusedKeywords: Set<String> = [
    "$ref", "$defs", "oneOf", "allOf", "not", "const", "if", "patternProperties", "$schema",
    "exclusiveMinimum", "exclusiveMaximum",
  ]

  @Test func everyToolsetIsThere() {
    #expect(
      Set(SchemaFiles.of("core").map(\.name)) == [
        "get_workspace", "search_tasks", "get_task", "create_task", "update_task",
        "get_custom_fields", "set_custom_field", "post_comment", "list_comments", "add_dependency",
        "remove_dependency", "log_time", "list_time_entries", "get_operation",
      ])
    #expect(
      Set(SchemaFiles.of("hierarchy").map(\.name)) == [
        "create_space", "update_space", "delete_space", "create_folder", "update_folder",
        "delete_folder", "create_list", "update_list", "delete_list", "get_list",
        "create_custom_field", "get_container_fields",
      ])
    #expect(
      Set(SchemaFiles.of("operations").map(\.name)).isSuperset(
        of: ["list_operations", "resolve_operation"]))
  }

  /// The bound that the design sets: about 6,000 tokens for what an agent host loads by default.
  @Test func coreIsSmall() throws {
    let listed = try SchemaFiles.of("core").map { try $0.definition().listed }
    let answer: JSONValue = ["tools": .array(listed)]
    #expect(answer.canonicalString.count <= 24_000)
  }

  @Test(arguments: SchemaFiles.all)
  func namesFollowTheRules(_ file: SchemaFiles.File) throws {
    let definition = try file.definition()
    #expect(definition.name == file.name)
    #expect(file.name.wholeMatch(of: /[a-z]+(_[a-z]+)+/) != nil)
    #expect(file.name.count <= 40)
    #expect(!definition.title.isEmpty)
    // Hosts cut longer ones.
    #expect((1...1_024).contains(definition.description.count))
  }

  @Test(arguments: SchemaFiles.all)
  func theInputIsFlat(_ file: SchemaFiles.File) throws {
    let input = try file.definition().inputSchema
    #expect(input["type"] == "object")
    #expect(input["additionalProperties"] == false)
    #expect(input["anyOf"] == nil)
    for part in Subschema.all(in: input) {
      let members = try #require(part.schema.object)
      #expect(!members.isEmpty, "empty schema at \(part.pointer)")
      let refused = Self.refusedKeywords.intersection(members.keys)
      #expect(refused.isEmpty, "\(refused) at \(part.pointer)")
      if members["type"] == nil {
        // A value of a Custom Field is the one thing of several types.
        let isValue =
          part.pointer.contains("/properties/value") && members["anyOf"]?.array != nil
        #expect(isValue, "no type at \(part.pointer)")
      } else {
        #expect(members["type"]?.string != nil, "several types at \(part.pointer)")
      }
    }
  }

  @Test(arguments: SchemaFiles.all)
  func everyArgumentIsDescribed(_ file: SchemaFiles.File) throws {
    for (name, property) in try file.properties() {
      let description = try #require(property["description"]?.string, "\(name)")
      #expect(description.isEmpty == false && description.last != ".", "\(name)")
    }
  }

  @Test(arguments: SchemaFiles.all)
  func limitsAreAlsoSaidInWords(_ file: SchemaFiles.File) throws {
    for (name, property) in try file.properties() {
      for keyword in ["minimum", "maximum"] {
        guard let limit = property[keyword]?.integer else { continue }
        #expect(
          property["description"]?.string?.contains(String(limit)) == true, "\(keyword) of \(name)")
      }
    }
  }

  @Test(arguments: SchemaFiles.all)
  func theOutputIsAnObjectWithTypedMembers(_ file: SchemaFiles.File) throws {
    let output = try file.definition().outputSchema
    #expect(output["type"] == "object")
    #expect(output["properties"]?.object?.isEmpty == false)
    for part in Subschema.all(in: output) {
      #expect(part.schema["type"]?.string != nil, "no type at \(part.pointer)")
    }
    _ = try Schema(output)
  }

  /// Gemini and older strict checks refuse an object without `properties`, and a required member
  /// that is not among them: one such schema loses the whole list of tools.
  @Test(arguments: SchemaFiles.all)
  func everyObjectHasProperties(_ file: SchemaFiles.File) throws {
    let definition = try file.definition()
    for root in [definition.inputSchema, definition.outputSchema] {
      for part in Subschema.all(in: root) where part.schema["type"] == "object" {
        let properties = part.schema["properties"]?.object
        #expect(properties != nil, "at \(part.pointer)")
        let required = part.schema["required"]?.array ?? []
        let names = Set((properties ?? [:]).keys)
        #expect(required.allSatisfy { $0.string.map(names.contains) ?? false }, "\(part.pointer)")
      }
    }
  }

  /// What a file says to the generator is not for clients.
  @Test(arguments: SchemaFiles.all)
  func nothingOfTheGeneratorsIsListed(_ file: SchemaFiles.File) throws {
    #expect(!(try file.definition().listed.canonicalString.contains(#""x-"#)))
  }

  @Test(arguments: SchemaFiles.all)
  func annotationsAreAllThere(_ file: SchemaFiles.File) throws {
    let annotations = try #require(try file.definition().listed["annotations"]?.object)
    let hints = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]
    #expect(Set(annotations.keys) == Set(hints))
    #expect(annotations.values.allSatisfy { $0.bool != nil })
    let isDeletion = file.name.hasPrefix("delete_") || file.name.hasPrefix("remove_")
    if isDeletion { #expect(annotations["destructiveHint"] == true) }
    let isReading = ["get_", "list_", "search_", "read_"].contains { file.name.hasPrefix($0) }
    #expect(annotations["readOnlyHint"] == .bool(isReading))
  }

  /// One name means one thing: the words are the same in every file.
  @Test(arguments: SchemaFiles.all)
  func writesSpeakToTheLedgerInTheSameWords(_ file: SchemaFiles.File) throws {
    let properties = try file.properties()
    let model = try #require(SchemaFiles.all.first { $0.name == "log_time" }).properties()
    let isWrite = file.entry.tool.kind == .write
    let hasKey = file.entry.tool.kind.speaksToLedger
    let writing = file.entry.tool.each?.name ?? file.name
    let isAdditive = hasKey ? try Self.makesSomething(SchemaFiles.named(writing)) : false
    #expect(properties["dry_run"] == (hasKey ? model["dry_run"] : nil))
    #expect(properties["allow_duplicate"] == (isAdditive ? model["allow_duplicate"] : nil))
    if hasKey { #expect(properties["idempotency_key"] == model["idempotency_key"]) }
    #expect(try file.definition().isAdditive == isAdditive)
    let output = try #require(try file.definition().outputSchema["properties"]?.object)
    #expect((output["operation"] != nil) == isWrite)
    #expect((output["plan"] != nil) == isWrite)
  }

  /// Whether there is one thing more afterwards, by what the request is declared to do. To add a tag
  /// or a dependency that is there adds nothing; undoing takes away.
  private static func makesSomething(_ file: SchemaFiles.File) throws -> Bool {
    guard file.name != "undo_operation" else { return false }
    let world = try ExampleWorld()
    if file.name == "stop_timer" { try world.startTimer() }
    var arguments = try world.filled(try #require(try file.definition().examples.first))
    arguments["idempotency_key"] = nil
    arguments["dry_run"] = true
    let shown = try #require(try world.answer(file.name, arguments)["plan"]?["request"])
    return try #require(WriteRequest(shown: shown), "\(file.name)").route.effect == .makes
  }

  @Test(arguments: SchemaFiles.all)
  func examplesUseEveryArgumentAndAreValid(_ file: SchemaFiles.File) throws {
    let definition = try file.definition()
    let schema = try Schema(definition.inputSchema, options: Schema.Options(assertsFormat: true))
    var used: Set<String> = []
    for example in definition.examples {
      #expect(schema.violations(of: example).isEmpty, "\(example.canonicalString)")
      used.formUnion(try #require(example.object).keys)
    }
    #expect(used == Set(try file.properties().keys))
  }

  /// A key that stands in two examples would make one of them a replay or a conflict.
  @Test func keysOfExamplesAreTheirOwn() throws {
    var keys: Set<String> = []
    for file in SchemaFiles.all where file.entry.tool.kind == .write {
      for example in try file.definition().examples {
        guard let key = example["idempotency_key"]?.string else { continue }
        #expect(keys.insert(key).inserted, "\(key) in \(file.name)")
        #expect(key.wholeMatch(of: /[A-Za-z0-9._:\-]{8,128}/) != nil, "\(key) in \(file.name)")
      }
    }
  }
}
