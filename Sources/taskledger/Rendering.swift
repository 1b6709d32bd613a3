import JSON

/// JSON for people: members on lines of their own, nesting by indentation, no quotes.
enum Rendering {
  static func text(of value: JSONValue) -> String {
    var lines: [String] = []
    append(value, indent: "", to: &lines)
    return lines.joined(separator: "\n")
  }

  private static func append(_ value: JSONValue, indent: String, to lines: inout [String]) {
    switch value {
    case .object(let members):
      for (name, member) in members.sorted(by: { order($0.key) < order($1.key) }) {
        if let scalar = scalar(member) {
          lines.append(contentsOf: block("\(indent)\(name): ", scalar, indent: indent))
        } else {
          lines.append("\(indent)\(name):")
          append(member, indent: indent + "  ", to: &lines)
        }
      }
    case .array(let elements):
      for element in elements {
        if let scalar = scalar(element) {
          lines.append(contentsOf: block("\(indent)- ", scalar, indent: indent))
        } else {
          var nested: [String] = []
          append(element, indent: indent + "  ", to: &nested)
          if let first = nested.first {
            lines.append("\(indent)- " + first.dropFirst(indent.count + 2))
            lines.append(contentsOf: nested.dropFirst())
          }
        }
      }
    default:
      lines.append(indent + (scalar(value) ?? ""))
    }
  }

  /// What identifies comes first, the rest by name.
  private static func order(_ name: String) -> (Int, String) {
    (["id": 0, "name": 1, "status": 2][name] ?? 3, name)
  }

  /// Text that fits on the line of its name; nil for what has members or elements.
  private static func scalar(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .array(let elements) where elements.isEmpty: "none"
    case .object(let members) where members.isEmpty: "none"
    case .array, .object: nil
    default: value.canonicalString
    }
  }

  private static func block(_ head: String, _ text: String, indent: String) -> [String] {
    // Every kind of line end: CR LF is one Character, and no `\n`.
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard parts.count > 1 else { return [head + text] }
    return [head] + parts.map { indent + "  " + $0 }
  }

  /// Rows as a table: each column as wide as its widest cell.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let rows = rows.map { $0.map(TerminalText.line) }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      row.indices.map { column in
        column == row.count - 1
          ? row[column]
          : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
