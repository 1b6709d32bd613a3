import APICore
import JSON

/// The statuses and tags of a search as the Workspace spells them.
struct SearchNames {
  private var statuses: [String] = []
  private var tags: [String] = []
  /// Which of them nobody has.
  private(set) var notices: [String] = []

  /// More Spaces are not asked for one search: each is a request for its tags, and two for the
  /// statuses of what is in it.
  static let spacesRead = 10
  /// Nor are more Lists that have statuses of their own: each is a request.
  static let listsRead = 10
  /// For their tags alone, of names that were found somewhere.
  private static let spacesGlanced = 3

  /// Where names are looked for.
  enum Extent: String, Sendable {
    /// In what Spaces say of themselves, which is little to read.
    case spaces
    /// Wherever there may be some.
    case all
  }

  private let extent: Extent

  init(
    for query: TaskQuery, in extent: Extent, reading workspace: WorkspaceReader
  ) throws(ToolError) {
    self.extent = extent
    let asksForStatus = query.listIDs.isEmpty && !query.statuses.isEmpty
    guard asksForStatus || !query.tags.isEmpty else { return }
    let tree = try WorkspaceTree.load(to: .spaces, only: query.spaceIDs, reading: workspace)
    if asksForStatus { try addStatuses(query, tree.spaces, workspace) }
    // The tree leaves out Spaces that are archived, which may have been named.
    let spaces = query.spaceIDs.isEmpty ? tree.spaces.map(\.id) : query.spaceIDs
    if !query.tags.isEmpty { try addTags(query.tags, of: spaces, workspace) }
  }

  /// Asks for these names too.
  ///
  /// - Returns: whether that asks for anything else than before.
  func spell(_ query: inout TaskQuery) -> Bool {
    func add(_ names: [String], to asked: inout [String]) -> Bool {
      var seen = Set(asked.map { $0.lowercased() })
      let new = names.filter { seen.insert($0.lowercased()).inserted }
      asked += new
      return !new.isEmpty
    }
    let areStatusesNew = add(statuses, to: &query.statuses)
    return add(tags, to: &query.tags) || areStatusesNew
  }

  private mutating func addStatuses(
    _ query: TaskQuery, _ spaces: [WorkspaceTree.Space], _ workspace: WorkspaceReader
  ) throws(ToolError) {
    var places = spaces.map(\.statuses)
    var unread: Int?
    func unknown() -> [String] {
      Self.unknown(query.statuses, in: places.map { $0.map(\.name) })
    }
    if extent == .all, !unknown().isEmpty {
      let asked = Array(spaces.map(\.id).prefix(Self.spacesRead))
      let tree = try WorkspaceTree.load(
        to: .lists, only: asked, ownStatusesOf: Self.listsRead, reading: workspace)
      places += tree.spaces.flatMap { space in
        let lists = space.folders.flatMap(\.lists) + space.lists
        return space.folders.map(\.statuses) + lists.map(\.statuses)
      }
      unread = tree.listsUnread + (spaces.count > asked.count ? 1 : 0)
    }
    let names = places.map { $0.map(\.name) }
    statuses = query.statuses.flatMap { NameMatch.spelled($0, in: names) }
    let missing = unknown()
    guard extent == .all, !missing.isEmpty else { return }
    let known = Set(names.joined()).sorted().map { quoted($0) }
    let subject =
      unread == 0 && !query.archived
      ? "no Space, Folder or List has the status \(listed(missing.map { quoted($0) }))"
      : "no Space has the status \(listed(missing.map { quoted($0) })), though a List of its own "
        + "may that was not asked: name it in `list_ids`"
    let near = missing.compactMap { NearestName.nearest(to: $0, among: names.joined().map(\.self)) }
    let guess = near.isEmpty ? "" : "; did you mean \(listed(near.map { quoted($0) }))?"
    notices.append("\(subject)\(guess)\(guess.isEmpty ? ";" : "") statuses are \(listed(known))")
  }

  /// Those that no place has, each once.
  private static func unknown(_ names: [String], in places: [[String]]) -> [String] {
    var seen = Set(places.joined().map(NameMatch.folded))
    return names.filter { seen.insert(NameMatch.folded($0)).inserted }
  }

  private mutating func addTags(
    _ named: [String], of spaces: [String], _ workspace: WorkspaceReader
  ) throws(ToolError) {
    guard extent == .all || spaces.count <= Self.spacesGlanced else { return }
    var places: [[String]] = []
    for space in spaces.prefix(Self.spacesRead) {
      let answer = try workspace.fetch(.getSpaceTags, path: ["space_id": space])
      places.append((answer["tags"]?.array ?? []).compactMap { $0["name"]?.string })
    }
    tags = named.flatMap { NameMatch.spelled($0, in: places) }
    let missing = Self.unknown(named, in: places)
    guard extent == .all, !missing.isEmpty else { return }
    let asked =
      spaces.count > Self.spacesRead ? " (\(Self.spacesRead) of \(spaces.count) were asked)" : ""
    let known = Set(places.joined()).sorted().map { quoted($0) }
    notices.append(
      "no Space\(asked) has the tag \(listed(missing.map { quoted($0) }))"
        + (known.isEmpty ? ", or any other tag" : "; tags are \(listed(known))"))
  }
}
