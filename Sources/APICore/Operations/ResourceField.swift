import JSON

/// One field of a resource.
public struct ResourceField: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case text, flag
    /// `#RRGGBB`
    case color
    /// As `TagName` keeps it.
    case tagName
    /// Where it stands among the others, counted from 0.
    case position
    /// Somebody, or nobody.
    case user
    /// Another thing of the same kind and place, or none.
    case sibling
    /// A long text, which a request may give as `markdown_content` instead.
    case content
    /// A word of the service's, which alone knows those that there are.
    case word
    /// As `Priority` counts.
    case priority
    /// Milliseconds. `<name>_time` beside it says whether the time of day counts.
    case date
    /// Milliseconds.
    case duration
    /// A number.
    case amount
    /// Somebody, or nobody: a number, and in requests `none`.
    case owner
    /// An object: what a request names of it changes, and the rest stays.
    case settings
    /// Statuses in their order, shown by their names.
    case statuses
  }

  /// In requests, in what is shown, and as an argument of tools.
  public let name: String
  public let kind: Kind
  /// Whether it can be given when the thing is made.
  public var isOfMaking = false
  /// Whether it can be given when the thing is changed.
  public var isOfChanging = true
  /// Whether an argument `none` takes the value away.
  public var isClearable = false
  /// What a request that makes one calls it, where not by its name.
  var madeAs: String?
  /// What a request that makes one says where nothing else is asked for.
  var standard: JSONValue?
  /// Whether a request that changes the thing says it also where it stays.
  var isAlwaysSent = false
  /// Where the thing shows it, one name in the other, where not under its own.
  var place: [String] = []
  /// What requests and arguments call it, where not by its name.
  var givenAs: String?
  /// The flag that takes the value away, in requests and as an argument.
  public var clearing: String?
  /// What a request that sets it says besides.
  var companions: JSONObject = [:]

  /// Of tools.
  public var argument: String { givenAs ?? name }

  /// All of tools that it has.
  public var arguments: [String] {
    switch kind {
    case .content: [argument, Self.markdown]
    case .date: [argument, timeFlag]
    default: [argument] + [clearing].compactMap(\.self)
    }
  }

  /// What a request calls a `content` in Markdown.
  public static let markdown = "markdown_content"

  /// What says whether the time of a `date` counts.
  public var timeFlag: String { "\(name)_time" }

  /// Its value: a string, true or false, a number, an object; null where it has none.
  public func shown(by thing: JSONValue) -> JSONValue {
    let value = (place.isEmpty ? [name] : place).reduce(thing) { $0[$1] ?? .null }
    switch kind {
    case .text, .position, .color, .tagName, .content, .word, .date, .duration, .amount, .settings:
      return value
    case .flag: return .bool(value.bool ?? false)
    case .user, .sibling:
      // People are shown whole, or by their ID alone.
      return (value["id"] ?? value).identifier.map(JSONValue.string) ?? .null
    case .owner: return value["id"] ?? .null
    case .priority:
      return Priority(shown: value).map { .integer($0.rawValue) } ?? value["id"] ?? .null
    case .statuses: return .array((value.array ?? []).compactMap { $0["status"] })
    }
  }

  /// The form in which all spellings of a value are one.
  public func settled(_ value: JSONValue) -> JSONValue {
    switch kind {
    case .text: .string((value.string ?? "").withoutEnds { $0.properties.isWhitespace })
    case .user, .sibling, .owner, .date, .priority:
      value.identifier.map(JSONValue.string) ?? .null
    case .color, .word: value.string.map { .string($0.lowercased()) } ?? .null
    case .tagName: value.string.map { .string(TagName.stored($0)) } ?? .null
    case .flag, .position, .content, .duration, .amount, .settings, .statuses: value
    }
  }

  /// What a request says of it.
  ///
  /// - Parameter values: of all fields, by their names. A date's may have its flag beside it, a
  ///   long text the one in Markdown.
  public func members(of values: JSONObject, isMaking: Bool) -> JSONObject {
    var members: JSONObject = [:]
    switch kind {
    case .content: members[Self.markdown] = values[Self.markdown]
    case .date: members[timeFlag] = values[timeFlag]
    default: break
    }
    guard let value = values[name] else { return members }
    if value.isNull, let clearing { return [clearing: true] }
    members[isMaking ? madeAs ?? argument : argument] = wire(value, isMaking: isMaking)
    return members.merging(companions) { $1 }
  }

  /// The published document has users as numbers where something is made, and as strings where it
  /// is changed.
  private func wire(_ value: JSONValue, isMaking: Bool) -> JSONValue {
    if kind == .owner, value.isNull { return "none" }
    guard kind == .owner || kind == .user && isMaking,
      let id = value.string.flatMap({ Int64($0) })
    else { return value }
    return .integer(id)
  }

  /// Its value in the body of a request; nil where that says nothing of it.
  public func value(in members: JSONObject) -> JSONValue? {
    let given = [argument, madeAs, kind == .content ? Self.markdown : nil]
      .lazy.compactMap { $0.flatMap { members[$0] } }.first
    if given == nil, let clearing, members[clearing] == true { return .null }
    return kind == .owner && given == "none" ? .null : given
  }
}
