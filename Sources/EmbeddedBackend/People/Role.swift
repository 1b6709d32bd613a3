/// What a person may do in a Workspace.
/// https://developer.clickup.com/docs/general-v2-v3-api
enum Role: Int64, Sendable {
  case owner = 1
  case admin = 2
  case member = 3
  case guest = 4

  /// `role_key` of a member.
  var key: String {
    switch self {
    case .owner: "owner"
    case .admin: "admin"
    case .member: "member"
    case .guest: "guest"
    }
  }
}
