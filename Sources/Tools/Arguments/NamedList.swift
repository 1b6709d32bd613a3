import APICore
import JSON

/// A List that an argument named: by ID, by its name or the first words of it, or by a path
/// `Space / Folder / List`.
///
/// A name is used where it fits one List only; the end of a path is a path (`Website / Backlog`).
/// It is never guessed: several are refused with their paths, none with the nearest.
struct NamedList: Nameable {
  static let kind = ToolCatalogue.Named.list

  let id: String
  let name: String
  /// `Space / Folder / List`, for people.
  let path: String
  let spaceID: String
  let statuses: [WorkspaceTree.Status]
  let json: JSONValue

  var version: String { Version.of(container: json) }

  static func find(
    _ text: String, argument: String, in workspace: WorkspaceReader
  ) throws(ToolError) -> NamedList {
    let isID = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
    var missing: ToolError?
    if isID {
      do {
        let list = try workspace.fetch(
          .getList, path: ["list_id": text], parts: [], naming: argument, as: text)
        try workspace.requireOwn(spaceOf: list, argument: argument, as: text)
        return NamedList(list)
      } catch {
        guard error.code == .notFound else { throw error }
        missing = error  // digits may still be a List's name
      }
    }
    var places = try workspace.places(ofListsNamed: text)?.map(NamedPlace.init)
    var matches = NamedPlace.called(text, in: places ?? [])
    if matches.isEmpty {
      places = try WorkspaceTree.load(to: .lists, ownStatusesOf: 0, reading: workspace).places
        .map(NamedPlace.init)
      matches = NamedPlace.called(text, in: places ?? [])
    }
    if matches.isEmpty {
      matches = NamedPlace.beginning(text, in: places ?? [])
      // A whole name says by itself which List it is.
      if matches.count == 1 {
        matches[0].note(text, argument: argument, of: "List", reading: workspace)
      }
    }
    switch matches.count {
    case 1:
      return try NamedList(id: matches[0].id, argument: argument, reading: workspace)
    case 0:
      if let missing { throw missing }
      throw notFound(text, argument: argument, among: places ?? [])
    default:
      let candidates = matches.map(\.words)
      let next =
        Set(matches.map(\.path)).count < matches.count
        ? "give the ID" : "give the ID or the whole path"
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) Lists: \(listed(candidates)); nothing "
          + "was changed; \(next)", code: .ambiguous)
    }
  }

  private static func notFound(
    _ text: String, argument: String, among places: [NamedPlace]
  ) -> ToolError {
    let last = ListName.normalized(text).split(separator: "/").last.map { String($0) } ?? text
    let near = NearestName.suggestions(for: last, among: places.map(\.name), atMost: 5)
    let nearest = places.filter { near.contains($0.name) }
    let shown = (nearest.isEmpty ? places : nearest).map(\.words)
    let words = nearest.isEmpty ? "Lists are" : "nearest are"
    return ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a List that this user can see; \(words): "
        + "\(shown.isEmpty ? "none" : listed(shown, atMost: 10)); nothing was changed; give "
        + "the ID, the name or the path of one, or ask the user", code: .notFound)
  }

  /// Of a List out of the Workspace's own tree.
  private init(
    id: String, argument: String, reading workspace: WorkspaceReader
  ) throws(ToolError) {
    let list = try workspace.fetch(
      .getList, path: ["list_id": id], parts: [], naming: argument, as: id)
    self.init(list)
  }

  /// From the service's answer to "Get List".
  init(_ list: JSONValue) {
    id = list["id"]?.identifier ?? ""
    name = list["name"]?.string ?? ""
    let folder = list["folder"]?["hidden"]?.bool == true ? nil : list["folder"]?["name"]?.string
    path = [list["space"]?["name"]?.string, folder, name].compactMap(\.self)
      .joined(separator: " / ")
    spaceID = list["space"]?["id"]?.identifier ?? ""
    statuses = WorkspaceTree.Status.all(of: list)
    json = list
  }
}

extension WorkspaceReader {
  /// - Throws: `not_found`, `ambiguous`, or what the service answered.
  func list(_ naming: Naming<NamedList>) throws(ToolError) -> NamedList {
    try naming.found(in: self)
  }

  /// The List that a task stands in.
  func list(of task: NamedTask) throws(ToolError) -> NamedList {
    try NamedList.find(task.listID, argument: "list_id", in: self)
  }
}

extension NamedList {
  /// For `PlannedWrite.targets`: what the plan was made from.
  var target: [String: String] { ["list_id:\(id)": version] }

  /// What a dry run says was understood.
  var understood: JSONValue { .string("\(path) (\(id))") }

  /// The List's own spelling of a status: of that name, or else one that folds to the same.
  ///
  /// The service answers 200 to a status that the List does not have, and ignores it.
  ///
  /// - Throws: `invalid_arguments` with the List's statuses, or `ambiguous`.
  func status(_ text: String, argument: String = "status") throws(ToolError) -> String {
    let matches = NameMatch.closest(to: text, among: statuses, named: \.name)
    if matches.count == 1 { return matches[0].name }
    guard matches.isEmpty else {
      throw ToolError(
        argument: argument,
        "`\(argument)` \(quoted(text)) fits \(matches.count) statuses of the List "
          + "\(quoted(path)): \(listed(matches.map { quoted($0.name) })); nothing was changed; "
          + "give the exact name", code: .ambiguous)
    }
    let guess =
      NearestName.nearest(to: text, among: statuses.map(\.name))
      .map { "; did you mean \(quoted($0))? Its" } ?? "; its"
    throw ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not a status of the List \(quoted(path))\(guess) statuses "
        + "are \(listed(statuses.map(\.words)))")
  }
}

extension WorkspaceTree.Status {
  /// The name, and whether a task that has it is over: `closed` is a type, and seldom a name.
  var words: String {
    let isPlain = !["done", "closed"].contains(type) || NameMatch.folded(name) == type
    return isPlain ? quoted(name) : "\(quoted(name)) (\(type))"
  }
}

extension WorkspaceReader {
  /// The Lists that `text` may name; nil where only the tree tells.
  fileprivate func places(ofListsNamed text: String) throws(ToolError) -> [ListPlace]? {
    do { return try lists(named: ListName.keys(endingPath: text)) } catch {
      throw ToolError(error)
    }
  }
}
