import APICore
import JSON
import Ledger

/// The tasks of a call that gives the filters of a search instead of listing them.
///
/// A repeated call finds others: what it has changed may not match any more. So those that were
/// changed under the call's key belong to it too, and as many as were meant must come together.
public struct BulkSelection: Sendable {
  let filters: JSONObject
  /// How many they must be.
  let expected: Int?

  /// As many as `task_ids` may have.
  private static let most = 100

  public struct Found: Sendable {
    let id: String
    /// nil where it was changed before and is not found any more.
    let name: String?

    var shown: JSONObject {
      var shown: JSONObject = ["id": .string(id)]
      shown["name"] = name.map(JSONValue.string)
      return shown
    }
  }

  /// - Parameter tool: the one that changes them.
  /// - Throws: `invalid_arguments` where they are none, too many, or not as many as was said, and
  ///   where a filter is wrong.
  func found(by call: Invocation, changedBy tool: String) throws(ToolError) -> [Found] {
    let answer = try search(call)
    var found = (answer["tasks"]?.array ?? []).compactMap { task in
      task["id"]?.string.map { Found(id: $0, name: task["name"]?.string) }
    }
    let known = Set(found.map(\.id))
    let before = try changedBefore(call, by: tool).filter { !known.contains($0) }
    found += before.map { Found(id: $0, name: nil) }
    let notice = answer["notice"]?.string
    if call.control.isDryRun { notice.map(call.context.remarks.add) }
    let remark = notice.map { " (\($0))" } ?? ""
    guard answer["has_more"] != true, found.count <= Self.most else {
      throw refusal(
        "where",
        "finds more than \(Self.most) tasks, or could not look at all there are\(remark); nothing "
          + "was changed; narrow it, or change them in parts")
    }
    guard !found.isEmpty else {
      throw refusal(
        "where", "finds no task\(remark); nothing was changed; look with `search_tasks`")
    }
    guard expected != found.count, !(expected == nil && call.control.isDryRun) else { return found }
    let names = listed(found.map { quoted($0.name ?? $0.id, atMost: 60) }, atMost: 10)
    let said = expected.map { ", not \($0)" } ?? ""
    throw refusal(
      "expected_count",
      "finds \(found.count) \(found.count == 1 ? "task" : "tasks")\(said): \(names)"
        + (before.isEmpty ? "" : ", \(before.count) of them changed under this key before")
        + "\(remark); nothing was changed; if all of these are meant, call again with "
        + "`expected_count`: \(found.count)")
  }

  /// What a search says besides its filters.
  private static let pages = ["order_by", "reverse", "limit", "cursor"]

  private func search(_ call: Invocation) throws(ToolError) -> JSONValue {
    let others = Self.pages.filter { filters[$0] != nil }
    guard others.isEmpty else {
      throw refusal(
        "where",
        "takes the filters of a search, and not \(listed(others)); nothing was changed; leave that "
          + "out: all tasks that match are meant")
    }
    guard let find = call.find else {
      throw ToolError(.internalError, "`\(call.context.tool)` was run without a search")
    }
    do {
      let limit = JSONValue.integer(Int64(Self.most))
      return try find(filters.merging(["limit": limit]) { $1 }).structured
    } catch {
      guard !error.violations.isEmpty else { throw error }
      let violations = error.violations.map { violation in
        ArgumentViolation(
          pointer: "/where" + (violation["pointer"]?.string ?? ""),
          message: "`where`: \(violation["message"]?.string ?? "")")
      }
      throw ToolError(violations: violations, count: violations.count, of: call.context.tool)
    }
  }

  /// Those that calls with this key have changed, or may have.
  private func changedBefore(
    _ call: Invocation, by tool: String
  ) throws(ToolError) -> [String] {
    guard let key = call.control.key, !key.isPlan else { return [] }
    var query = LedgerQuery()
    query.scope = call.scope
    query.tool = tool
    query.below = key
    query.limit = Self.most + 1
    do {
      let entries = try call.ledger.page(query).entries
      return entries.reversed().compactMap { $0.remoteID ?? $0.arguments["task_id"]?.string }
    } catch { throw ToolError(error) }
  }

  private func refusal(_ argument: String, _ words: String) -> ToolError {
    ToolError(argument: argument, "`where` \(words)")
  }
}
