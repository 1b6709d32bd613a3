import APICore
import Foundation
import JSON
import Synchronization

/// For whom this process works, and where.
struct Identity: Sendable {
  let workspaceID: String
  let userID: String
  let timeZone: TimeZone
}

/// Finds the identity out when the first call needs it, so that starting and listing tools need
/// neither store nor network; keeps it only once it was read.
final class IdentityResolver: Sendable {
  /// What `--workspace` says.
  private let chosen: String?
  private let known = Mutex<Identity?>(nil)

  init(workspaceID: String?) { chosen = workspaceID }

  /// - Throws: `workspace_unclear` where the choice is open or wrong; what the service answered.
  func identity(reading reader: WorkspaceReader) throws(ToolError) -> Identity {
    if let identity = known.withLock({ $0 }) { return identity }
    let user = try reader.fetch(.getUser)["user"]
    guard let userID = user?["id"]?.identifier else {
      throw ToolError(
        .refusedByService,
        "the service did not say who the token belongs to; check the token and call again")
    }
    // The published example spells it `timezone`, the published schema `timezeone`:
    // https://developer.clickup.com/reference/getauthorizeduser
    let zoneName = user?["timezone"]?.string ?? user?["timezeone"]?.string
    let identity = Identity(
      workspaceID: try workspaceID(reading: reader), userID: userID,
      timeZone: zoneName.flatMap(TimeZone.init(identifier:)) ?? .gmt)
    known.withLock { $0 = identity }
    return identity
  }

  private func workspaceID(reading reader: WorkspaceReader) throws(ToolError) -> String {
    let workspaces = try reader.fetch(.getWorkspaces)["teams"]?.array ?? []
    let reachable = workspaces.compactMap { $0["id"]?.identifier }
    if let chosen {
      if reachable.contains(chosen) { return chosen }
    } else if reachable.count == 1 {
      return reachable[0]
    }
    let candidates = workspaces.map { workspace in
      "\(workspace["id"]?.identifier ?? "?") \(quoted(workspace["name"]?.string ?? ""))"
    }
    let problem =
      switch (chosen, reachable.isEmpty) {
      case (_, true): "this user can reach no Workspace; check the token or the store"
      case (let chosen?, _):
        "`--workspace` \(quoted(chosen)) is no Workspace that this user can reach; start "
          + "taskledger with one of: \(listed(candidates))"
      case (nil, _):
        "several Workspaces can be reached and none is chosen; start taskledger with "
          + "`--workspace ID` (or TASKLEDGER_WORKSPACE), one of: \(listed(candidates))"
      }
    throw ToolError(.workspaceUnclear, "\(problem); nothing was changed")
  }
}

extension JSONValue {
  /// An ID, which the service writes as a string or as a number, always as a string.
  var identifier: String? { string ?? integer.map(String.init) }
}
