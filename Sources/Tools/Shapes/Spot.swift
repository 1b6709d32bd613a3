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

  /// A request on it.
  func request(
    _ route: Route, standing: Set<String> = [], body: WriteRequest.Body = .none
  ) -> WriteRequest {
    WriteRequest(route, at: names, standing: standing, body: body)
  }
}

/// Arguments that say where a tool acts.
protocol SpotArguments: Decodable, Sendable {
  /// - Throws: in the words of the argument that names nothing, or too much.
  func spot(reading workspace: WorkspaceReader) throws(ToolError) -> Spot
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

  func spot(reading workspace: WorkspaceReader) throws(ToolError) -> Spot {
    let task = try workspace.task(taskID, parts: .checklists)
    return Spot(
      names: ["task_id": task.id], understood: ["task_id": task.understood], answer: task.json)
  }
}

/// On a Space, Folder or List, which has an ID: `list_id`.
struct OnContainer<Level: ContainerLevel>: SpotArguments {
  let naming: Naming<NamedContainer<Level>>

  init(from decoder: any Decoder) throws {
    naming = try decoder.container(keyedBy: ArgumentKey.self)
      .decode(Naming.self, forKey: ArgumentKey(Level.parameter))
  }

  func spot(reading workspace: WorkspaceReader) throws(ToolError) -> Spot {
    let container = try workspace.container(naming)
    return Spot(
      names: [Level.parameter: container.id],
      understood: [Level.parameter: container.understood], targets: container.target)
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

  func spot(reading workspace: WorkspaceReader) throws(ToolError) -> Spot {
    var spot = try parent.spot(reading: workspace)
    let found = try naming.found(in: spot)
    spot.names[Form.resource.idName] = found.id
    spot.understood[Form.argument] = found.understood
    spot.targets = found.target
    spot.thing = found.json
    return spot
  }
}
