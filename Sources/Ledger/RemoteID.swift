import APICore
import JSON

/// The ID of what a write made or changed, as the service calls it.
enum RemoteID {
  /// The `id` of the service's answer, or of the one object that the answer wraps (`{"field":
  /// {…}}`); where it has none, the value of the first name in the request's path that is not the
  /// Workspace.
  static func of(_ response: JSONValue, for request: WriteRequest) -> String? {
    if let id = text(response["id"]) { return id }
    if let members = response.object, members.count == 1, let id = text(members.values.first?["id"])
    {
      return id
    }
    let named = request.route.path.split(separator: "/").lazy
      .filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
      .map { String($0.dropFirst().dropLast()) }
    return named.first { $0.lowercased() != "team_id" }.flatMap { request.path[$0] }
  }

  private static func text(_ value: JSONValue?) -> String? {
    value?.string ?? value?.integer.map(String.init)
  }
}
