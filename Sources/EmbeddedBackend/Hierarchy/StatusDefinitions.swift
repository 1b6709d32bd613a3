import APICore
import JSON

/// Reads the statuses that the body of a creating route may define.
///
/// Not in the published document: there a workflow is made in the app. This backend has no app, so
/// "Create Space", "Create Folder" and "Create List" take `statuses`, an array of
/// `{"status", "type"?, "color"?}`. Updates ignore it, as the service does.
enum StatusDefinitions {
  /// nil where the body defines none.
  static func read(_ body: BodyValues) throws(APIError) -> [NewStatus]? {
    guard let elements = try body.array("statuses") else { return nil }
    guard elements.count >= 2 else {
      throw Refusal.invalid("`statuses` must hold at least one open and one closed status")
    }
    var statuses: [NewStatus] = []
    for (index, element) in elements.enumerated() {
      let status = try read(element, at: index, of: elements.count)
      guard !statuses.contains(where: { $0.name.lowercased() == status.name.lowercased() }) else {
        throw Refusal.invalid("`statuses` names `\(status.name)` twice")
      }
      statuses.append(status)
    }
    guard statuses.contains(where: { $0.kind == .open }),
      statuses.contains(where: { $0.kind == .closed })
    else {
      throw Refusal.invalid(
        "`statuses` must hold one status of type `open` and one of type `closed`")
    }
    return statuses
  }

  /// Without a type, the first is open, the last is closed, and what is between is custom.
  private static func read(_ element: JSONValue, at index: Int, of count: Int) throws(APIError)
    -> NewStatus
  {
    let pointer = "`statuses[\(index)]`"
    guard let name = element.string ?? element["status"]?.string, !name.isBlank else {
      throw Refusal.invalid("\(pointer) needs a `status`: the name as a string")
    }
    let kind: Status.Kind
    if let type = element["type"], !type.isNull {
      guard let known = type.string.flatMap(Status.Kind.init(rawValue:)) else {
        throw Refusal.invalid(
          "the `type` of \(pointer) must be `open`, `custom`, `done` or `closed`")
      }
      kind = known
    } else {
      kind = index == 0 ? .open : index == count - 1 ? .closed : .custom
    }
    return NewStatus(name: name, kind: kind, color: element["color"]?.string ?? kind.usualColor)
  }
}

extension Status.Kind {
  /// The colors of the statuses that a new Space has.
  var usualColor: String {
    switch self {
    case .open: "#87909e"
    case .custom: "#1090e0"
    case .done, .closed: "#008844"
    }
  }
}

extension StringProtocol {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
