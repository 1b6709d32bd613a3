import APICore
import JSON

/// `get_container_fields`: the Custom Fields defined for a whole Space, Folder or Workspace.
enum GetContainerFields: ListingTool {
  typealias Arguments = OnSpaceOrFolder
  static let routes: Set<Route> = [.getSpaceFields, .getFolderFields, .getTeamFields]
  static let member = "fields"

  static func route(at names: Resource.Names) -> Route {
    if names["space_id"] != nil { return .getSpaceFields }
    return names["folder_id"] == nil ? .getTeamFields : .getFolderFields
  }

  static func shown(in answer: JSONValue, _ names: Resource.Names) -> [JSONValue] {
    CustomField.all(in: answer).map(\.lean)
  }

  static func absence(at names: Resource.Names) -> String? {
    "none is defined for all of it; `get_custom_fields` shows those that the tasks of a List can "
      + "have, wherever they are defined"
  }
}
