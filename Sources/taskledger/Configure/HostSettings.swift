import JSON

/// The settings of a host as their text: read for what they say of this program, and changed in
/// nothing else.
protocol HostSettings {
  /// nil where they do not speak of it.
  var found: FoundEntry? { get }

  /// - Throws: where the text cannot say it, or would say something else too.
  func text(saying entry: ServerEntry) throws(UsageError) -> String
}

/// What a host's settings say of this program now.
struct FoundEntry {
  var arguments: [String] = []
  /// The variables that are texts.
  var environment: [String: String] = [:]

  /// - Throws: where it is not the entry of a program on this machine.
  init(_ entry: JSONValue, path: String) throws(UsageError) {
    func wrong(_ what: String) -> UsageError {
      UsageError("the entry `\(ServerEntry.name)` in \(path) \(what); change it by hand")
    }
    if entry["url"] != nil || entry["httpUrl"] != nil {
      throw wrong("is of a server at an address")
    }
    if let arguments = entry["args"] {
      let texts = arguments.array?.compactMap(\.string)
      guard let texts, texts.count == arguments.array?.count else {
        throw wrong("has `args` that are not a list of texts")
      }
      self.arguments = texts
    }
    if let variables = entry["env"] {
      guard let members = variables.object else {
        throw wrong("has an `env` that holds no variables")
      }
      environment = members.compactMapValues(\.string)
    }
  }
}

struct JSONSettings: HostSettings {
  let path: String
  let servers: String
  let namesTransport: Bool
  let found: FoundEntry?
  private let text: String
  private let value: JSONValue

  /// - Parameter text: nil where there is no file.
  init(_ text: String?, path: String, host: AgentHost, servers: String) throws(UsageError) {
    let isBlank = text.map { $0.utf8.allSatisfy { $0 <= .space } } ?? true
    self.text = isBlank ? "{}\n" : text ?? ""
    (self.path, self.servers) = (path, servers)
    namesTransport = host.namesTransport
    value = try Self.value(of: self.text, path, allowingComments: host.allowsComments)
    let listed = value[servers]
    guard value.object != nil, listed == nil || listed?.object != nil else {
      throw UsageError(
        "\(path) does not hold the object `\(servers)` that it should; add what `configure` prints "
          + "by hand")
    }
    let entry = listed?[ServerEntry.name]
    if let entry, entry.object != nil {
      found = try FoundEntry(entry, path: path)
    } else {
      found = nil
    }
    allowsComments = host.allowsComments
  }

  private let allowsComments: Bool

  private static func value(
    of text: String, _ path: String, allowingComments: Bool
  ) throws(UsageError) -> JSONValue {
    let bytes = Array(text.utf8)
    do throws(JSONReadError) {
      return try JSONValue.parse(allowingComments ? JSONComments(in: bytes).blanked : bytes)
    } catch {
      let line = bytes.prefix(error.offset).count { $0 == .lineFeed } + 1
      throw UsageError(
        "\(path) cannot be changed without losing something, since line \(line) is not plain JSON "
          + "(\(error.message)); add what `configure` prints by hand")
    }
  }

  func text(saying entry: ServerEntry) throws(UsageError) -> String {
    let members = entry.members(namingTransport: namesTransport)
    var edit = JSONTextEdit(text)
    var expected = value
    let before = value[servers]?[ServerEntry.name]?.object
    do throws(JSONTextEdit.NotAnObject) {
      for (path, member) in leaves(of: members, before: before) {
        if expected.member(at: path[...]) == member { continue }
        try edit.set(path, to: member)
        expected = expected.setting(path[...], to: member)
      }
    } catch {
      throw UsageError("`\(error.name)` in \(path) is not an object; change it by hand")
    }
    guard try Self.value(of: edit.text, path, allowingComments: allowsComments) == expected else {
      throw UsageError("\(path) cannot be changed safely; add what `configure` prints by hand")
    }
    return edit.text
  }

  /// The whole entry where there is none, so that it is written as one; else each part of it, so
  /// that what the user set beside (a time limit, approvals, variables) stays.
  private func leaves(
    of members: JSONObject, before: JSONObject?
  ) -> [(path: [String], value: JSONValue)] {
    let place = [servers, ServerEntry.name]
    guard let before else { return [(place, .object(members))] }
    return members.sorted { $0.key < $1.key }.flatMap { name, value in
      guard name == "env", before["env"]?.object != nil, let variables = value.object else {
        return [(place + [name], value)]
      }
      return variables.sorted { $0.key < $1.key }.map { (place + [name, $0.key], $0.value) }
    }
  }
}

extension JSONValue {
  fileprivate func member(at path: ArraySlice<String>) -> JSONValue? {
    guard let name = path.first else { return self }
    return self[name]?.member(at: path.dropFirst())
  }

  fileprivate func setting(_ path: ArraySlice<String>, to value: JSONValue) -> JSONValue {
    guard let name = path.first else { return value }
    var members = object ?? [:]
    members[name] = (members[name] ?? [:]).setting(path.dropFirst(), to: value)
    return .object(members)
  }
}
