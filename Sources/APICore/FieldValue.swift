import JSON

extension JSONValue {
  /// Whether a Custom Field that shows this, or is set to it, has no value: nothing, a text without
  /// a visible character, and a list or an object without a member.
  public var isNoFieldValue: Bool {
    switch self {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .integer, .double: false
    }
  }
}
