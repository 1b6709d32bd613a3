import APICore
import SQLite

/// The failures that this backend answers, with ClickUp's status and `ECODE`, in one place.
///
/// Seen in recordings: SHARD_031, INPUT_003 of a List ID. Told by the documentation or by other
/// clients: ITEM_015, CRTSK_001, FIELD_011. Where the real code is not known, the one whose meaning
/// is nearest stands here, so that it can be put right in one line.
enum ServiceError {
  static let routeNotFound = APIError(
    status: 404, code: "APP_001", message: "Route not found")

  /// A value that the service does not take.
  static func invalid(_ message: String) -> APIError {
    APIError(status: 400, code: "INPUT_003", message: message)
  }

  static let workspaceNotFound = APIError(
    status: 404, code: "SHARD_031", message: "Workspace not found")
  static let listIDInvalid = APIError(
    status: 400, code: "INPUT_003", message: "validateListIDEx List ID invalid")
  static let taskNotFound = notFound("Task")
  static let statusNotFound = APIError(
    status: 400, code: "CRTSK_001", message: "Status does not exist")

  /// A Space, Folder, List, task, comment … that is not there (any more).
  static func notFound(_ what: String) -> APIError {
    APIError(status: 404, code: "ITEM_015", message: "\(what) not found")
  }
}

extension APIError: StoreFailing {
  /// What the store refused, as a service would say it; the transaction it was in is rolled back, so
  /// nothing has happened.
  public init(store failure: SQLiteError) {
    if failure.isBusy {
      self.init(
        status: 503, code: nil,
        message: "the workspace file is locked by another process; try again in a moment",
        delivery: .notSent)
    } else if failure.isConstraint {
      self.init(
        status: 400, code: "INPUT_003",
        message: "the request contradicts what the workspace holds: \(failure.message)")
    } else {
      self.init(
        status: 500, code: nil,
        message: "the workspace file cannot be used: \(failure); check its disk and permissions",
        delivery: .notSent)
    }
  }
}
