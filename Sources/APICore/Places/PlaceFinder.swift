import JSON

/// Finds out where things stand, by asking the service inside the transaction of the write: never
/// from what the caller says, and never from an earlier answer.
///
/// Only IDs out of answers are compared, so that another spelling of an ID, a custom ID or a moved
/// task cannot pass for something else.
public struct PlaceFinder {
  private let reader: WorkspaceReader
  private let workspaces: Set<String>

  /// - Parameter workspaces: which one a Space is in is asked only for these: the service does not
  ///   say it of a Space, a Folder or a List.
  public init(reading reader: WorkspaceReader, among workspaces: Set<String>) {
    self.reader = reader
    self.workspaces = workspaces
  }

  /// Where all stands that `request` names; nil where what it names is not known for certain.
  ///
  /// - Throws: what the service answers, 404 where a thing is not there.
  public func places(of request: WriteRequest) throws(APIError) -> [Place]? {
    guard let things = request.namedThings() else { return nil }
    var places: [Place] = []
    for thing in things {
      if case .related(let ids, let removed, let field, let holder) = thing {
        guard let related = try tasks(ids, takingOut: removed, field, holder) else { return nil }
        places += related
      } else if let place = try place(of: thing) {
        places.append(place)
      }
    }
    // The same one is named in a refusal each time, whatever order the set has.
    return places.sorted { $0.name < $1.name }
  }

  /// Where `thing` stands; nil where it is nothing after all.
  ///
  /// - Throws: what the service answers, 404 where the thing is not there.
  private func place(of thing: NamedThing) throws(APIError) -> Place? {
    switch thing {
    case .workspace(let id): return Place(name: "Workspace \(id) itself", workspaceID: id)
    case .space(let id): return try space(id)
    case .folder(let id):
      let folder = try reader.read(.getFolder, path: ["folder_id": id], parts: [])
      return try container("Folder", folder, Self.id(folder), nil)
    case .list(let id):
      let list = try reader.read(.getList, path: ["list_id": id], parts: [])
      return try container("List", list, Self.id(list["folder"]), Self.id(list))
    case .task(let id, let query): return try task(id, query)
    case .timeEntry(let id, let workspace):
      let entry = try reader.read(.getTimeEntry, path: ["team_id": workspace, "timer_id": id])
      return try place(ofEntry: entry["data"], "time entry \(id)", workspace)
    case .runningTimer(let workspace):
      let entry = try reader.read(.getRunningTimeEntry, path: ["team_id": workspace])
      guard let data = entry["data"], data.object != nil else { return nil }
      return try place(ofEntry: data, "the running timer", workspace)
    case .related: return nil
    }
  }

  /// Types of Custom Fields whose values name no task. What is not here is taken for a
  /// relationship: `tasks`, `list_relationship`, and what there will be.
  private static let typesWithoutTasks: Set = [
    "text", "short_text", "url", "email", "phone", "number", "currency", "checkbox", "date",
    "drop_down", "labels", "users", "emoji", "manual_progress", "automatic_progress", "location",
    "attachment", "button", "formula", "votes", "signature",
  ]

  /// Types of Custom Fields that are known to be relationships.
  private static let relationships: Set = ["tasks", "list_relationship"]

  /// Where the tasks stand that a field's value names; nil where the field's type is not known.
  ///
  /// Not those that it takes out of a relationship: that changes the task that has the value and
  /// no other, as emptying the field does, which names none of them; and a task that was deleted
  /// has no place, and could never be taken out.
  ///
  /// - Throws: what the service answers, also of a task that is not there: what it would make of
  ///   such an ID is not known either.
  private func tasks(
    _ ids: Set<String>, takingOut removed: Set<String>, _ field: String, _ holder: NamedThing
  ) throws(APIError) -> [Place]? {
    guard let type = try type(ofField: field, on: holder) else { return nil }
    guard !Self.typesWithoutTasks.contains(type) else { return [] }
    let named = Self.relationships.contains(type) ? ids : ids.union(removed)
    var places: [Place] = []
    for id in named.sorted() { places.append(try task(id, [:])) }
    return places
  }

  private func type(
    ofField field: String, on holder: NamedThing
  ) throws(APIError) -> String? {
    func type(in fields: JSONValue?) -> String? {
      (fields?.array ?? []).first { Self.id($0) == field }?["type"]?.string
    }
    let list: String?
    switch holder {
    case .task(let id, let query):
      let task = try reader.read(
        .getTask, path: ["task_id": id], query: query, parts: .fields)
      if let type = type(in: task["custom_fields"]) { return type }
      list = Self.id(task["list"])
    case .list(let id): list = id
    default: list = nil
    }
    guard let list else { return nil }
    return type(in: try reader.read(.getListFields, path: ["list_id": list])["fields"])
  }

  private func space(_ id: String) throws(APIError) -> Place {
    let space = Self.id(try reader.read(.getSpace, path: ["space_id": id]))
    return Place(
      name: "Space \(space ?? id)", workspaceID: try workspace(ofSpace: space), spaceID: space)
  }

  private func container(
    _ kind: String, _ answer: JSONValue, _ folder: String?, _ list: String?
  ) throws(APIError) -> Place {
    let space = Self.id(answer["space"])
    return Place(
      name: "\(kind) \(list ?? folder ?? "?") in Space \(space ?? "?")",
      workspaceID: try workspace(ofSpace: space), spaceID: space, folderID: folder, listID: list)
  }

  private func task(_ id: String, _ query: [String: [String]]) throws(APIError) -> Place {
    let task = try reader.read(.getTask, path: ["task_id": id], query: query, parts: [])
    // An older name of a Folder: https://developer.clickup.com/docs/general-v2-v3-api
    let folder = task["folder"] ?? task["project"]
    let (list, space) = (Self.id(task["list"]), Self.id(task["space"]))
    return Place(
      name: "task \(Self.id(task) ?? id) in List \(list ?? "?"), Space \(space ?? "?")",
      workspaceID: task["team_id"]?.identifier, spaceID: space, folderID: Self.id(folder),
      listID: list)
  }

  /// An entry stands where its task does, and in the Workspace itself where it has none.
  private func place(
    ofEntry entry: JSONValue?, _ name: String, _ workspace: String
  ) throws(APIError) -> Place {
    guard let id = Self.id(entry?["task"]), id != "0" else {
      // `wid` is the Workspace that the entry is in, whichever was asked.
      return Place(
        name: "\(name), which is on no task", workspaceID: entry?["wid"]?.identifier ?? workspace)
    }
    var place = try task(id, [:])
    place.name = "\(name) on \(place.name)"
    return place
  }

  private func workspace(ofSpace space: String?) throws(APIError) -> String? {
    guard let space else { return nil }
    for workspace in workspaces.sorted() {
      for archived in ["false", "true"] {
        let spaces: JSONValue
        do throws(APIError) {
          spaces = try reader.read(
            .getSpaces, path: ["team_id": workspace], query: ["archived": [archived]])
        } catch {
          // A Workspace that this user cannot see holds nothing that this user can change.
          guard error.saysNothingIsThere else { throw error }
          continue
        }
        if (spaces["spaces"]?.array ?? []).contains(where: { Self.id($0) == space }) {
          return workspace
        }
      }
    }
    return nil
  }

  private static func id(_ entity: JSONValue?) -> String? { entity?["id"]?.identifier }
}
