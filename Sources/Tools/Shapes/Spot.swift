import APICore
import JSON

/// Where a tool acts: what its arguments name, looked up.
struct Spot: Sendable {
  /// By the names that routes use.
  var names: Resource.Names
  /// What a dry run says was understood, by argument.
  var understood: JSONObject = [:]
  /// For `PlannedWrite.targets`: what the plan was made from.
  var targets: [String: String] = [:]
  /// The answer that all of it was found in.
  var answer: JSONValue = .null
  /// The thing itself, where it is one of a resource.
  var thing: JSONValue = .null
  /// For `expected_version`, where the thing has one.
  var version: String?

  /// A request on it.
  func request(
    _ route: Route, standing: Set<String> = [], body: WriteRequest.Body = .none
  ) -> WriteRequest {
    WriteRequest(route, at: names, standing: standing, body: body)
  }
}

/// Arguments that say where a tool acts.
protocol SpotArguments: Decodable, Sendable {
  /// - Parameter resource: what is listed there and looked at, in the spot's answer.
  /// - Throws: in the words of the argument that names nothing, or too much.
  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot
}

/// The name of an argument that is known only while the program runs.
struct ArgumentKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

/// On a task: `task_id`.
struct OnTask: SpotArguments {
  let taskID: Naming<NamedTask>

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    // Where the task shows them itself, one request is enough.
    let source = resource?.source([:])
    let parts = source?.route == .getTask ? source?.parts : []
    let task = try workspace.task(taskID, parts: parts ?? [])
    var spot = Spot(names: ["task_id": task.id], understood: ["task_id": task.understood])
    // What is in the task changes with it, and is compared for itself.
    if resource == nil { spot.targets = task.target }
    spot.answer =
      source?.route == .getTask ? task.json : try workspace.listing(resource, at: spot.names)
    return spot
  }
}

/// On a List, by its ID, name or path: `list_id`.
struct OnList: SpotArguments {
  let listID: Naming<NamedList>

  enum CodingKeys: String, CodingKey {
    case listID = "list_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    let list = try workspace.list(listID)
    let names = ["list_id": list.id]
    return Spot(
      names: names, understood: ["list_id": list.understood], targets: list.target,
      answer: try workspace.listing(resource, at: names), thing: list.json, version: list.version)
  }
}

extension WorkspaceReader {
  fileprivate func listing(
    _ resource: Resource?, at names: Resource.Names
  ) throws(ToolError) -> JSONValue {
    guard let resource, !resource.isReadAlone else { return .null }
    return try fetch(resource.source(names))
  }
}

/// On a Space, Folder or List, which has an ID: `list_id`.
struct OnContainer<Level: ContainerLevel>: SpotArguments {
  let naming: Naming<NamedContainer<Level>>

  init(naming: Naming<NamedContainer<Level>>) { self.naming = naming }

  init(from decoder: any Decoder) throws {
    naming = try decoder.container(keyedBy: ArgumentKey.self)
      .decode(Naming.self, forKey: ArgumentKey(Level.argument))
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    let container = try workspace.container(naming)
    let names = [Level.argument: container.id]
    return Spot(
      names: names, understood: [Level.argument: container.understood],
      targets: container.target, answer: try workspace.listing(resource, at: names),
      thing: container.json, version: Version.of(container: container.json))
  }
}

typealias OnSpace = OnContainer<SpaceLevel>
typealias OnFolder = OnContainer<FolderLevel>

/// In the Workspace that this process works in.
struct InWorkspace: SpotArguments {
  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    Spot(names: ["team_id": workspace.workspaceID])
  }
}

/// Of a task or of a List, or of the Workspace where neither is named: `task_id` or `list_id`.
struct OnTaskOrList: SpotArguments {
  let taskID: Naming<NamedTask>?
  let listID: Naming<NamedList>?

  enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case listID = "list_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    switch (taskID, listID) {
    case (let task?, nil):
      return try OnTask(taskID: task).spot(showing: resource, reading: workspace)
    case (nil, let list?):
      return try OnList(listID: list).spot(showing: resource, reading: workspace)
    case (nil, nil): return try InWorkspace().spot(showing: resource, reading: workspace)
    case (_?, _?): throw .places("task_id", "list_id")
    }
  }
}

/// Of a Space or of a Folder, or of the Workspace where neither is named: `space_id` or
/// `folder_id`.
struct OnSpaceOrFolder: SpotArguments {
  let spaceID: Naming<NamedSpace>?
  let folderID: Naming<NamedFolder>?

  enum CodingKeys: String, CodingKey {
    case spaceID = "space_id"
    case folderID = "folder_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    switch (spaceID, folderID) {
    case (let space?, nil):
      return try OnSpace(naming: space).spot(showing: resource, reading: workspace)
    case (nil, let folder?):
      return try OnFolder(naming: folder).spot(showing: resource, reading: workspace)
    case (nil, nil): return try InWorkspace().spot(showing: resource, reading: workspace)
    case (_?, _?): throw .places("space_id", "folder_id")
    }
  }
}

extension ToolError {
  /// Two places were named where one is asked about.
  fileprivate static func places(_ one: String, _ other: String) -> ToolError {
    ToolError(
      argument: other,
      "`\(one)` and `\(other)` were both given; give one of them, or none for the whole Workspace")
  }
}

/// In a Folder, or in a Space outside any Folder: `folder_id` or `space_id`.
struct InFolderOrSpace: SpotArguments {
  let folderID: Naming<NamedFolder>?
  let spaceID: Naming<NamedSpace>?

  enum CodingKeys: String, CodingKey {
    case folderID = "folder_id"
    case spaceID = "space_id"
  }

  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    switch (folderID, spaceID) {
    case (let folder?, nil):
      return try OnFolder(naming: folder).spot(showing: resource, reading: workspace)
    case (nil, let space?):
      return try OnSpace(naming: space).spot(showing: resource, reading: workspace)
    default:
      throw ToolError(
        argument: "folder_id",
        "give exactly one of `folder_id` (the List is put into that Folder) and `space_id` (it is "
          + "put directly into that Space)")
    }
  }
}

/// On a thing of a resource, which is listed where `Parent` says.
struct OnResource<Parent: SpotArguments, Form: ResourceForm>: SpotArguments {
  let parent: Parent
  let naming: Naming<NamedResource<Form>>

  init(from decoder: any Decoder) throws {
    parent = try Parent(from: decoder)
    naming = try decoder.container(keyedBy: ArgumentKey.self)
      .decode(Naming.self, forKey: ArgumentKey(Form.argument))
  }

  /// - Parameter resource: listed where the thing is.
  func spot(
    showing resource: Resource?, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Spot {
    var spot = try parent.spot(showing: Form.resource, reading: workspace)
    let found = try naming.found(in: spot)
    spot.names[Form.resource.idName] = found.id
    spot.understood[Form.argument] = found.understood
    spot.targets = found.target
    spot.thing = found.json
    spot.version = nil
    return spot
  }
}
