import APICore

/// `delete_list`: takes an ID only, so that a name that fits something else deletes nothing.
enum DeleteList: DeletingTool {
  typealias Arguments = OnContainer<ListLevel>
  static let route = Route.deleteList
}
