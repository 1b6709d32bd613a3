import APICore
import JSON
import Ledger

/// `list_operations`: what this user and agent profile has written here, newest first.
public enum ListOperations: OperationTool {
  public struct Arguments: Decodable, Sendable {
    let status: EntryState?
    let since: String?
    let tool: String?
    let limit: Int?
    let cursor: String?
  }

  static let standardLimit = 25

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, asking ledger: any WriteLedger, scope: Scope
  ) throws(ToolError) -> JSONValue {
    var query = LedgerQuery()
    query.scope = scope
    query.state = arguments.status
    query.tool = arguments.tool
    query.limit = arguments.limit ?? standardLimit
    if let text = arguments.since {
      query.since = try DateArgument(text, argument: "since", .back, context)
        .startOfDay(in: context.timeZone)
    }
    if let cursor = arguments.cursor {
      query.cursor = try Cursor.read(cursor, context) { $0.integer }
    }
    let page: LedgerPage
    do { page = try ledger.page(query) } catch { throw ToolError(error) }
    var result: JSONObject = [
      "operations": .array(page.entries.map { lean($0, context) }),
      "has_more": .bool(page.cursor != nil),
    ]
    if page.entries.isEmpty {
      try requireWriting(arguments.tool)
      result["notice"] = notice(query.since, context)
    }
    if let place = page.cursor {
      result["cursor"] = .string(Cursor.make(.integer(place), context))
    }
    return .object(result)
  }

  /// A tool that there is not has written nothing, which would look like an answer; one that there
  /// was may have.
  private static func requireWriting(_ tool: String?) throws(ToolError) {
    let names = ToolCatalogue.entries.filter { $0.tool.kind == .write }.map(\.name)
    guard let tool, !names.contains(tool) else { return }
    let guess = NearestName.nearest(to: tool, among: names).map { "; did you mean \(quoted($0))?" }
    throw ToolError(
      argument: "tool",
      "`tool` \(quoted(tool)) is not a tool that writes\(guess ?? "")\(guess == nil ? ";" : "") "
        + "tools that write are \(listed(names.sorted(), atMost: 200))")
  }

  private static func notice(_ since: Milliseconds?, _ context: ToolContext) -> JSONValue? {
    let now = context.clock.now()
    guard let since, since > now else { return nil }
    return .string("`since` is in the future: it is \(context.text(now))")
  }

  /// Without arguments and output: `get_operation` gives these of one.
  private static func lean(_ entry: LedgerEntry, _ context: ToolContext) -> JSONValue {
    var members: JSONObject = [
      "operation_id": .string(entry.operationID), "tool": .string(entry.tool),
      "state": .string(entry.state.rawValue),
      "first_executed_at": .string(context.text(entry.firstExecutedAt)),
    ]
    members["idempotency_key"] = entry.key.map(JSONValue.string)
    members["remote_id"] = entry.remoteID.map(JSONValue.string)
    members["remote_type"] = entry.remoteType.map(JSONValue.string)
    members["undo_of"] = entry.undoOf.map(JSONValue.string)
    return .object(members)
  }
}
