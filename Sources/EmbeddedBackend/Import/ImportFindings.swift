import APICore
import JSON

extension ImportFinding {
  /// Everything in `value`: a page, an array, a single answer, or recordings of exchanges.
  static func all(in value: JSONValue) -> [ImportFinding] {
    all(in: value, asked: ImportRequest(nil))
  }

  private static func all(in value: JSONValue, asked: ImportRequest) -> [ImportFinding] {
    switch value {
    case .array(let elements): elements.flatMap { all(in: $0, asked: asked) }
    case .object(let members): all(in: members, value, asked)
    default: [.unusable(.others, "it is a single value, and an answer is an object")]
    }
  }

  private static func all(
    in members: JSONObject, _ value: JSONValue, _ asked: ImportRequest
  ) -> [ImportFinding] {
    if let response = members["response"] { return recorded(response, members["request"]) }
    if let page = page(members, asked) { return page }
    if let task = members["task"], missing(inTask: task) == nil {
      return [.entity(ImportEntity(.task, task))]
    }
    if missing(inTask: value) == nil { return [.entity(ImportEntity(.task, value))] }
    guard members["id"] != nil, members["name"] != nil else { return [unknown(members)] }
    if members["features"] != nil { return [space(value, asked)] }
    if members["lists"] != nil { return [.entity(ImportEntity(.folder, value))] }
    if members["folder"]?.object != nil, members["space"]?.object != nil {
      return [.entity(ImportEntity(.list, value))]
    }
    return [unknown(members)]
  }

  /// What was answered, unless it was an error or says nothing. An answer to DELETE says that
  /// something is gone.
  private static func recorded(_ response: JSONValue, _ request: JSONValue?) -> [ImportFinding] {
    let status = response["status"]?.integer ?? response["status"]?["code"]?.integer ?? 200
    guard (200..<300).contains(status) else { return [] }
    let asked = ImportRequest(request)
    var found: [ImportFinding] = []
    var isAnsweredWithWhatIsGone = false
    if asked.method == "DELETE" {
      let removal = ImportRemoval(asked)
      isAnsweredWithWhatIsGone = removal?.isAnsweredWithWhatIsGone ?? false
      found.append(removal.map(\.finding) ?? ImportRemoval.unusable(asked))
    }
    let says = response["body"].map { !$0.isNull && $0 != [:] && $0 != "" } ?? false
    if says, let body = response["body"], !isAnsweredWithWhatIsGone {
      found += all(in: body, asked: asked)
    }
    let answered = moment(of: response)
    return found.map { finding in
      guard case .entity(var entity) = finding else { return finding }
      entity.answered = answered
      return .entity(entity)
    }
  }

  /// When the service answered, by its own clock: the header `Date`, in whole seconds.
  private static func moment(of response: JSONValue) -> Int64? {
    let date = (response["headers"]?.object ?? [:]).first { $0.key.lowercased() == "date" }?.value
    return (date?.string ?? date?[0]?.string).flatMap(Milliseconds.init(httpDate:))?.rawValue
  }

  /// A member that holds an array of one kind.
  private static func page(
    _ members: JSONObject, _ asked: ImportRequest
  ) -> [ImportFinding]? {
    func entities(_ name: String, _ form: ImportEntity.Form) -> [ImportFinding]? {
      members[name]?.array.map { $0.map { .entity(ImportEntity(form, $0)) } }
    }
    if let tasks = members["tasks"]?.array { return tasks.map(task) }
    if let teams = entities("teams", .workspace) { return teams }
    if let team = members["team"], team["members"] != nil {
      return [.entity(ImportEntity(.workspace, team))]
    }
    if let spaces = members["spaces"]?.array { return spaces.map { space($0, asked) } }
    if let folders = entities("folders", .folder) { return folders }
    if members["id"] == nil, let lists = entities("lists", .list) { return lists }
    if let comments = members["comments"]?.array { return comments.map { comment($0, asked) } }
    if let fields = members["fields"]?.array { return fields.map { field($0, asked) } }
    if let checklist = members["checklist"], checklist["task_id"] != nil {
      return [.entity(ImportEntity(.checklist, checklist))]
    }
    if let made = members["field"], made["type"] != nil { return [field(made, asked)] }
    if members["id"] == nil, let tags = entities("tags", .tag) { return tags }
    if members["id"] == nil, let people = members["members"]?.array {
      return people.compactMap { member($0, asked) }
    }
    if let data = members["data"] { return timeEntries(data, asked) }
    return nil
  }

  private static func task(_ value: JSONValue) -> ImportFinding {
    missing(inTask: value).map { .unusable(.others, "a task has no `\($0)`") }
      ?? .entity(ImportEntity(.task, value))
  }

  /// What makes something no task; nil where nothing does.
  private static func missing(inTask value: JSONValue) -> String? {
    if value["id"]?.string == nil { return "id" }
    if value["name"]?.string == nil { return "name" }
    if value["status"]?["status"]?.string == nil { return "status.status" }
    return value["list"]?["id"] == nil ? "list.id" : nil
  }

  private static func space(_ value: JSONValue, _ asked: ImportRequest) -> ImportFinding {
    .entity(ImportEntity(.space, value, at: asked.id(after: "team")))
  }

  private static func comment(_ value: JSONValue, _ asked: ImportRequest) -> ImportFinding {
    let place =
      asked.parts.last == "reply"
      ? asked.number(after: "comment").map { ImportComment.Place.replies(to: $0) }
      : asked.id(after: "task").map { .task($0) } ?? asked.number(after: "list").map { .list($0) }
    if let place { return .entity(ImportEntity(.comment, value, at: place.text)) }
    return asked.parts.isEmpty
      ? .unusable(
        .comments,
        "it does not say which task or List it is on; bring the recording with its request")
      : .notKept("comments on views", of: value["id"]?.identifierText ?? "", 1)
  }

  private static func field(_ value: JSONValue, _ asked: ImportRequest) -> ImportFinding {
    guard let location = asked.location else {
      return .unusable(
        .fields, "it does not say where it is offered; bring the recording with its request")
    }
    return .entity(ImportEntity(.field, value, at: location))
  }

  /// nil for whom a task was shared with: they are members of the Workspace all the same.
  private static func member(_ value: JSONValue, _ asked: ImportRequest) -> ImportFinding? {
    if asked.id(after: "task") != nil { return nil }
    guard let list = asked.id(after: "list") else {
      return .unusable(
        .people, "it does not say in which List they are; bring the recording with its request")
    }
    return .entity(ImportEntity(.member, value, at: list))
  }

  /// One, several or none.
  private static func timeEntries(_ data: JSONValue, _ asked: ImportRequest) -> [ImportFinding] {
    if data.isNull { return [] }
    return (data.array ?? [data]).map { entry in
      guard entry["user"]?["id"] != nil, entry["start"] != nil else {
        return .unusable(.others, "its `data` holds no time entries")
      }
      return .entity(ImportEntity(.timeEntry, entry, at: asked.id(after: "team")))
    }
  }
}

extension ImportFinding {
  /// Answers of ClickUp that this program has no tables for, by the member that tells them.
  private static let withoutPlace = [
    "goals", "goal", "key_result", "views", "view", "webhooks", "webhook", "checklist", "groups",
    "templates", "docs", "pages", "custom_roles", "custom_items", "shared", "plan_id", "guest",
  ]

  /// Why an object cannot be used, as exactly as can be told.
  private static func unknown(_ members: JSONObject) -> ImportFinding {
    if members["ECODE"] != nil || members["err"] != nil {
      return .unusable(.others, "it says that the service refused a request")
    }
    if let name = withoutPlace.first(where: { members[$0] != nil }) {
      return .unusable(.others, "there is no place here for `\(name)`")
    }
    if let user = members["user"], members.count == 1 {
      return user["id"] == nil
        ? .unusable(.people, "it does not say whose the token was")
        : .entity(ImportEntity(.authorized, user))
    }
    if members["hist_id"] != nil {
      return .unusable(.comments, "an answer to a write does not hold what was written")
    }
    // What looks most like a task is said to be one that lacks something.
    let value = JSONValue.object(members)
    if members["id"] != nil, members["name"] != nil, let name = missing(inTask: value) {
      return .unusable(
        .others,
        "it has an `id` and a `name`, but for a task no `\(name)`, and nothing that makes it a "
          + "Space, Folder or List")
    }
    let names = members.keys.sorted().prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    return .unusable(
      .others,
      names.isEmpty ? "it is empty" : "no answer of ClickUp is known by \(names)")
  }
}

extension JSONValue {
  /// An ID as text, whichever way it is written.
  var identifierText: String? { string ?? integer.map { String($0) } }
}
