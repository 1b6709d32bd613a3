import Foundation
import JSON

/// The operations that ClickUp's OpenAPI documents publish: an array of objects, each with its
/// `group`, `id`, `method` and `path`; of reads the types of what the `query` may hold, by name,
/// and which of them are `required`.
enum PublishedOperations {
  /// The elements of an array literal, in the file's order.
  static func entries(in path: String) throws -> String {
    do {
      let table = try JSONValue.parse(Array(Data(contentsOf: URL(filePath: path))))
      guard let operations = table.array, !operations.isEmpty else {
        throw SchemaProblem("it is not an array of operations")
      }
      return try operations.map(entry).joined(separator: "\n")
    } catch {
      throw SchemaProblem("\(path): \(error)")
    }
  }

  private static func entry(_ operation: JSONValue) throws(SchemaProblem) -> String {
    let members = try ["id", "method", "path", "group"].map { name throws(SchemaProblem) in
      guard let text = operation[name]?.string else {
        throw SchemaProblem("\(operation.canonicalString) has no `\(name)`")
      }
      return "\(name): \(try literal(text))"
    }
    // A kind that there is not does not compile.
    let query = try (operation["query"]?.object ?? [:]).map { name, kind throws(SchemaProblem) in
      "\(try literal(name)): .\(kind.string ?? "")"
    }
    let required = try (operation["required"]?.array ?? []).map { name throws(SchemaProblem) in
      try literal(name.string ?? "")
    }
    let table = query.isEmpty ? "[:]" : "[\(query.joined(separator: ", "))]"
    return "    PublishedOperation(\(members.joined(separator: ", ")), query: \(table), "
      + "required: [\(required.joined(separator: ", "))]),"
  }

  /// A JSON string of printable ASCII is a Swift literal.
  private static func literal(_ text: String) throws(SchemaProblem) -> String {
    guard text.unicodeScalars.allSatisfy({ (" "..."~").contains($0) }) else {
      throw SchemaProblem("\(text) is not plain text")
    }
    return JSONValue.string(text).canonicalString
  }
}
