import APICore
import JSON

/// `list_tags`: the tags of a Space, with their colors.
enum ListTags: ListingTool {
  typealias Arguments = OnSpace
  static let routes: Set<Route> = [.getSpaceTags]
  static let member = "tags"

  static func route(at names: Resource.Names) -> Route { .getSpaceTags }

  static func shown(in answer: JSONValue, _ names: Resource.Names) -> [JSONValue] {
    Resource.tag.all(in: answer, names).map { .object(Resource.tag.state(of: $0)) }
  }
}
