import Foundation
import JSON

/// The operations that ClickUp's OpenAPI documents publish: an array of objects, each with its
/// `group`, `id`, `method` and `path`.
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
      // A JSON string of printable ASCII is a Swift literal.
      guard text.unicodeScalars.allSatisfy({ (" "..."~").contains($0) }) else {
        throw SchemaProblem("`\(name)` of \(operation.canonicalString) is not plain text")
      }
      return "\(name): \(JSONValue.string(text).canonicalString)"
    }
    return "    PublishedOperation(\(members.joined(separator: ", "))),"
  }
}
