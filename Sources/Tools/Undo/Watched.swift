import APICore
import JSON

/// The thing that a write changed: what is read of it before the write, after it, and before it is
/// taken back, so that a change of somebody else in between is seen.
struct Watched: Sendable, Equatable {
  enum Kind: String, Sendable {
    case task, comment
    case customField = "custom_field"
    case timeEntry = "time_entry"
    /// Which one, `relation` says.
    case relation
    /// Of which one, `resource` says.
    case resource
  }

  let kind: Kind
  /// What names it, by the names that the routes use.
  let path: [String: String]
  /// The members that the write is about; nil for everything, with what is in it: then it is going
  /// to be deleted, and nobody's work may go with it.
  let members: [String]?
  /// The tie that it is, if it is one; `path` holds its ends.
  private(set) var relation: Relation?
  /// The resource of which it is a thing, if of one.
  private(set) var resource: Resource?

  init(_ resource: Resource, _ names: Resource.Names, members: [String]? = nil) {
    self.init(.resource, names, members: members)
    self.resource = resource
  }

  init(_ relation: Relation, _ ends: Relation.Ends) {
    self.init(.relation, ends)
    self.relation = relation
  }

  init(_ kind: Kind, _ path: [String: String], members: [String]? = nil) {
    self.kind = kind
    self.path = path
    self.members = members?.sorted()
  }

  var json: JSONValue {
    var json: JSONValue = [
      "kind": .string(relation?.name ?? resource?.kind.rawValue ?? kind.rawValue),
      "path": .object(JSONObject(path.mapValues(JSONValue.string))),
    ]
    json["members"] = members.map { .array($0.map(JSONValue.string)) }
    return json
  }

  /// nil where `json` is not what `json` writes.
  init?(_ json: JSONValue?) {
    guard let name = json?["kind"]?.string,
      let path = json?["path"]?.object?.compactMapValues(\.string)
    else { return nil }
    // A tag is one of a task, or one of a Space.
    if path["task_id"] != nil, let relation = Relation.all.first(where: { $0.name == name }) {
      self.init(relation, path)
      return
    }
    let members = json?["members"]?.array?.compactMap(\.string)
    if let resource = Resource.all.first(where: { $0.kind.rawValue == name }) {
      self.init(resource, path, members: members)
      return
    }
    guard let kind = Kind(rawValue: name), kind != .relation, kind != .resource else { return nil }
    self.init(kind, path, members: members)
  }

  /// For sentences: `the task 86a`.
  var name: String {
    func id(_ name: String) -> String { path[name] ?? "?" }
    return switch kind {
    case .task: "the task \(id("task_id"))"
    case .comment: comment
    case .relation: relation?.spoken(path) ?? "?"
    case .resource:
      resource.map { "the \($0.kind.words) \(id($0.idName))" } ?? "?"
    case .customField: "the Custom Field \(id("field_id")) of the task \(id("task_id"))"
    case .timeEntry: "the time entry \(id("timer_id"))"
    }
  }

  private var comment: String {
    let place =
      path["task_id"].map { "the task \($0)" } ?? "the List \(path["list_id"] ?? "?")"
    let id = path["comment_id"] ?? "?"
    return path["parent_comment_id"].map { "the reply \(id) to the comment \($0) of \(place)" }
      ?? "the comment \(id) of \(place)"
  }

  /// How it stands now: an object with the members that matter; null where it is not there.
  ///
  /// Dates of change are none of them: they move on with everything, and by themselves say nothing
  /// that the members do not.
  func state(reading workspace: WorkspaceReader) throws(APIError) -> JSONValue {
    compared(try everything(reading: workspace))
  }

  /// How it stands that was just made, from the answer that shows it or read back.
  func state(made answer: JSONValue, reading workspace: WorkspaceReader) throws(APIError)
    -> JSONValue
  {
    if kind == .task,
      let made = StateReading(workspace: workspace, path: path).task(made: answer)
    {
      return .object(made)
    }
    return try state(reading: workspace)
  }

  /// The members of `everything` that matter.
  func compared(_ everything: JSONValue) -> JSONValue {
    guard let members, let state = everything.object else { return everything }
    return .object(state.filter { members.contains($0.key) })
  }

  /// The same thing, of whose members only `changed` matter; a thing that matters as a whole, that
  /// did not change, or that is put back whole, as it is.
  func narrowed(to changed: [String]) -> Watched {
    guard members != nil, !changed.isEmpty, resource?.named == nil, kind != .comment,
      // Its start and its end are sent together.
      kind != .timeEntry
    else { return self }
    var narrowed = Watched(kind, path, members: changed)
    narrowed.resource = resource
    return narrowed
  }

  /// The same thing once `request` was carried out, which may give it another name.
  func after(_ request: WriteRequest) -> Watched {
    guard let resource, resource == request.route.resource else { return self }
    return Watched(resource, resource.names(after: request), members: members)
  }

  /// All that can be read of it; null where it is not there.
  func everything(reading workspace: WorkspaceReader) throws(APIError) -> JSONValue {
    do throws(APIError) {
      return .object(try read(StateReading(workspace: workspace, path: path)))
    } catch {
      guard error.saysNothingIsThere else { throw error }
      return .null
    }
  }

  private func read(_ reading: StateReading) throws(APIError) -> JSONObject {
    switch kind {
    case .task: try reading.task(members)
    case .customField: try reading.customField()
    case .comment: try reading.comment()
    case .relation: try reading.tie(relation)
    case .resource: try reading.thing(of: resource, isWhole: members == nil)
    case .timeEntry: try reading.timeEntry()
    }
  }
}

extension APIError {
  /// Nothing of that ID is there (any more).
  static let notThere = APIError(status: 404, code: "ITEM_015", message: "it is not there")
}
