import APICore

/// A page of a search in which statuses and tags are found however they are spelled.
///
/// The service compares their names but for case, and says nothing of those that it does not know.
/// So the names that Spaces have are read, and where no task of the first page carries one, those
/// of Folders and Lists as well, which costs requests; then the search is made again with those
/// that are meant.
struct FoundTasks {
  private(set) var page: TaskPage
  /// Of where the Workspace's own names were asked for; nil where there were no others.
  private(set) var spelled: SearchNames.Extent?
  /// What is to be said of names that nobody uses, and of places that exclude each other.
  private(set) var notices: [String] = []

  init(
    _ query: TaskQuery, from start: SearchStart?, reading workspace: WorkspaceReader
  ) throws(ToolError) {
    var query = query
    if let extent = start?.spelled {
      _ = try SearchNames(for: query, in: extent, reading: workspace).spell(&query)
      spelled = extent
    }
    page = try workspace.find(query)
    if start == nil {
      let extent = Self.areAllFound(query, in: page) ? SearchNames.Extent.spaces : .all
      let names = try SearchNames(for: query, in: extent, reading: workspace)
      notices = names.notices
      if names.spell(&query) {
        spelled = extent
        page = try workspace.find(query)
      }
    }
    if page.tasks.isEmpty, let reason = Self.excludingPlaces(query) { notices.append(reason) }
  }

  /// Whether the page has a task for each status and tag. Lists that were named have been asked for
  /// their statuses before.
  private static func areAllFound(_ query: TaskQuery, in page: TaskPage) -> Bool {
    func areIn(_ found: [String?], _ wanted: [String]) -> Bool {
      let found = Set(found.compactMap { $0.map(NameMatch.folded) })
      return wanted.allSatisfy { found.contains(NameMatch.folded($0)) }
    }
    let tags = page.tasks.flatMap { $0["tags"]?.array ?? [] }.map { $0["name"]?.string }
    return areIn(tags, query.tags)
      && (!query.listIDs.isEmpty
        || areIn(page.tasks.map { $0["status"]?["status"]?.string }, query.statuses))
  }

  /// Each kind of place narrows the search, also to where the others are not.
  private static func excludingPlaces(_ query: TaskQuery) -> String? {
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
