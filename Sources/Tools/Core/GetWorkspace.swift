import APICore
import JSON

/// `get_workspace`: where things are, what their statuses are called, and who is there.
public enum GetWorkspace: ReadTool {
  public static let routes: Set<Route> = [
    .getUser, .getWorkspaces, .getSpaces, .getFolders, .getSpaceLists,
  ]

  public struct Arguments: Decodable, Sendable {
    let depth: WorkspaceTree.Depth?
    let containerID: Naming<WorkspaceTree>?

    enum CodingKeys: String, CodingKey {
      case depth
      case containerID = "container_id"
    }
  }

  /// People beyond these are left out; a task names its own.
  static let memberLimit = 200

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let depth = arguments.depth ?? .lists
    let tree =
      if let container = arguments.containerID {
        try container.found(in: (workspace, depth, context.progress))
      } else {
        try WorkspaceTree.load(to: depth, reading: workspace, progress: context.progress)
      }
    guard let current = try workspace.workspace() else {
      throw ToolError(
        .notFound,
        "the service does not show the Workspace \(workspace.workspaceID) to this user any more; "
          + "tell the user, who finds out with `taskledger doctor` what the token reaches now")
    }
    let members = Member.all(of: current)
    var notices: [String] = []
    if members.count > memberLimit {
      notices.append("\(memberLimit) of \(members.count) members are shown")
    }
    let spaces = fitted(tree, from: depth, &notices)
    if let remark = context.zoneRemark { notices.append(remark) }
    if let outage = context.outage() { notices.insert(outage.sentence, at: 0) }
    return .present([
      "workspace": TaskOutput.reference(current),
      "user": members.first { $0.id == context.userID }?.lean ?? ["id": .string(context.userID)],
      "members": .array(members.prefix(memberLimit).map(member)), "spaces": spaces,
      "notice": notices.isEmpty ? nil : .string(notices.joined(separator: "; ")),
    ])
  }

  private static func member(_ member: Member) -> JSONValue {
    .present([
      "id": .string(member.id), "username": .string(member.name), "email": member.json["email"],
    ])
  }
}

extension GetWorkspace {
  /// What the Spaces may take of the 100,000 characters of an answer, so that members fit beside.
  static let treeLimit = 60_000

  /// The deepest tree that fits: a cut one would hide Lists without saying which.
  private static func fitted(
    _ tree: WorkspaceTree, from depth: WorkspaceTree.Depth, _ notices: inout [String]
  ) -> JSONValue {
    let depths: [WorkspaceTree.Depth] =
      switch depth {
      case .lists: [.lists, .folders, .spaces]
      case .folders: [.folders, .spaces]
      case .spaces: [.spaces]
      }
    for candidate in depths {
      let spaces = JSONValue.array(tree.spaces.map { space($0, to: candidate) })
      guard spaces.size <= treeLimit else { continue }
      if candidate != depth {
        notices.append(
          "too much for one answer, so only \(candidate.rawValue) are shown; `get_workspace` with "
            + "`container_id` shows what is in one of them")
      }
      return spaces
    }
    var shown: [JSONValue] = []
    var size = 0
    for space in tree.spaces {
      let names: JSONValue = ["id": .string(space.id), "name": .string(space.name)]
      size += names.size
      guard size <= treeLimit else { break }
      shown.append(names)
    }
    let extent =
      shown.count < tree.spaces.count
      ? "\(shown.count) of \(tree.spaces.count) Spaces are shown, and without their statuses"
      : "Spaces are shown without their statuses"
    notices.append(
      "too much for one answer, so \(extent); `get_workspace` with a Space's ID as `container_id` "
        + "shows that one")
    return .array(shown)
  }

  private static func space(
    _ space: WorkspaceTree.Space, to depth: WorkspaceTree.Depth
  ) -> JSONValue {
    var members: JSONObject = [
      "id": .string(space.id), "name": .string(space.name), "statuses": names(space.statuses),
    ]
    if depth != .spaces {
      members["folders"] = .array(
        space.folders.map { folder in
          var members: JSONObject = [
            "id": .string(folder.id), "name": .string(folder.name),
          ]
          if depth == .lists { members["lists"] = lists(folder.lists, in: space) }
          return .object(members)
        })
    }
    if depth == .lists { members["lists"] = lists(space.lists, in: space) }
    return .object(members)
  }

  private static func lists(
    _ lists: [WorkspaceTree.List], in space: WorkspaceTree.Space
  ) -> JSONValue {
    .array(
      lists.map { list in
        let isOwn = !list.statuses.isEmpty && list.statuses != space.statuses
        return .present([
          "id": .string(list.id), "name": .string(list.name),
          "statuses": isOwn ? names(list.statuses) : nil,
        ])
      })
  }

  private static func names(_ statuses: [WorkspaceTree.Status]) -> JSONValue {
    .array(statuses.map { .string($0.name) })
  }
}
