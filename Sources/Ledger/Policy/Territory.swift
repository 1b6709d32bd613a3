import APICore

/// Where in the hierarchy may be written: in the containers named and in everything below them.
///
/// `scope` in a policy; called by another name here, since a key's `Scope` is who asks.
public struct Territory: Sendable, Hashable {
  public var workspaces: Set<String>
  public var spaces: Set<String>
  public var folders: Set<String>
  public var lists: Set<String>

  public init(
    workspaces: Set<String> = [], spaces: Set<String> = [], folders: Set<String> = [],
    lists: Set<String> = []
  ) {
    self.workspaces = workspaces
    self.spaces = spaces
    self.folders = folders
    self.lists = lists
  }

  func contains(_ place: Place) -> Bool {
    func holds(_ ids: Set<String>, _ id: String?) -> Bool { id.map(ids.contains) ?? false }
    return holds(workspaces, place.workspaceID) || holds(spaces, place.spaceID)
      || holds(folders, place.folderID) || holds(lists, place.listID)
  }

  /// `Space 12, List 34`, for a sentence.
  var words: String {
    let kinds = [
      ("Workspace", workspaces), ("Space", spaces), ("Folder", folders), ("List", lists),
    ]
    let words = kinds.flatMap { kind, ids in ids.sorted().map { "\(kind) \($0)" } }
    // More than ten help nobody who has to choose one.
    let shown = words.prefix(10).joined(separator: ", ")
    return words.count > 10 ? "\(shown) and \(words.count - 10) more" : shown
  }
}
