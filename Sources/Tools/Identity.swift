import APICore
import Foundation
import JSON
import Synchronization

/// For whom this process works, and where.
struct Identity: Sendable {
  let workspaceID: String
  let userID: String
  let zone: ProfileZone
}

/// Finds the identity out when the first call needs it, so that starting and listing tools need
/// neither store nor network; keeps it only once it was read.
final class IdentityResolver: Sendable {
  /// What `--workspace` says.
  private let chosen: String?
  /// For a profile that names no zone.
  private let processZone: ProcessZone
  private let known = Mutex<Identity?>(nil)
  private let memory: (any IdentityMemory)?

  /// - Parameter memory: what the service answered an earlier process; nil where it is never away.
  init(workspaceID: String?, processZone: ProcessZone, memory: (any IdentityMemory)? = nil) {
    chosen = workspaceID
    self.processZone = processZone
    self.memory = memory
  }

  /// - Throws: `workspace_unclear` where the choice is open or wrong; what the service answered.
  func identity(reading reader: WorkspaceReader) throws(ToolError) -> Identity {
    if let identity = known.withLock({ $0 }) { return identity }
    let answers = try answers(reading: reader)
    let user = answers["user"]
    guard let userID = user?["id"]?.identifier else {
      throw ToolError(
        .refusedByService,
        "the service did not say who the token belongs to; check the token and call again")
    }
    let identity = Identity(
      workspaceID: try workspaceID(answers), userID: userID,
      zone: ProfileZone(ofUser: user, process: processZone))
    known.withLock { $0 = identity }
    return identity
  }

  /// What the service says of the user and the Workspaces, or said when it was last asked: a change
  /// that was made is told again also while the service is away.
  private func answers(reading reader: WorkspaceReader) throws(ToolError) -> JSONValue {
    let kept = memory?.recall()
    do throws(APIError) {
      func ask() throws(APIError) -> JSONValue {
        Self.lean(try reader.read(.getUser), try reader.read(.getWorkspaces))
      }
      guard let memory else { return try ask() }
      let answers = kept == nil ? try ask() : try memory.briefly(ask)
      memory.keep(answers)
      return answers
    } catch {
      // What it refuses itself it would refuse again.
      if let kept, error.code == nil || error.retryAfter != nil { return kept }
      throw ToolError(error)
    }
  }

  /// What is asked of it here, and no more: it is kept.
  private static func lean(_ user: JSONValue, _ workspaces: JSONValue) -> JSONValue {
    var person: JSONValue = [:]
    for name in ["id", "timezone", "timezeone"] { person[name] = user["user"]?[name] }
    let teams = (workspaces["teams"]?.array ?? []).map { team in
      var lean: JSONValue = [:]
      for name in ["id", "name"] { lean[name] = team[name] }
      return lean
    }
    return ["user": person, "teams": .array(teams)]
  }

  private func workspaceID(_ answers: JSONValue) throws(ToolError) -> String {
    let workspaces = answers["teams"]?.array ?? []
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
        "`--workspace` \(quoted(chosen)) is not a Workspace that this user can reach; start "
          + "taskledger with one of: \(listed(candidates))"
      case (nil, _):
        "several Workspaces can be reached and none is chosen; start taskledger with "
          + "`--workspace ID` (or TASKLEDGER_WORKSPACE), one of: \(listed(candidates))"
      }
    throw ToolError(.workspaceUnclear, "\(problem); nothing was changed")
  }
}
