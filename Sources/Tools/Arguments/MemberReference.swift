import APICore
import JSON

/// A user whom an argument named by ID.
struct MemberReference: Sendable {
  let id: String
  let name: String
  let json: JSONValue

  /// Users are numbers to the API.
  var wireID: JSONValue { Int64(id).map { .integer($0) } ?? .string(id) }
  /// `{"id", "username"}`.
  var lean: JSONValue { TaskOutput.user(json) ?? ["id": .string(id)] }

  /// nil where `json` is no user.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.identifier else { return nil }
    self.id = id
    name = json["username"]?.string ?? ""
    self.json = json
  }
}

extension MemberReference {
  /// The users of a Workspace as "Get Authorized Workspaces" describes it.
  static func all(of workspace: JSONValue?) -> [MemberReference] {
    (workspace?["members"]?.array ?? []).compactMap {
      $0["user"].flatMap(MemberReference.init)
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
  func members(_ ids: [String], argument: String) throws(ToolError) -> [MemberReference] {
    guard !ids.isEmpty else { return [] }
    let all = MemberReference.all(of: try workspace())
    let unknown = ids.filter { id in !all.contains { $0.id == id } }
    guard unknown.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(listed(unknown.map { quoted($0) })) is no user ID of a member of this "
          + "Workspace; members are \(listed(all.map { "\($0.id) \(quoted($0.name))" }))")
    }
    return ids.compactMap { id in all.first { $0.id == id } }
  }

  func member(_ id: String, argument: String) throws(ToolError) -> MemberReference {
    try members([id], argument: argument)[0]
  }
}
