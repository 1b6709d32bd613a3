import APICore
import JSON

/// `get_custom_fields`: what fields a List offers, with the options and what each accepts, so that
/// `set_custom_field` needs no guess.
enum GetCustomFields: ListingTool {
  typealias Arguments = OnList
  static let routes: Set<Route> = [.getListFields]
  static let member = "fields"

  static func route(at names: Resource.Names) -> Route { .getListFields }

  static func shown(in answer: JSONValue, _ names: Resource.Names) -> [JSONValue] {
    CustomField.all(in: answer).map(\.lean)
  }
}
