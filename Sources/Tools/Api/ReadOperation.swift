import APICore
import JSON

/// `read_operation`: any read of ClickUp's published API, for what no other tool shows.
enum ReadOperation: ReadTool {
  /// It is for all of them, and so for none in particular.
  static let routes: Set<Route> = []

  struct Arguments: Decodable, Sendable {
    let operation: String
    let places: OperationPlaces
    let parameters: JSONObject

    enum CodingKeys: String, CodingKey {
      case operation, parameters
    }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      operation = try members.decode(String.self, forKey: .operation)
      parameters = try members.decodeIfPresent(JSONValue.self, forKey: .parameters)?.object ?? [:]
      places = try OperationPlaces(from: decoder)
    }
  }

  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let operation = try find(arguments.operation)
    let tools = ToolCatalogue.entries.filter { entry in
      operation.route.map(entry.tool.routes.contains) ?? false
    }
    guard let route = operation.read else { throw writes(operation, tools) }
    if let tool = tools.first(where: { context.deniedTools.contains($0.name) }) {
      throw ToolError(
        .policyDenied,
        "`\(operation.id)` is what `\(tool.name)` is for, which the policy denies; nothing was "
          + "sent; do without it")
    }
    let found = try arguments.places.found(in: workspace)
    let request = try OperationRequest(
      operation, found: found, given: arguments.parameters, workspaceID: context.workspaceID)
    if request.isUnplaced(besides: found) { try requireOneWorkspace(operation, workspace) }
    do {
      return shown(try workspace.read(route, path: request.path, query: request.query), operation)
    } catch {
      // As both backends say it of an address that they do not know.
      guard error.status == 404, error.code == "APP_001" else { throw ToolError(error) }
      throw ToolError(
        .refusedByService,
        "`\(operation.id)` is not answered here; the embedded workspace has no such things: only "
          + "ClickUp itself (`--backend clickup`) might answer it; nothing was sent")
    }
  }

  private static func find(_ name: String) throws(ToolError) -> PublishedOperation {
    let all = PublishedOperation.all
    let folded = NameMatch.folded(name)
    if let one = all.first(where: { $0.id == name })
      ?? all.first(where: { NameMatch.folded($0.id) == folded })
    {
      return one
    }
    let near = NearestName.suggestions(for: name, among: all.map(\.id))
    throw ToolError(
      argument: "operation",
      "ClickUp publishes no operation \(quoted(name)); "
        + (near.isEmpty ? "" : "did you mean \(listed(near.map { "`\($0)`" }))? ")
        + "`operation` is an `operationId` of its API documents, as `GetTasks`")
  }

  private static func writes(
    _ operation: PublishedOperation, _ tools: [ToolCatalogue.Entry]
  ) -> ToolError {
    let way =
      tools.isEmpty
      ? "no tool of taskledger does it"
      : "what it does, \(listed(tools.map { "`\($0.name)`" })) does, once however often it is asked"
    return ToolError(
      argument: "operation",
      "`\(operation.id)` (\(operation.method) \(operation.path)) writes, and only reads are made "
        + "here; \(way)")
  }

  /// A token that sees several Workspaces reaches the things of all of them by their IDs.
  private static func requireOneWorkspace(
    _ operation: PublishedOperation, _ workspace: WorkspaceReader
  ) throws(ToolError) {
    let count = try workspace.fetch(.getWorkspaces)["teams"]?.array?.count ?? 0
    guard count > 1 else { return }
    throw ToolError(
      .refusedByService,
      "`\(operation.id)` does not say to which Workspace belongs what it names, and the token sees "
        + "\(count); nothing was sent; use a token that sees one Workspace")
  }

  // MARK: The answer

  private static func shown(_ answer: JSONValue, _ operation: PublishedOperation) -> JSONValue {
    let answer = withoutSecrets(answer)
    let request = JSONValue.string("\(operation.method) \(operation.path)")
    guard case .array = answer else { return ["request": request, "answer": answer] }
    return ["request": request, "items": answer]
  }

  /// With a webhook's secret anybody can sign what it is told; no model needs one.
  private static let secrets: Set = ["secret", "access_token"]

  private static func withoutSecrets(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map(withoutSecrets))
    case .object(let members):
      var kept = JSONObject()
      for (name, member) in members {
        let isSecret = secrets.contains(name) && member.string != nil
        kept[name] = isSecret ? "(left out)" : withoutSecrets(member)
      }
      return .object(kept)
    default: return value
    }
  }
}

/// The places and the task that an operation may be about, named as in every other tool.
struct OperationPlaces: Decodable, Sendable {
  let taskID: Naming<NamedTask>?
  let listID: Naming<NamedList>?
  let folderID: Naming<NamedFolder>?
  let spaceID: Naming<NamedSpace>?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case taskID = "task_id"
    case listID = "list_id"
    case folderID = "folder_id"
    case spaceID = "space_id"
  }

  static let names = Set(CodingKeys.allCases.map(\.rawValue))

  /// Their IDs, by their names in paths.
  func found(in workspace: WorkspaceReader) throws(ToolError) -> [String: String] {
    var problems = Problems()
    var found: [String: String] = [:]
    if let taskID { found["task_id"] = problems.value(try workspace.task(taskID).id) }
    if let listID { found["list_id"] = problems.value(try workspace.list(listID).id) }
    if let folderID { found["folder_id"] = problems.value(try workspace.container(folderID).id) }
    if let spaceID { found["space_id"] = problems.value(try workspace.container(spaceID).id) }
    try problems.throwIfAny()
    return found
  }
}
