import APICore
import JSON

/// Why a search may have found nothing: what it names and nobody uses. Asked only then, since it
/// costs requests.
enum FoundNothing {
  /// The tags of more Spaces are not read for one search: each is a request.
  static let spacesRead = 10

  static func reasons(
    _ query: TaskQuery, _ workspace: WorkspaceReader
  ) throws(ToolError) -> [String] {
    let asksForStatus = query.listIDs.isEmpty && !query.statuses.isEmpty
    guard asksForStatus || !query.tags.isEmpty else { return places(query).map { [$0] } ?? [] }
    let spaces = try WorkspaceTree.load(to: .spaces, reading: workspace).spaces
    return [
      asksForStatus ? statuses(query, spaces) : nil,
      query.tags.isEmpty ? nil : try tags(query, spaces.map(\.id), workspace), places(query),
    ].compactMap(\.self)
  }

  /// Lists that were named have been asked for their statuses before.
  private static func statuses(_ query: TaskQuery, _ spaces: [WorkspaceTree.Space]) -> String? {
    let known = spaces.flatMap(\.statuses).map(\.name)
    var seen = Set(known.map(TextFold.fold))
    let unknown = query.statuses.filter { seen.insert(TextFold.fold($0)).inserted }
    guard !unknown.isEmpty else { return nil }
    let names = Set(known).sorted().map { quoted($0) }
    return
      "no Space has the status \(listed(unknown.map { quoted($0) })), though a List of its own "
      + "may; statuses of Spaces are \(listed(names))"
  }

  private static func tags(
    _ query: TaskQuery, _ spaces: [String], _ workspace: WorkspaceReader
  ) throws(ToolError) -> String? {
    let asked = query.spaceIDs.isEmpty ? spaces : query.spaceIDs
    var known: Set<String> = []
    for space in asked.prefix(spacesRead) {
      let answer = try workspace.fetch(.getSpaceTags, path: ["space_id": space])
      known.formUnion((answer["tags"]?.array ?? []).compactMap { $0["name"]?.string })
    }
    let stored = Set(known.map(TagName.stored))
    let unknown = query.tags.filter { !stored.contains(TagName.stored($0)) }
    guard !unknown.isEmpty else { return nil }
    let extent = asked.count > spacesRead ? " (\(spacesRead) of \(asked.count) were asked)" : ""
    let names = known.sorted().map { quoted($0) }
    return
      "no Space\(extent) has the tag \(listed(unknown.map { quoted($0) })); its tags are "
      + (names.isEmpty ? "none" : listed(names))
  }

  /// Each kind of place narrows the search, also to where the others are not.
  private static func places(_ query: TaskQuery) -> String? {
    let given = [
      ("`list_ids`", query.listIDs), ("`folder_ids`", query.folderIDs),
      ("`space_ids`", query.spaceIDs),
    ].filter { !$0.1.isEmpty }.map(\.0)
    guard given.count > 1 else { return nil }
    return
      "a task had to be in one of \(given.joined(separator: " and in one of ")) at once: leave "
      + "out all but the narrowest"
  }
}
