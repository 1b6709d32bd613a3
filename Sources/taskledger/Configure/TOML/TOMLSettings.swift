import JSON

/// Codex's settings: https://developers.openai.com/codex/config-reference
struct TOMLSettings: HostSettings {
  private static let servers = "mcp_servers"

  let path: String
  let found: FoundEntry?
  private let text: String
  private let document: TOMLDocument

  /// - Parameter text: nil where there is no file.
  init(_ text: String?, path: String) throws(UsageError) {
    self.text = text ?? ""
    self.path = path
    do throws(TOMLReadError) { document = try TOMLDocument(self.text) } catch {
      throw UsageError(
        "\(path), line \(error.line), is not TOML: \(error.message); mend it, then run this again")
    }
    let servers = document.root[Self.servers]
    let entry = servers?.table?[ServerEntry.name]
    guard servers == nil || servers?.table != nil, entry == nil || entry?.table != nil else {
      throw UsageError(
        "\(path) does not hold a table \(ServerEntry.tomlHeader) where it should; change it by hand"
      )
    }
    if let table = entry?.table {
      found = try FoundEntry(.object(Self.members(of: table)), path: path)
    } else {
      found = nil
    }
  }

  /// The texts, lists and tables of an entry; other values as null, since only whether they are
  /// there is looked at.
  private static func members(of table: TOMLTable) -> JSONObject {
    JSONObject(
      table.items.map { ($0.key.name, json($0.value)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func json(_ item: TOMLItem) -> JSONValue {
    if let text = item.string { return .string(text) }
    if let items = item.array { return .array(items.map(json)) }
    if let table = item.table { return .object(members(of: table)) }
    return .null
  }

  func text(saying entry: ServerEntry) throws(UsageError) -> String {
    do {
      var edit = try TOMLTextEdit(text)
      var expected = TOMLValue(document.root)
      for (path, value) in leaves(of: entry) {
        let toml = Self.value(of: value)
        if expected.value(at: path[...]) == toml { continue }
        if path.count == 2, document.root[Self.servers]?.table?.form != .inline {
          try edit.append(entry.toml)
        } else {
          try edit.set(path, to: value)
        }
        expected = expected.setting(path[...], to: toml)
      }
      guard TOMLValue(edit.document.root) == expected else { throw Unsafe() }
      return edit.text
    } catch {
      throw UsageError(
        "\(path) cannot be changed safely where \(ServerEntry.tomlHeader) belongs; add what "
          + "`configure` prints by hand")
    }
  }

  private struct Unsafe: Error {}

  /// The whole entry where there is none, else each part of it.
  private func leaves(of entry: ServerEntry) -> [(path: [String], value: JSONValue)] {
    let place = [Self.servers, ServerEntry.name]
    let members = entry.members(namingTransport: false)
    guard let table = document.root[Self.servers]?.table?[ServerEntry.name]?.table else {
      return [(place, .object(members))]
    }
    return members.sorted { $0.key < $1.key }.flatMap { name, value in
      guard name == "env", table["env"]?.table != nil, let variables = value.object else {
        return [(place + [name], value)]
      }
      return variables.sorted { $0.key < $1.key }.map { (place + [name, $0.key], $0.value) }
    }
  }

  private static func value(of json: JSONValue) -> TOMLValue {
    switch json {
    case .array(let elements): .array(elements.map(value))
    case .object(let members):
      .table(
        Dictionary(uniqueKeysWithValues: members.map { (TOMLKey($0.key), value(of: $0.value)) }))
    default: .scalar(TOMLScalar(type: .string, text: json.string ?? ""))
    }
  }
}

extension TOMLValue {
  fileprivate func value(at path: ArraySlice<String>) -> TOMLValue? {
    guard let name = path.first else { return self }
    guard case .table(let items) = self else { return nil }
    return items[TOMLKey(name)]?.value(at: path.dropFirst())
  }
}
