import APICore
import JSON

enum TagForm: ResourceForm {
  static let resource = Resource.tag
  static let kind = ToolCatalogue.Named.spaceTag
  static let argument = "tag"
  static let name = "tag"
  static let place = "the Space"
  static let shownBy = "list_tags"

  static func lean(_ tag: JSONValue, _ context: ToolContext) -> JSONValue? {
    .object(resource.state(of: tag))
  }
}
