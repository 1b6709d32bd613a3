import APICore
import JSON

/// A whole service in memory, which says of every write what it really reached.
///
/// Written without a look at the code it tests: things point at what they stand in, and `effects`
/// follows the pointers. IDs are made to be mistaken: numbers may be written with zeros in front,
/// and custom IDs are the plain IDs of other tasks.
final class TinyWorkspace {
  final class Node {
    let kind: String
    let id: String
    var above: Node?

    init(_ kind: String, _ id: String, in above: Node?) {
      self.kind = kind
      self.id = id
      self.above = above
    }

    /// The ID of the container of this kind that it is or is in.
    func id(of kind: String) -> String? { self.kind == kind ? id : above?.id(of: kind) }
  }

  private(set) var workspaces: [Node] = []
  private(set) var spaces: [Node] = []
  private(set) var folders: [Node] = []
  private(set) var lists: [Node] = []
  private(set) var tasks: [Node] = []
  private var tasksByID: [String: Node] = [:]
  /// A task's custom ID is the plain ID of another task.
  private(set) var customIDs: [String: Node] = [:]
  private(set) var entries: [Node] = []
  var runningTimer: Node?

  init() {
    for workspace in 1...2 {
      let workspace = Node("workspace", "\(workspace)", in: nil)
      workspaces.append(workspace)
      for _ in 0..<3 {
        let space = Node("space", "\(10 + spaces.count)", in: workspace)
        spaces.append(space)
        for _ in 0..<2 {
          let folder = Node("folder", "\(100 + folders.count)", in: space)
          folders.append(folder)
          for _ in 0..<2 {
            let list = Node("list", "\(1_000 + lists.count)", in: folder)
            lists.append(list)
            for _ in 0..<3 { tasks.append(Node("task", "86t\(tasks.count)", in: list)) }
          }
        }
      }
    }
    for (index, task) in tasks.enumerated() {
      tasksByID[task.id] = task
      customIDs[tasks[(index + 7) % tasks.count].id] = task
    }
    for index in 0..<20 {
      entries.append(
        Node("entry", "\(5_000 + index)", in: index % 5 == 0 ? workspaces[0] : tasks[index * 3]))
    }
  }

  /// Containers and entries are numbered on.
  static func find(_ nodes: [Node], _ id: String?) -> Node? {
    guard let id, let number = Int(id), let first = nodes.first.flatMap({ Int($0.id) }),
      nodes.indices.contains(number - first)
    else { return nil }
    return nodes[number - first]
  }

  func task(_ id: String?, _ query: [String: [String]] = [:]) -> Node? {
    guard let id else { return nil }
    guard query["custom_task_ids"] == ["true"] else { return tasksByID[id] }
    guard let task = customIDs[id], task.id(of: "workspace") == query["team_id"]?.first
    else { return nil }
    return task
  }

  // MARK: Reading

  /// Of the Custom Fields that each List has, by ID.
  static let fieldTypes = [
    "f": "tasks", "l": "list_relationship", "new": "something_new", "u": "users", "b": "labels",
    "d": "drop_down", "t": "text", "n": "number", "a": "attachment",
  ]

  var reader: WorkspaceReader {
    WorkspaceReader(
      workspaceID: "1", read: { [self] request throws(APIError) in try answer(request) },
      search: { _ throws(APIError) in TaskPage(tasks: [], hasMore: false) })
  }

  private func answer(_ request: ReadRequest) throws(APIError) -> JSONValue {
    func id(_ node: Node?, _ kind: String) -> JSONValue {
      node?.id(of: kind).map { ["id": .string($0)] } ?? .null
    }
    func shown(_ node: Node?) throws(APIError) -> JSONValue {
      guard let node else { throw Self.notFound }
      var json: JSONValue = ["id": .string(node.id)]
      for kind in ["list", "folder", "space"] where kind != node.kind {
        json[kind] = id(node, kind)
      }
      if node.kind == "task" { json["team_id"] = id(node, "workspace")["id"] }
      return json
    }
    func entry(_ node: Node?) throws(APIError) -> JSONValue {
      guard let node else { throw Self.notFound }
      let workspace = id(node, "workspace")["id"] ?? .null
      return ["data": ["id": .string(node.id), "task": id(node, "task"), "wid": workspace]]
    }
    let path = request.path
    switch request.route {
    case .getTask: return try shown(task(path["task_id"], request.query))
    case .getList: return try shown(Self.find(lists, path["list_id"]))
    case .getListFields:
      return ["fields": .array(Self.fieldTypes.map { ["id": .string($0), "type": .string($1)] })]
    case .getFolder: return try shown(Self.find(folders, path["folder_id"]))
    case .getSpace: return try shown(Self.find(spaces, path["space_id"]))
    case .getSpaces:
      let workspace = Self.find(workspaces, path["team_id"])
      let inside = spaces.filter { space in
        let isArchived = Int(space.id).map { $0 % 2 == 0 } == true
        return space.above === workspace
          && request.query["archived"] == [isArchived ? "true" : "false"]
      }
      return ["spaces": .array(inside.map { ["id": .string($0.id)] })]
    case .getTimeEntry: return try entry(Self.find(entries, path["timer_id"]))
    case .getRunningTimeEntry:
      return runningTimer == nil ? ["data": nil] : try entry(runningTimer)
    default: throw APIError(status: 404, code: "APP_001", message: "no such route")
    }
  }

  private static let notFound = APIError(status: 404, code: "ITEM_015", message: "not found")

  // MARK: Writing

  /// What a write would reach; nil where it would be refused.
  func effects(of request: WriteRequest) -> [Node]? {
    let (path, query) = (request.path, request.query)
    var body: JSONValue = [:]
    if case .json(let value) = request.body { body = value }
    let workspace = Self.find(workspaces, path["team_id"] ?? path["team_Id"])
    switch request.route {
    case .createSpace: return all([workspace])
    case .updateSpace, .deleteSpace, .createSpaceList, .createSpaceField, .createSpaceTag:
      return all([Self.find(spaces, path["space_id"])])
    case .createFolder:
      let parent = body["parent_folder_id"]
      return all(
        [Self.find(spaces, path["space_id"])]
          + (parent == nil ? [] : [Self.find(folders, parent?.string)]))
    case .updateFolder, .deleteFolder, .createFolderList:
      return all([Self.find(folders, path["folder_id"])])
    case .updateList, .deleteList, .createListField:
      return all([Self.find(lists, path["list_id"])])
    case .createTask:
      return all(
        [Self.find(lists, path["list_id"])] + named(["parent", "links_to"], in: body)
          + (body["custom_fields"]?.array ?? []).flatMap { linked($0["value"]) })
    case .updateTask: return all([task(path["task_id"], query)] + named(["parent"], in: body))
    case .deleteTask, .createTaskComment, .removeFieldValue, .trackTime, .addTaskTag:
      return all([task(path["task_id"], query)])
    case .setFieldValue:
      // What is taken out is changed by nothing.
      return all([task(path["task_id"], query)] + linked(body["value"], ["add"]))
    case .addDependency:
      return all(
        [task(path["task_id"], query)] + named(["depends_on", "dependency_of"], in: body))
    case .deleteDependency:
      // Who waits has the wait.
      return all([query["dependency_of"].map { task($0.first) } ?? task(path["task_id"], query)])
    case .addTaskLink, .deleteTaskLink:
      return all([task(path["task_id"], query), task(path["links_to"], query)])
    // The List that it leaves is where it stands.
    case .addTaskToList, .removeTaskFromList, .moveTask:
      return all([task(path["task_id"], query), Self.find(lists, path["list_id"])])
    case .createTimeEntry, .startTimeEntry:
      let stopped = request.route == .startTimeEntry ? runningTimer.map { [$0] } ?? [] : []
      let text = body["tid"]?.string ?? ""
      return all([text.isEmpty ? workspace : task(text)] + stopped)
    case .updateTimeEntry:
      let entry = Self.find(entries, path["timer_id"])
      guard let text = body["tid"] else { return all([entry]) }
      return all([entry, (text.string ?? "").isEmpty ? workspace : task(text.string)])
    case .deleteTimeEntry:
      let ids = (path["timer_id"] ?? "").split(separator: ",").map(String.init)
      return all(ids.map { Self.find(entries, $0) })
    case .stopTimeEntry: return all([runningTimer])
    default: return nil
    }
  }

  private func all(_ nodes: [Node?]) -> [Node]? {
    nodes.contains { $0 == nil } ? nil : nodes.compactMap(\.self)
  }

  private func named(_ names: [String], in body: JSONValue) -> [Node?] {
    names.filter { body[$0] != nil }.map { task(body[$0]?.string) }
  }

  private func linked(_ value: JSONValue?, _ names: [String] = ["add", "rem"]) -> [Node?] {
    names.flatMap { value?[$0]?.array ?? [] }.map { task($0.string) }
  }
}
