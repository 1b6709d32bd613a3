import APICore
import JSON

/// `list_tags`: the tags of a Space, with their colors.
enum ListTags: ListingTool {
  typealias Arguments = OnSpace
  static let route = Route.getSpaceTags
  static let member = "tags"

  static func shown(in answer: JSONValue) -> [JSONValue] {
    Resource.tag.all(in: answer, [:]).map { .object(Resource.tag.state(of: $0)) }
  }
}
