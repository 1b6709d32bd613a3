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

extension String {
  /// Its first `limit` scalars with `ending`, where it has more.
  ///
  /// Scalars, since a `Character` may hold any number of them: a prefix of those has no bound.
  func cut(toScalars limit: Int, ending: String = "…") -> String {
    // There are never more scalars than bytes, and bytes are counted without a walk.
    guard utf8.count > limit else { return self }
    let scalars = unicodeScalars.prefix(limit)
    return scalars.endIndex == endIndex ? self : String(scalars) + ending
  }
}

/// The bound that every answer keeps: hosts cut or refuse longer ones, and a model that reads one
/// has no room left for anything else.
enum ResultLimit {
  static let characters = 100_000

  /// What the next call is made from, or says what was done: a part of it is worth nothing.
  private static let whole: Set<String> = ["cursor", "comments_cursor", "cut", "operation"]

  /// The result as it is where it fits; else its longest texts are cut shorter and shorter, and
  /// then its longest arrays, until it does, and `notice` says so. Tools with pages keep the bound
  /// themselves; this is for one thing with very much in it, like a field with 3,000 options.
  ///
  /// - Parameters:
  ///   - remark: what `notice` says besides.
  ///   - kept: members that are left where all else was too much.
  static func fitted(
    _ result: JSONValue, within limit: Int = characters, remark: String? = nil,
    keeping kept: [String] = ["id", "operation"]
  ) -> JSONValue {
    guard result.size > limit else { return result }
    for elements in [Int.max, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1] {
      for scalars in [20_000, 5_000, 1_000, 200] {
        var cut = Self.cut(result, Limits(scalars: scalars, elements: elements))
        var said = [cut["notice"]?.string, "texts are cut at \(scalars) characters"]
        if elements < Int.max { said.append("lists are cut at \(elements) elements") }
        said.append(remark)
        cut["notice"] = .string(said.compactMap(\.self).joined(separator: "; "))
        if cut.size <= limit { return cut }
      }
    }
    // Nothing that a tool answers is nested so deep; but the bound holds whatever comes.
    let said = ["the answer was too large to show; ask for less of it", remark]
    var rest: JSONValue = [
      "notice": .string(said.compactMap(\.self).joined(separator: "; "))
    ]
    for name in kept { rest[name] = result[name] }
    return rest
  }

  /// The plan in an error of which all else takes `size`. It keeps what a yes is given with.
  static func fitted(plan: JSONValue, beside size: Int) -> JSONValue {
    fitted(
      plan, within: characters - size,
      remark: "what would be sent is not cut, and the yes is to all of it",
      keeping: ["plan_id", "expires_at", "would", "consequences", "undo", "verdict"])
  }

  private struct Limits {
    let scalars: Int
    let elements: Int
  }

  private static func cut(_ value: JSONValue, _ limits: Limits) -> JSONValue {
    switch value {
    case .string(let text): .string(text.cut(toScalars: limits.scalars))
    case .array(let elements):
      .array(elements.prefix(limits.elements).map { cut($0, limits) })
    case .object(let members):
      .object(
        JSONObject(
          uniqueKeysWithValues: members.map { key, member in
            // `cut` says what part of a text stands beside it.
            let isKept = whole.contains(key) || members["cut"] != nil && member.string != nil
            return (key, isKept ? member : cut(member, limits))
          }))
    default: value
    }
  }
}
