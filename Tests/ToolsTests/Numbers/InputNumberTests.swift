import APICore
import JSON
import TestSupport
import Testing

@testable import Tools

/// Whatever number, date, duration or count an argument is: the tool takes it, or says that it is
/// this argument.
@Suite struct InputNumberTests {
  private struct Leaf {
    /// Names of members; "*" for the elements of an array.
    let path: [String]
    let schema: JSONValue
  }

  @Test(arguments: SchemaFiles.own, [false, true])
  func isTakenOrNamed(_ file: SchemaFiles.File, isLive: Bool) throws {
    let definition = try file.definition()
    var world = try ExampleWorld(isLive: isLive)
    let examples = definition.examples.filter { $0["cursor"] == nil }
    var count = 0
    let leaves = Self.leaves(of: definition.inputSchema, at: [])
    for (offset, leaf) in leaves.enumerated() {
      let fitting = examples.first { Self.value(at: leaf.path, in: $0) != nil } ?? examples.first
      var arguments = try world.filled(fitting ?? [:])
      arguments["idempotency_key"] = nil
      // Each place has every fourth value, others than the place before it; what is sent, which is
      // read in the same way, every twelfth.
      let values = BoundaryNumbers.values(for: leaf.schema).enumerated()
      for (index, value) in values where (index + offset) % (isLive ? 12 : 4) == 0 {
        count += 1
        let changed = Self.replacing(leaf.path[...], in: arguments, with: value)
        let answer = try world.call(file.name, changed)
        Self.judge(answer, leaf.path[0], "\(file.name) \(changed)")
        // A tag is what it is called: under another name the example finds it no more.
        if case .success = answer, file.entry.names.values.contains(.spaceTag) {
          world = try ExampleWorld(isLive: isLive)
        }
      }
    }
    // `stop_timer` has none of its own.
    #expect(count > 2 || leaves.count < 3)
  }

  /// A value is read by the same code on both backends, and sent by another: there a third will do.
  @Test("The value of a Custom Field of each type", arguments: FieldSample.all, [false, true])
  func fieldValues(sample: FieldSample, isLive: Bool) throws {
    let world = try ExampleWorld(isLive: isLive)
    let field = JSONValue.string(try world.id("field_\(sample.type)"))
    let numbers = BoundaryNumbers.numbers.compactMap(BoundaryNumbers.parsed)
    let values = numbers + BoundaryNumbers.texts.map(JSONValue.string)
    for (index, value) in values.enumerated() where !isLive || index % 3 == 0 {
      let shapes: [JSONValue] = [
        [value], ["add": [value]], ["rem": [value]], ["current": value],
        ["location": ["lat": value, "lng": value], "formatted_address": "Pole"],
      ]
      for shaped in [value, shapes[index % shapes.count]] {
        Self.judge(
          try world.call(
            "set_custom_field",
            ["task_id": .string(try world.id("task")), "field_id": field, "value": shaped]),
          "value", "\(sample.type) \(shaped.canonicalString)")
      }
      let conditions: [JSONValue] = ["=", ">", "<=", "RANGE", "ANY"]
      let condition = conditions[index % conditions.count]
      Self.judge(
        try world.call(
          "search_tasks",
          [
            "list_ids": [.string(try world.id("list"))],
            "custom_fields": [["field_id": field, "operator": condition, "value": value]],
          ]),
        "custom_fields", "\(sample.type) \(condition) \(value.canonicalString)")
    }
  }

  /// Codes that speak of what an argument holds.
  private static let naming: [ErrorCode] = [.invalidArguments, .notFound]

  private static func judge(
    _ answer: Result<ToolOutput, ToolError>, _ argument: String, _ what: String
  ) {
    guard case .failure(let error) = answer else { return }
    let isNamed =
      error.violations.contains { $0.canonicalString.contains("/\(argument)") }
      || error.message.contains("`\(argument)")
    guard error.code == .internalError || naming.contains(error.code) && !isNamed else { return }
    Issue.record("\(argument): \(error.message.prefix(200)) | \(what.prefix(200))")
  }

  // MARK: Places in schemas and values

  private static func leaves(of schema: JSONValue, at path: [String]) -> [Leaf] {
    var leaves: [Leaf] = []
    for (name, property) in (schema["properties"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      if path.isEmpty, WriteControl.names.contains(name) { continue }
      leaves.append(Leaf(path: path + [name], schema: property))
      leaves += self.leaves(of: property, at: path + [name])
    }
    if let items = schema["items"], items.object?.isEmpty == false, !path.isEmpty {
      leaves.append(Leaf(path: path + ["*"], schema: items))
      leaves += self.leaves(of: items, at: path + ["*"])
    }
    return leaves
  }

  private static func value(at path: [String], in json: JSONValue) -> JSONValue? {
    path.reduce(json) { json, name in name == "*" ? json?.array?.first : json?[name] }
  }

  private static func replacing(
    _ path: ArraySlice<String>, in json: JSONValue?, with value: JSONValue
  ) -> JSONValue {
    guard let name = path.first else { return value }
    let rest = path.dropFirst()
    guard name != "*" else {
      var elements = json?.array ?? []
      let first = replacing(rest, in: elements.first, with: value)
      elements = [first] + elements.dropFirst()
      return .array(elements)
    }
    var object = json?.object ?? [:]
    object[name] = replacing(rest, in: object[name], with: value)
    return .object(object)
  }
}
