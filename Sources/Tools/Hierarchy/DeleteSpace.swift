import APICore

/// `delete_space`: takes an ID only, so that a name that fits something else deletes nothing.
enum DeleteSpace: DeletingTool {
  typealias Arguments = OnContainer<ByIDAlone<SpaceLevel>>
  static let route = Route.deleteSpace
}
