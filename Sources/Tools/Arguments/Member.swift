import APICore
import JSON

/// A member of the Workspace, whom an argument can name.
struct Member: Sendable {
  let id: String
  let name: String
  let json: JSONValue

  var wireID: JSONValue { Member.wireID(id) }
  var email: String? { json["email"]?.string }

  /// By the whole name, the first one or the e-mail, however it is written: of two with one first
  /// name nobody knows who is meant, also where that is all of one's name.
  func isCalled(_ text: String) -> Bool {
    let wanted = NameMatch.folded(text)
    guard !wanted.isEmpty else { return false }
    let own = NameMatch.folded(name)
    return own == wanted || own.hasPrefix(wanted + " ") || email.map(NameMatch.folded) == wanted
  }

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
    try source.workspace.members(texts, argument: argument, or: source.others)
  }
}

/// Somebody who may have left the Workspace, and is named by a number.
struct Anybody: Nameable {
  static let kind = ToolCatalogue.Named.user

  let id: String

  var wireID: JSONValue { Member.wireID(id) }

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> Anybody {
    try find([text], argument: argument, in: workspace)[0]
  }

  /// The service takes nothing but numbers; agents have negative ones.
  static func find(
    _ texts: [String], argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> [Anybody] {
    let members = try workspace.members(texts.filter { Int64($0) == nil }, argument: argument)
    let numbers = texts.filter { Int64($0) != nil }
    return (numbers + members.map(\.id)).map(Anybody.init)
  }
}

extension Member {
  /// Users are numbers to the API.
  fileprivate static func wireID(_ id: String) -> JSONValue {
    Int64(id).map { .integer($0) } ?? .string(id)
  }

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

  /// Whom these mean: by user ID, `me`, e-mail, name or first name. Each of them once.
  ///
  /// Users are looked up, also by ID: the service takes one that belongs to nobody, answers 200 and
  /// assigns nobody.
  ///
  /// - Parameter others: who can be named besides, member or not.
  /// - Throws: `invalid_arguments` with the members, or `ambiguous` with what tells them apart.
  func members(
    _ texts: [String], argument: String, or others: [Member] = []
  ) throws(ToolError) -> [Member] {
    var people = others
    if !texts.allSatisfy({ id in others.contains { $0.id == id } }) {
      people += Member.all(of: try workspace()).filter { member in
        !others.contains { $0.id == member.id }
      }
    }
    var (found, unknown): ([Member], [String]) = ([], [])
    for text in texts {
      guard let member = try member(text, argument: argument, among: people) else {
        unknown.append(text)
        continue
      }
      if !found.contains(where: { $0.id == member.id }) { found.append(member) }
    }
    guard unknown.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(listed(unknown.map { quoted($0) })) is not a user ID, name or e-mail of a "
          + "member of this Workspace; members are "
          + listed(people.map { "\($0.id) \(quoted($0.name))" }))
    }
    return found
  }

  private func member(
    _ text: String, argument: String, among people: [Member]
  ) throws(ToolError) -> Member? {
    if let own = people.first(where: { $0.id == text }) { return own }
    let named: [Member]
    if NameMatch.folded(text) == "me" {
      let me = try fetch(.getUser)["user"]?["id"]?.identifier
      named = people.filter { $0.id == me }
    } else {
      named = people.filter { $0.isCalled(text) }
    }
    guard named.count <= 1 else {
      let candidates = named.map { "\(quoted($0.name)) (\($0.id), \($0.email ?? "no e-mail"))" }
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(named.count) people: \(listed(candidates)); nothing "
          + "was changed; give the user ID or e-mail of the one who is meant, or ask the user",
        code: .ambiguous)
    }
    if let member = named.first {
      found.note(
        FoundNames.Entry(
          argument: argument, text: text, id: member.id,
          sentence: "`\(argument)` \(quoted(text)) is \(quoted(member.name)) (\(member.id))"))
    }
    return named.first
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
