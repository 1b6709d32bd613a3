import APICore
import JSON

/// What a write made or changed, as the service calls it.
struct RemoteID: Equatable {
  let id: String
  /// "task", "list", "comment", "time_entry" …; nil where the path does not tell.
  let type: String?

  /// What the answer names; where it names nothing, the value of the first name in the request's
  /// path that is not the Workspace.
  static func of(_ response: JSONValue, for request: WriteRequest) -> RemoteID? {
    if let made = made(response, by: request) { return made }
    let named = request.route.path.split(separator: "/").lazy.compactMap(name)
    guard let name = named.first(where: { $0.lowercased() != "team_id" }),
      let id = request.path[name]
    else { return nil }
    return RemoteID(id: id, type: noun(name))
  }

  /// The `id` of the service's answer, or of the one object that the answer wraps (`{"field":
  /// {…}}`); nil where it has none.
  static func made(_ response: JSONValue, by request: WriteRequest) -> RemoteID? {
    if let id = text(response["id"]) { return RemoteID(id: id, type: type(at: request.route)) }
    if let members = response.object, members.count == 1, let (name, member) = members.first,
      let id = text(member["id"])
    {
      return RemoteID(id: id, type: name == "data" ? type(at: request.route) : name)
    }
    return nil
  }

  /// What a path ends with is what it makes (`/list/{list_id}/task`) or changes
  /// (`/task/{task_id}`).
  static func type(at route: Route) -> String? {
    guard let last = route.path.split(separator: "/").last else { return nil }
    if let name = name(last) { return noun(name) }
    return last == "time_entries" ? "time_entry" : String(last)
  }

  private static func name(_ part: Substring) -> String? {
    part.hasPrefix("{") && part.hasSuffix("}") ? String(part.dropFirst().dropLast()) : nil
  }

  private static func noun(_ name: String) -> String? {
    // The service names one thing in two ways.
    name == "timer_id" ? "time_entry" : name.hasSuffix("_id") ? String(name.dropLast(3)) : nil
  }

  private static func text(_ value: JSONValue?) -> String? {
    value?.string ?? value?.integer.map(String.init)
  }
}
