import APICore
import JSON

/// `list_members`: who belongs to the Workspace, who can see a List, with whom a task was shared.
enum ListMembers: ListingTool {
  typealias Arguments = OnTaskOrList
  static let routes: Set<Route> = [.getWorkspaces, .getListMembers, .getTaskMembers]
  static let member = "members"

  static func route(at names: Resource.Names) -> Route {
    if names["task_id"] != nil { return .getTaskMembers }
    return names["list_id"] == nil ? .getWorkspaces : .getListMembers
  }

  static func shown(in answer: JSONValue, _ names: Resource.Names) -> [JSONValue] {
    guard let id = names["team_id"] else {
      return (answer["members"]?.array ?? []).compactMap(lean)
    }
    let workspace = answer["teams"]?.array?.first { $0["id"]?.identifier == id }
    return Member.all(of: workspace).compactMap { lean($0.json) }
  }

  static func absence(at names: Resource.Names) -> String? {
    guard names["task_id"] != nil else { return nil }
    return "nobody was given access to this task by itself; whoever sees its List sees it: "
      + "`list_members` with that `list_id` shows them"
  }

  private static func lean(_ user: JSONValue) -> JSONValue? {
    guard var lean = TaskOutput.user(user) else { return nil }
    lean["email"] = user["email"]?.string.map(JSONValue.string)
    lean["role"] = (user["role_key"]?.string ?? role(user["role"])).map(JSONValue.string)
    return lean
  }

  /// What older answers say by a number alone.
  private static func role(_ number: JSONValue?) -> String? {
    switch number?.integer {
    case 1: "owner"
    case 2: "admin"
    case 3: "member"
    case 4: "guest"
    default: nil
    }
  }
}
