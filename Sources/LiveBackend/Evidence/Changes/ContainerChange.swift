import APICore
import JSON

// Spaces, Folders, Lists and the tags of Spaces.
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

  /// A tag has no ID: its name is what there is of it.
  static let createSpaceTag = ChangeTrace(
    source: { ReadRequest(.getSpaceTags, path: ["space_id": $0.path["space_id"] ?? ""]) },
    aspects: { request, _, _ in
      guard let name = request.members["tag"]?["name"]?.string else { return [] }
      return [.element("tag", isWanted: true) { tag(name, in: $0) != nil }]
    },
    response: { _, _ in [:] })

  static let updateSpaceTag = ChangeTrace(
    source: { ReadRequest(.getSpaceTags, path: ["space_id": $0.path["space_id"] ?? ""]) },
    thing: { answer, request in
      let names = [request.members["tag"]?["name"]?.string, request.path["tag_name"]]
      return names.lazy.compactMap { $0 }.compactMap { tag($0, in: answer) }.first
    },
    aspects: { request, _, _ in
      (request.members["tag"]?.object ?? [:]).compactMap { name, wanted in
        switch name {
        case "name": .value(name, tagName(wanted)) { tagName($0[name]) }
        // Set by other names than they are shown by.
        case "fg_color", "tag_fg":
          .value(name, .lowercased(wanted)) { .lowercased($0["tag_fg"]) }
        case "bg_color", "tag_bg":
          .value(name, .lowercased(wanted)) { .lowercased($0["tag_bg"]) }
        default: nil
        }
      }
    },
    response: { _, tag in
      [
        "tag": [
          "name": tag["name"] ?? .null, "fg_color": tag["tag_fg"] ?? .null,
          "bg_color": tag["tag_bg"] ?? .null,
        ]
      ]
    })

  static func tag(_ name: String, in answer: JSONValue) -> JSONValue? {
    answer["tags"]?.elements.first { tagName($0["name"]) == tagName(.string(name)) }
  }

  private static func tagName(_ value: JSONValue?) -> JSONValue {
    value?.string.map { .string(TagName.stored($0)) } ?? .null
  }
}
