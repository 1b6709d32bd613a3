import APICore
import Hashing
import JSON

/// A text that changes whenever what it stands for is changed: what `expected_version` is held
/// against, so that nobody overwrites what they have not read.
enum Version {
  /// The `date_updated` of a task. The embedded workspace makes it later with each change; the
  /// service counts in milliseconds, so there two changes in one may look like one.
  static func of(task: JSONValue) -> String? { task["date_updated"]?.identifier }

  /// Spaces, Folders and Lists have no date: a short digest of what an update can change, from
  /// whichever answer shows it. Tasks that come and go change nothing that an update overwrites.
  static func of(container: JSONValue) -> String {
    var members: JSONObject = [:]
    for name in changeable { members[name] = container[name] ?? .null }
    members["priority"] = container["priority"]?["priority"] ?? .null
    members["status"] = container["status"]?["status"] ?? .null
    members["assignee"] = container["assignee"]?["id"] ?? .null
    return String(SHA256.hash(JSONValue.object(members).canonicalBytes).hex.prefix(digits))
  }

  private static let changeable = [
    "name", "content", "due_date", "due_date_time", "color", "private", "admin_can_manage",
    "multiple_assignees", "features", "archived",
  ]

  /// 64 bits: two states of one thing are never mistaken for each other by accident.
  private static let digits = 16
}

extension WriteControl {
  /// - Throws: `version_conflict` where the caller has not read what it is about to overwrite.
  func check(_ version: String?, tool: String) throws(ToolError) {
    guard let expectedVersion, expectedVersion != version else { return }
    throw ToolError(
      .versionConflict,
      "`expected_version` \(quoted(expectedVersion)) is not what is stored now: it was changed "
        + "since it was read; nothing was changed by `\(tool)`; read it again, decide anew, and "
        + "call with the new `version` and the same key")
  }
}
