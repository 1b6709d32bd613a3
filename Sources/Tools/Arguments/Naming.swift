import APICore
import JSON

/// A thing that an argument can name.
protocol Nameable: Sendable {
  /// Where such things are looked up.
  associatedtype Source
  /// What a schema file says of such an argument (`"x-names"`).
  static var kind: ToolCatalogue.Named { get }

  /// - Throws: in the words of the argument, where `text` names nothing, several things, or
  ///   something of another Workspace.
  static func find(
    _ text: String, argument: String, in source: Source
  ) throws(ToolError) -> Self

  /// The same for each of several, in the order in which they are named.
  static func find(
    _ texts: [String], argument: String, in source: Source
  ) throws(ToolError) -> [Self]
}

extension Nameable {
  static func find(
    _ texts: [String], argument: String, in source: Source
  ) throws(ToolError) -> [Self] {
    var found: [Self] = []
    for text in texts { found.append(try find(text, argument: argument, in: source)) }
    return found
  }
}

/// An argument that names a thing, as it was written.
///
/// Invariant: its words reach nothing but `Thing.find`, so that a tool cannot send what nobody has
/// looked up: it would miss custom IDs, and what is in another Workspace, where the ledger does not
/// keep this one's keys.
struct Naming<Thing: Nameable>: Decodable, Sendable, Hashable {
  fileprivate let text: String
  /// As messages call it: `task_id`, `list_ids`, `custom_fields/0/id`.
  let argument: String

  init(from decoder: any Decoder) throws {
    text = try String(from: decoder)
    // The elements of an array are spoken of together.
    let path = decoder.codingPath.reversed().drop { $0.intValue != nil }.reversed()
    argument = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
  }

  private init(_ text: String, _ argument: String) { (self.text, self.argument) = (text, argument) }

  func found(in source: Thing.Source) throws(ToolError) -> Thing {
    try Thing.find(text, argument: argument, in: source)
  }

  /// The several that it names, a comma between them.
  var separated: [Naming] {
    text.split(separator: ",").map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
      .map { Naming($0, argument) }
  }

  /// Whether it is a word for nothing, where nothing cannot be meant.
  var isNoThing: Bool { ["", "none", "null"].contains(text.lowercased()) }

  /// Whether it is this word, which stands for no thing, or this ID of one that is at hand.
  func says(_ word: String) -> Bool { text == word }

  /// What an answer says back, where what was found is not at hand any more.
  var said: JSONValue { .string(text) }
}

extension Naming: CustomStringConvertible {
  /// The words as they may stand in the program's own sentences.
  var description: String { String(quoted.dropFirst().dropLast()) }

  var quoted: String { Tools.quoted(text) }
}

extension Array {
  func found<Thing>(in source: Thing.Source) throws(ToolError) -> [Thing]
  where Element == Naming<Thing> {
    guard let argument = first?.argument else { return [] }
    return try Thing.find(map(\.text), argument: argument, in: source)
  }
}

extension WorkspaceReader {
  /// Reads more of a thing that was found: where that is gone, its argument is to be corrected.
  func fetch<Thing>(
    _ route: Route, path: [String: String], query: [String: [String]] = [:],
    naming: Naming<Thing>
  ) throws(ToolError) -> JSONValue {
    try fetch(route, path: path, query: query, naming: naming.argument, as: naming.text)
  }
}
