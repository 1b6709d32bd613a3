import APICore
import JSON

// Spaces, Folders and Lists.
extension ChangeTrace {
  static let updateSpace = ChangeTrace(
    source: { ReadRequest(.getSpace, path: $0.path) },
    aspects: { request, _, _ in
      request.members.compactMap { name, wanted in
        switch name {
        case "name": .text(name, wanted.string ?? "") { $0[name]?.string }
        case "color": .value(name, .lowercased(wanted)) { .lowercased($0[name]) }
        case "features": features(wanted)
        case "private", "admin_can_manage", "multiple_assignees", "archived":
          .value(name, wanted) { $0[name] ?? false }
        default: nil
        }
      }
    },
    response: { _, space in space })

  /// Only the settings that the request names: those it does not stay.
  private static func features(_ wanted: JSONValue) -> Aspect {
    .value("features", wanted) { part(of: $0["features"] ?? .null, named: wanted) }
  }

  /// `whole` with no more members than `names` has.
  private static func part(of whole: JSONValue, named names: JSONValue) -> JSONValue {
    guard let wanted = names.object, let members = whole.object else { return whole }
    return .object(
      JSONObject(
        uniqueKeysWithValues: wanted.map { ($0, part(of: members[$0] ?? .null, named: $1)) }))
  }

  static let updateFolder = ChangeTrace(
    source: { ReadRequest(.getFolder, path: $0.path) },
    aspects: { request, _, _ in
      request.members.compactMap { name, wanted in
        switch name {
        case "name": .text(name, wanted.string ?? "") { $0[name]?.string }
        case "archived": .value(name, wanted) { $0[name] ?? false }
        default: nil
        }
      }
    },
    response: { _, folder in folder })

  static let updateList = ChangeTrace(
    source: { ReadRequest(.getList, path: $0.path) },
    aspects: { request, _, caller in
      request.members.compactMap { name, wanted in
        listAspect(name, wanted, request.members, caller)
      }
    },
    response: { _, list in list })

  private static func listAspect(
    _ name: String, _ wanted: JSONValue, _ body: JSONObject, _ caller: Caller
  ) -> Aspect? {
    switch name {
    case "name": .text(name, wanted.string ?? "") { $0[name]?.string }
    case "content", "markdown_content":
      .text(name, wanted.string ?? "", isFormatted: true) { $0["content"]?.string }
    case "priority": .number(name, wanted) { ShownPriority.number(of: $0["priority"]) }
    case "due_date", "start_date":
      .date(name, wanted, hasTime: body["\(name)_time"]?.bool ?? false, caller) { $0[name] }
    case "assignee":
      // The word for nobody.
      .value(name, wanted == "none" ? .null : id(wanted)) { id($0["assignee"]?["id"]) }
    // The color of the List, which the service calls its status.
    case "status": .value(name, .lowercased(wanted)) { .lowercased($0["status"]?["status"]) }
    case "unset_status":
      wanted == true ? .value(name, .null) { $0["status"]?["status"] ?? .null } : nil
    case "archived": .value(name, wanted) { $0[name] ?? false }
    default: nil
    }
  }

  private static func id(_ value: JSONValue?) -> JSONValue {
    value?.wireText.map(JSONValue.string) ?? .null
  }
}
