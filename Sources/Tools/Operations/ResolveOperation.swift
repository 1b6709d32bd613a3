import APICore
import JSON
import Ledger

/// `resolve_operation`: says how a write ended whose outcome could not be found out.
public enum ResolveOperation: SettlementTool {
  public struct Arguments: Decodable, Sendable {
    let operationID: String
    let resolution: String
    let remoteID: String?

    enum CodingKeys: String, CodingKey {
      case resolution
      case operationID = "operation_id"
      case remoteID = "remote_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, asking ledger: any WriteLedger, scope: Scope
  ) throws(ToolError) -> JSONValue {
    let resolution = try resolution(arguments)
    let found: ResolutionOutcome?
    do {
      found = try ledger.resolve(arguments.operationID, as: resolution, in: scope)
    } catch {
      throw ToolError(error)
    }
    guard let found else {
      throw ToolError(
        .notFound,
        "`operation_id` \(quoted(arguments.operationID)) names no operation of this user in this "
          + "Workspace; nothing was changed; find it with `list_operations`")
    }
    let entry = found.entry
    var result: JSONObject = [
      "operation_id": .string(entry.operationID), "tool": .string(entry.tool),
      "state": .string(entry.state.rawValue), "resolved": .bool(found.isResolved),
      "next_step": .string(nextStep(found)),
    ]
    result["idempotency_key"] = entry.key.map(JSONValue.string)
    result["remote_id"] = entry.remoteID.map(JSONValue.string)
    return .object(result)
  }

  private static func resolution(_ arguments: Arguments) throws(ToolError) -> Resolution {
    switch (arguments.resolution, arguments.remoteID) {
    case ("adopt", let id?) where !id.isEmpty: return .adopt(remoteID: id)
    case ("adopt", _):
      throw ToolError(
        argument: "remote_id",
        "`resolution` adopt needs `remote_id`, the ID of what the write made or changed; read it "
          + "first to be sure that it is this one")
    case (_, nil): return .abandon
    default:
      throw ToolError(
        argument: "remote_id",
        "`remote_id` says that the write happened, and `resolution` abandon that it did not; "
          + "leave `remote_id` out, or send adopt")
    }
  }

  private static func nextStep(_ outcome: ResolutionOutcome) -> String {
    let result = outcome.entry.remoteID.map { " as \($0)" } ?? ""
    switch (outcome.isResolved, outcome.entry.state) {
    case (true, .succeeded): return "kept as done\(result): do not send it again"
    case (true, _):
      return "given up: its key stays used; if the change is still wanted, send it with a new key"
    case (false, .succeeded):
      return "there is nothing to resolve: it is done\(result), and nothing was changed"
    case (false, .abandoned):
      return "there is nothing to resolve: it was given up before, and nothing was changed"
    case (false, .prepared), (false, .dispatched), (false, .released), (false, .unknown),
      (false, .notApplied), (false, .needsReview):
      return "it is not time to resolve it: call the write again with the same arguments and key; "
        + "it is looked up first, and nothing was changed"
    }
  }
}
