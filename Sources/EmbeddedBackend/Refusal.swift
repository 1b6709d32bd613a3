import APICore
import SQLite

/// The failures that this backend answers, with ClickUp's status and `ECODE`, in one place.
///
/// Seen in recordings: SHARD_031, INPUT_003 of a List ID. Reported by other clients: CRTSK_001,
/// FIELD_011, INPUT_005 (a body without what is needed), ITEM_015, ITEM_137, ITEM_155, CAT_014,
/// SUBCAT_016, SUBCAT_104. Where no report names the code, the one whose meaning is nearest stands
/// here, so that it can be put right in one line.
enum Refusal {
  static let routeNotFound = APIError(
    status: 404, code: "APP_001", message: "Route not found")
  static let workspaceNotFound = APIError(
    status: 404, code: "SHARD_031", message: "Workspace not found")
  static let listIDInvalid = APIError(
    status: 400, code: "INPUT_003", message: "validateListIDEx List ID invalid")
  static let taskNotFound = notFound("Task")
  static let listNameTaken = APIError(
    status: 400, code: "SUBCAT_016", message: "List name taken")
  static let folderNameTaken = APIError(
    status: 400, code: "CAT_014", message: "Folder name taken")
  static let parentNotInList = APIError(
    status: 400, code: "ITEM_137", message: "Parent not child of list")
  /// As recorded.
  static let checklistAssignee = APIError(
    status: 400, code: "CHECK_026", message: "Assignees must have access to the checklist")
  static let filtersNotJSON = APIError(
    status: 400, code: "ITEM_155", message: "custom fields must be a json parsable string")

  /// A value that the service does not take.
  static func invalid(_ message: String) -> APIError {
    APIError(status: 400, code: "INPUT_003", message: message)
  }

  /// A value that the service needs.
  static func missing(_ name: String) -> APIError {
    APIError(status: 400, code: "INPUT_005", message: "`\(name)` is required")
  }

  /// A Space, Folder, List, task, comment … that is not there (any more).
  static func notFound(_ what: String) -> APIError {
    APIError(status: 404, code: "ITEM_015", message: "\(what) not found")
  }

  static func statusNotFound(_ name: String, among statuses: [String]) -> APIError {
    let known = statuses.map { "`\($0)`" }.joined(separator: ", ")
    return APIError(
      status: 400, code: "CRTSK_001",
      message: "Status not found: `\(name)`; this List has \(known)")
  }

  static func listColorUnknown(_ name: String, known: [String]) -> APIError {
    APIError(
      status: 400, code: "SUBCAT_104",
      message: "Invalid status: `\(name)` is not a List color; there are "
        + known.map { "`\($0)`" }.joined(separator: ", "))
  }

  static func userNotInWorkspace(_ id: Int64) -> APIError {
    invalid("user \(id) is not a member of this Workspace")
  }

  /// What stands in the file is not what this program writes there.
  static func corrupt(_ what: String) -> APIError {
    APIError(
      status: 500, code: nil,
      message: "the workspace file holds \(what) that cannot be read; restore it from a copy")
  }
}

extension APIError: StoreFailing {
  /// What the store refused, as a service would say it.
  ///
  /// A statement that fails changes nothing, and its transaction is rolled back; only of a COMMIT
  /// that failed nobody knows, and the message that comes from the store says so.
  public init(store failure: SQLiteError) {
    if failure.isBusy {
      self.init(
        status: 503, code: nil,
        message: "the workspace file is locked by another process; try again in a moment",
        delivery: .notSent)
    } else if failure.isConstraint {
      self.init(
        status: 400, code: "INPUT_003",
        message: "the request contradicts what the workspace holds")
    } else {
      self.init(
        status: 500, code: nil,
        message: "the workspace's store cannot be used: \(failure.plain)",
        delivery: .notSent)
    }
  }
}
