import APICore

/// `delete_tag`: the Space no longer has it, and no task carries it.
enum DeleteTag: DeletingTool {
  typealias Arguments = OnResource<OnSpace, TagForm>
  static let route = Route.deleteSpaceTag
}
