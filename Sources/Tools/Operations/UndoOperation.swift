import APICore
import JSON
import Ledger

/// `undo_operation`: takes one earlier write back, as a write of its own.
///
/// Its key follows from the operation, and the ledger holds that an operation is undone once
/// whatever the key. An undoing is not undone: some could be and some not (a task that was deleted
/// does not come back under its ID), and sending the change again under a new key says the same for
/// all of them.
public enum UndoOperation: Tool {
  public struct Arguments: Decodable, Sendable {
    let operationID: String

    enum CodingKeys: String, CodingKey {
      case operationID = "operation_id"
    }
  }

  fileprivate static let cannotUndo =
    "an undoing is not undone; send the change again under a new key"

  /// What it sends is kept of the write that it takes back, so that it is for no operation by
  /// itself.
  public static var erased: AnyTool {
    AnyTool(kind: .write, cannotUndo: cannotUndo, decode: decode) { call throws(ToolError) in
      let entry = try entry(try call.decode(Arguments.self).operationID, call)
      return try call.write(
        undoing: entry.operationID,
        needingYes: entry.preImage.flatMap(UndoRecord.init)?.request.route.effect.needsYes ?? false,
        plan: { workspace throws(ToolError) in
          try Undoing(entry, call.context).plan(reading: workspace)
        },
        output: { _, workspace throws(ToolError) in
          try Undoing(entry, call.context).output(reading: workspace)
        })
    }
  }

  private static func entry(_ id: String, _ call: Invocation) throws(ToolError) -> LedgerEntry {
    let found: LedgerEntry?
    do {
      found = try call.ledger.entry(.operationID(id), in: call.scope)
    } catch {
      throw ToolError(error)
    }
    guard let found else {
      throw ToolError(
        argument: "operation_id",
        "`operation_id` \(quoted(id)) is not an operation of this user in this Workspace; nothing "
          + "was changed; it stands in the `operation` object of the write that is to be undone, "
          + "and `get_operation` finds it by the write's key", code: .notFound)
    }
    return found
  }
}

/// One entry of the ledger on its way back.
private struct Undoing {
  let entry: LedgerEntry
  let context: ToolContext
  let record: UndoRecord

  /// - Throws: `cannot_undo`.
  init(_ entry: LedgerEntry, _ context: ToolContext) throws(ToolError) {
    self.entry = entry
    self.context = context
    if let undone = entry.undoOf {
      throw Self.cannot(
        entry, "it is the undoing of \(undone)",
        next: "to have that change again, send it again under a new key")
    }
    guard entry.state == .succeeded else {
      throw Self.cannot(
        entry, "it is \(entry.state.rawValue), and only what is known to be done can be taken back",
        next: "look with `get_operation` how it ends, and what to do for that")
    }
    guard let kept = entry.preImage else {
      throw Self.cannot(
        entry, "what that takes is kept for a time only, and was dropped",
        next: "look at what it changed and mend that with a write of its own")
    }
    if let reason = kept["cannot"]?.string {
      throw Self.cannot(entry, reason, next: "tell the user what would have to be done by hand")
    }
    guard let record = UndoRecord(kept) else {
      throw Self.cannot(
        entry, "what is stored of it is of another version of taskledger",
        next: "look at what it changed and mend that")
    }
    guard !record.isOfNothing else {
      throw Self.cannot(
        entry, "it left everything as it was, so that there is nothing to take back",
        next: "what stands there now stood there before it")
    }
    self.record = record
  }

  private static func cannot(_ entry: LedgerEntry, _ reason: String, next: String) -> ToolError {
    ToolError(
      .cannotUndo,
      "\(entry.operationID) (`\(entry.tool)`) cannot be undone: \(reason); nothing was changed; "
        + next)
  }

  func plan(reading workspace: WorkspaceReader) throws(ToolError) -> PlannedWrite {
    let now = try workspace.state(of: record.watched)
    guard now == record.after else { throw changedSince(now) }
    try refuseLostParent(reading: workspace)
    var planned = PlannedWrite(
      record.request, targets: ["undo:\(entry.operationID)": now.canonicalString],
      understood: [
        "operation_id": .string(
          "`\(entry.tool)` of \(context.text(entry.firstExecutedAt)), on \(record.subject): "
            + "undoing it \(record.effect)")
      ],
      undo: .impossible(UndoOperation.cannotUndo)
    ).taking(try Consequences.of(record.request, reading: workspace))
    let watched = record.watched
    planned.takesBack = TakenBack(by: entry, of: watched.name, id: watched.id) {
      watched.isTouched(by: $0)
    }
    return planned
  }

  /// What it stood below may be gone by now, or stand below it.
  private func refuseLostParent(reading workspace: WorkspaceReader) throws(ToolError) {
    let request = record.request
    guard let resource = request.route.resource, request.route.effect == .changes else { return }
    for field in resource.fields where field.kind == .sibling {
      guard let parent = request.fields[field.name]?.identifier else { continue }
      let line = resource.line(
        from: parent, up: field, in: try workspace.fetch(resource.source(request.names)),
        request.names)
      guard line.isEmpty || line.contains(record.watched.id) else { continue }
      throw ToolError(
        .changedSince,
        "\(entry.operationID) (`\(entry.tool)`) was not undone: what stood in its "
          + "`\(field.name)` is gone, or stands below it now; nothing was changed; undo the later "
          + "changes first, or ask the user")
    }
  }

  private func changedSince(_ now: JSONValue) -> ToolError {
    let what =
      now.isNull
      ? "\(record.watched.name) is not there any more"
      : "\(record.changes(to: now).map { "`\($0)`" }.joined(separator: ", ")) of "
        + "\(record.watched.name) changed since"
    return ToolError(
      .changedSince,
      "\(entry.operationID) (`\(entry.tool)`) was not undone: \(what), and undoing it would take "
        + "that change along; nothing was changed; undo the later changes first, or ask the user "
        + "and mend it with a write of its own")
  }

  func output(reading workspace: WorkspaceReader) throws(ToolError) -> JSONValue {
    let now = try workspace.state(of: record.watched.after(record.request))
    let differs = record.remainders(in: now).map {
      "`\($0)` is not what it was before: read it, and mend it with a write of its own"
    }
    return .present([
      "undone": .string(entry.operationID), "tool": .string(entry.tool),
      "effect": .string(record.effect), "target": .string(record.watched.name),
      "restored": record.before,
      "not_restored": record.lost.isEmpty ? nil : .array(record.lost.map(JSONValue.string)),
      "differs": differs.isEmpty ? nil : .array(differs.map(JSONValue.string)),
    ])
  }
}
