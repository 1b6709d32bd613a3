import JSON

extension JSONValue {
  /// How many bytes its compact text takes, without writing it; never less than its characters.
  var size: Int {
    switch self {
    case .null, .bool: 5
    case .integer, .double: 20
    case .string(let text): text.jsonSize
    case .array(let elements): elements.reduce(2) { $0 + $1.size + 1 }
    case .object(let members): members.reduce(2) { $0 + $1.key.jsonSize + $1.value.size + 2 }
    }
  }
}

extension String {
  /// Quotes, backslashes and controls are written with more than one byte.
  fileprivate var jsonSize: Int {
    utf8.reduce(2) { size, byte in
      switch byte {
      case 0x22, 0x5C, 0x08...0x0A, 0x0C, 0x0D: size + 2
      case 0..<0x20: size + 6
      default: size + 1
      }
    }
  }
}

/// The bound that every answer keeps: hosts cut or refuse longer ones, and a model that reads one
/// has no room left for anything else.
enum ResultLimit {
  static let characters = 100_000

  /// The result as it is where it fits; else its longest texts are cut shorter and shorter until it
  /// does, and `notice` says so. Tools with pages keep the bound themselves; this is for one task
  /// with very much text in it.
  static func fitted(_ result: JSONValue) -> JSONValue {
    guard result.size > characters else { return result }
    var limit = 20_000
    while limit >= 100 {
      var cut = cutTexts(result, at: limit)
      let said = [cut["notice"]?.string, "texts are cut at \(limit) characters"]
      cut["notice"] = .string(said.compactMap(\.self).joined(separator: "; "))
      if cut.size <= characters { return cut }
      limit /= 2
    }
    return result
  }

  private static func cutTexts(_ value: JSONValue, at limit: Int) -> JSONValue {
    switch value {
    case .string(let text) where text.utf8.count > limit: .string("\(text.prefix(limit))…")
    case .array(let elements): .array(elements.map { cutTexts($0, at: limit) })
    case .object(let members): .object(members.mapValues { cutTexts($0, at: limit) })
    default: value
    }
  }
}
