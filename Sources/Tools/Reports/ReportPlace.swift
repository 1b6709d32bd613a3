import APICore

/// The one List, Folder or Space that a report is of; the whole Workspace where none is named.
struct ReportPlace {
  private var lists: [String] = []
  private var folders: [String] = []
  private var spaces: [String] = []

  init(
    list: Naming<NamedList>?, folder: Naming<NamedFolder>?, space: Naming<NamedSpace>?,
    reading workspace: WorkspaceReader
  ) throws(ToolError) {
    let given = [list?.argument, folder?.argument, space?.argument].compactMap(\.self)
    guard given.count <= 1 else {
      throw ToolError(
        argument: given[1],
        "\(given.map { "`\($0)`" }.joined(separator: ", ")) cannot be combined; give at most one "
          + "of `list_id`, `folder_id` and `space_id`")
    }
    if let list { lists = [try workspace.list(list).id] }
    if let folder { folders = [try workspace.container(folder).id] }
    if let space { spaces = [try workspace.container(space).id] }
  }

  func limit(_ query: inout TaskQuery) {
    (query.listIDs, query.folderIDs, query.spaceIDs) = (lists, folders, spaces)
  }

  /// For "Get time entries".
  var timeQuery: [String: [String]] {
    ["list_id": lists, "folder_id": folders, "space_id": spaces].filter { !$0.value.isEmpty }
  }
}
