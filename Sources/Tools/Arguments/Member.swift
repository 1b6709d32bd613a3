import APICore
import JSON

/// A member of the Workspace, whom an argument can name by ID.
struct Member: Sendable {
  let id: String
  let name: String
  let json: JSONValue

  /// Users are numbers to the API.
  var wireID: JSONValue { Int64(id).map { .integer($0) } ?? .string(id) }
  /// `{"id", "username"}`.
  var lean: JSONValue { TaskOutput.user(json) ?? ["id": .string(id)] }

  /// nil where `json` is not a user.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.identifier else { return nil }
    self.id = id
    name = json["username"]?.string ?? ""
    self.json = json
  }
}

extension Member: Nameable {
  static let kind = ToolCatalogue.Named.user

  struct Source {
    let workspace: WorkspaceReader
    /// Who can be named besides, member or not: people leave Workspaces.
    var others: [Member] = []
  }

  static func find(
    _ text: String, argument: String, in source: Source
  ) throws(ToolError) -> Member {
    try find([text], argument: argument, in: source)[0]
  }

  /// All that are unknown are refused at once.
  static func find(
    _ texts: [String], argument: String, in source: Source
  ) throws(ToolError) -> [Member] {
    let strangers = texts.filter { id in !source.others.contains { $0.id == id } }
    let members = try source.workspace.members(strangers, argument: argument)
    return texts.compactMap { id in (source.others + members).first { $0.id == id } }
  }
}

/// Somebody who may have left the Workspace, and is named by a number.
struct Anybody: Nameable {
  static let kind = ToolCatalogue.Named.user

  let id: String

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> Anybody {
    try find([text], argument: argument, in: workspace)[0]
  }

  /// The service takes nothing but numbers; agents have negative ones.
  static func find(
    _ texts: [String], argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> [Anybody] {
    _ = try workspace.members(texts.filter { Int64($0) == nil }, argument: argument)
    return texts.map(Anybody.init)
  }
}

extension Member {
  /// The users of a Workspace as "Get Authorized Workspaces" describes it.
  static func all(of workspace: JSONValue?) -> [Member] {
    (workspace?["members"]?.array ?? []).compactMap {
      $0["user"].flatMap(Member.init)
    }
  }
}

extension WorkspaceReader {
  /// The Workspace that this process works in, with its members.
  func workspace() throws(ToolError) -> JSONValue? {
    let workspaces = try fetch(.getWorkspaces)["teams"]?.array ?? []
    return workspaces.first { $0["id"]?.identifier == workspaceID }
  }

  /// Checks user IDs against the members of the Workspace: the service takes an ID that belongs to
  /// nobody, answers 200 and assigns nobody.
  ///
  /// - Throws: `invalid_arguments` with the members.
  func members(_ ids: [String], argument: String) throws(ToolError) -> [Member] {
    guard !ids.isEmpty else { return [] }
    let all = Member.all(of: try workspace())
    let unknown = ids.filter { id in !all.contains { $0.id == id } }
    guard unknown.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(listed(unknown.map { quoted($0) })) is not a user ID of a member of this "
          + "Workspace; members are \(listed(all.map { "\($0.id) \(quoted($0.name))" }))")
    }
    return ids.compactMap { id in all.first { $0.id == id } }
  }

  /// - Parameter others: who can be named besides, member or not.
  func members(
    _ named: [Naming<Member>]?, or others: [Member] = []
  ) throws(ToolError) -> [Member] {
    try (named ?? []).found(in: Member.Source(workspace: self, others: others))
  }

  func member(_ naming: Naming<Member>) throws(ToolError) -> Member {
    try naming.found(in: Member.Source(workspace: self))
  }
}
