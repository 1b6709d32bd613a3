import APICore
import SQLite

/// Which status a task has, and what follows from it.
enum TaskStatus {
  /// The status of that name in the List, whatever the case; the List's first open one for nil.
  static func choose(_ name: String?, in list: ListReference, _ context: RouteContext)
    throws(APIError) -> Status
  {
    let statuses = try context.statuses(in: StatusRows.scope(of: list))
    if let name {
      guard let status = statuses.named(name) else {
        throw Refusal.statusNotFound(name, among: statuses.map(\.name))
      }
      return status
    }
    guard let status = statuses.first(where: { $0.kind == .open }) ?? statuses.first else {
      throw Refusal.corrupt("a List without statuses")
    }
    return status
  }

  /// Sets the status and the dates that it brings: a closed task is done as well, and one that is
  /// neither any more has neither date.
  static func set(
    _ row: inout RowChange, to status: Status, from old: Status?, at now: Milliseconds
  ) {
    row.set("status_id", .text(status.id))
    let isDone = status.kind == .done || status.kind == .closed
    let wasDone = old?.kind == .done || old?.kind == .closed
    if isDone != wasDone { row.set("date_done", isDone ? .integer(now.rawValue) : .null) }
    let isClosed = status.kind == .closed
    if isClosed != (old?.kind == .closed) {
      row.set("date_closed", isClosed ? .integer(now.rawValue) : .null)
    }
  }
}
