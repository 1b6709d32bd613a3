import APICore

/// `get_list_comments`: the comments on a List itself.
enum GetListComments: CommentPageTool {
  typealias Site = OnList
  static let routes: Set<Route> = [.getListComments]

  static func listing(
    _ site: Site, reading workspace: WorkspaceReader
  ) throws(ToolError) -> CommentListing { .list(try workspace.list(site.listID).id) }
}
