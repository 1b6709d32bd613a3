import JSON

/// One thing that an answer of the real API speaks of.
enum ImportEntity: Sendable {
  case workspace(JSONValue)
  case space(JSONValue, workspace: Int64?)
  case folder(JSONValue)
  case list(JSONValue)
  case task(JSONValue)
  case comment(JSONValue, task: String)
  case field(JSONValue, FieldLocation)
  case spaceTag(JSONValue)
  case member(JSONValue, list: Int64)
  case unknown

  /// Everything in `value`: a page, an array, a single answer, or recordings of exchanges.
  static func all(in value: JSONValue) -> [ImportEntity] { all(in: value, asked: Asked(nil)) }

  /// What the request was for; an answer alone does not always say where it belongs.
  private struct Asked {
    let parts: [Substring]

    init(_ address: String?) {
      parts = (address ?? "").prefix { $0 != "?" }.split(separator: "/")
    }

    func id(after name: String) -> String? {
      guard let index = parts.lastIndex(of: name[...]), parts.indices.contains(index + 1) else {
        return nil
      }
      return String(parts[index + 1])
    }

    func number(after name: String) -> Int64? { id(after: name).flatMap { Int64($0) } }

    var location: FieldLocation? {
      if let id = number(after: "list") { return .list(id) }
      if let id = number(after: "folder") { return .folder(id) }
      if let id = number(after: "space") { return .space(id) }
      return number(after: "team").map(FieldLocation.workspace)
    }
  }

  private static func all(in value: JSONValue, asked: Asked) -> [ImportEntity] {
    switch value {
    case .array(let elements): elements.flatMap { all(in: $0, asked: asked) }
    case .object(let members): all(in: members, value, asked)
    default: [.unknown]
    }
  }

  private static func all(
    in members: [String: JSONValue], _ value: JSONValue, _ asked: Asked
  ) -> [ImportEntity] {
    if let response = members["response"] {
      return recorded(response, members["request"])
    }
    if let page = page(members, asked) { return page }
    if let task = members["task"], isTask(task) { return [.task(task)] }
    if isTask(value) { return [.task(value)] }
    guard members["id"] != nil, members["name"] != nil else { return [.unknown] }
    if members["features"] != nil {
      return [.space(value, workspace: asked.number(after: "team"))]
    }
    if members["lists"] != nil { return [.folder(value)] }
    if members["folder"]?.object != nil, members["space"]?.object != nil { return [.list(value)] }
    return [.unknown]
  }

  /// What was answered, unless it was an error or says nothing (as after deleting).
  private static func recorded(_ response: JSONValue, _ request: JSONValue?) -> [ImportEntity] {
    let status = response["status"]?.integer ?? response["status"]?["code"]?.integer ?? 200
    guard (200..<300).contains(status), let body = response["body"], body != [:], body != "" else {
      return []
    }
    return all(in: body, asked: Asked(request?["uri"]?.string ?? request?["url"]?.string))
  }

  /// A member that holds an array of one kind.
  private static func page(_ members: [String: JSONValue], _ asked: Asked) -> [ImportEntity]? {
    if let tasks = members["tasks"]?.array {
      return tasks.map { isTask($0) ? .task($0) : .unknown }
    }
    if let teams = members["teams"]?.array { return teams.map(ImportEntity.workspace) }
    if let spaces = members["spaces"]?.array {
      return spaces.map { .space($0, workspace: asked.number(after: "team")) }
    }
    if let folders = members["folders"]?.array { return folders.map(ImportEntity.folder) }
    if let lists = members["lists"]?.array, members["id"] == nil {
      return lists.map(ImportEntity.list)
    }
    if let comments = members["comments"]?.array {
      guard let task = asked.id(after: "task") else { return comments.map { _ in .unknown } }
      return comments.map { .comment($0, task: task) }
    }
    if let fields = members["fields"]?.array {
      guard let location = asked.location else { return fields.map { _ in .unknown } }
      return fields.map { .field($0, location) }
    }
    if let tags = members["tags"]?.array, members["id"] == nil {
      return tags.map(ImportEntity.spaceTag)
    }
    if let people = members["members"]?.array, members["id"] == nil {
      guard let list = asked.number(after: "list") else { return [] }
      return people.map { .member($0, list: list) }
    }
    return nil
  }

  private static func isTask(_ value: JSONValue) -> Bool {
    value["id"]?.string != nil && value["name"]?.string != nil
      && value["status"]?["status"]?.string != nil && value["list"]?["id"] != nil
  }
}
