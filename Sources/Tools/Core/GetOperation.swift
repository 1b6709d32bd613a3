import APICore
import JSON
import Ledger

/// `get_operation`: what became of a write, for an agent that lost the answer.
public enum GetOperation: OperationTool {
  public struct Arguments: Decodable, Sendable {
    let idempotencyKey: String?
    let operationID: String?

    enum CodingKeys: String, CodingKey {
      case idempotencyKey = "idempotency_key"
      case operationID = "operation_id"
    }
  }

  public static func run(
    _ arguments: Arguments, _ context: ToolContext, asking ledger: any WriteLedger, scope: Scope
  ) throws(ToolError) -> JSONValue {
    let lookup = try lookup(arguments)
    do {
      let entry = try ledger.entry(lookup, in: scope)
      let outage = context.outage()
      var result =
        entry.map { found($0, context) } ?? missing(arguments, isSure: outage == nil)
      if let outage, let next = result["next_step"]?.string {
        result["next_step"] = .string("as far as the store tells, \(next); but \(outage.sentence)")
      }
      return result
    } catch {
      throw ToolError(error)
    }
  }

  private static func lookup(_ arguments: Arguments) throws(ToolError) -> EntryLookup {
    switch (arguments.idempotencyKey, arguments.operationID) {
    case (let key?, nil):
      do {
        return .key(try IdempotencyKey(key))
      } catch {
        throw ToolError(error.code, error.message)
      }
    case (nil, let id?): return .operationID(id)
    default:
      throw ToolError(
        argument: "idempotency_key",
        "give exactly one of `idempotency_key` (the key that you sent) and `operation_id` (out of "
          + "an `operation` object)")
    }
  }

  /// - Parameter isSure: whether the store holds all that was written; an older copy does not.
  private static func missing(_ arguments: Arguments, isSure: Bool) -> JSONValue {
    var result: JSONObject = ["state": "not_found"]
    if let key = arguments.idempotencyKey {
      result["idempotency_key"] = .string(key)
      result["next_step"] =
        isSure
        ? "no write under this key has happened: it is safe to send it"
        : "no write under this key has happened, but one may have that is not in it: do not send it"
    } else if let id = arguments.operationID {
      result["operation_id"] = .string(id)
      result["next_step"] =
        "no operation of this user in this Workspace has this ID; look it up by idempotency_key"
    }
    return .object(result)
  }

  private static func found(_ entry: LedgerEntry, _ context: ToolContext) -> JSONValue {
    var result: JSONObject = [
      "state": .string(entry.state.rawValue), "operation_id": .string(entry.operationID),
      "tool": .string(entry.tool),
      "first_executed_at": .string(context.text(entry.firstExecutedAt)),
      "next_step": .string(nextStep(entry)),
    ]
    result["idempotency_key"] = entry.key.map(JSONValue.string)
    result["remote_id"] = entry.remoteID.map(JSONValue.string)
    result["output"] = entry.output
    if let live = entry.live {
      if !live.candidates.isEmpty {
        result["candidates"] = .array(live.candidates.map(JSONValue.string))
      }
      if !live.duplicates.isEmpty {
        result["duplicates"] = .array(live.duplicates.map(JSONValue.string))
      }
    }
    result["undone_by"] = entry.undoneBy.map(JSONValue.string)
    return .object(result)
  }

  private static func nextStep(_ entry: LedgerEntry) -> String {
    if let undoing = entry.undoneBy {
      return "it was done and then undone by \(undoing): to have it again, send it under a new key"
    }
    return switch entry.state {
    case .succeeded where !(entry.live?.duplicates ?? []).isEmpty:
      "it is done, and twice, since it was sent again after it had seemed lost: to keep only what "
        + "`duplicates` names, take the other back with undo_operation"
    case .succeeded where entry.output == nil:
      "it is done: do not send it again; no output of it is stored any more, so read what "
        + "remote_id names"
    case .succeeded: "it is done: do not send it again, go on with its output"
    case .abandoned:
      "it was given up: its key stays used; if the change is still wanted, use a new key"
    case .prepared, .dispatched:
      "it is being executed: do not send it under another key; ask again in a few seconds"
    case .released: "nothing happened: it is safe to send it again, under the same key"
    case .notApplied:
      "it was looked for and not found: call again with the same arguments and key to send it again"
    case .unknown where entry.live != nil:
      "it may have happened: do not send it under another key; call again with the same arguments "
        + "and key, and it is looked up first"
    case .unknown, .needsReview:
      "it may have happened: do not send it under another key; look whether it is there, then "
        + "settle it with resolve_operation"
    }
  }
}
