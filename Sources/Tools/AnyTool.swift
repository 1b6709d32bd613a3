import APICore
import JSON
import Ledger

/// A tool whose argument type is forgotten.
///
/// The one erasure in the program: `erased` of each kind of tool closes over the type, so that
/// arguments are decoded once, straight from the JSON value, and nothing is cast.
public struct AnyTool: Sendable {
  public enum Kind: Sendable {
    case read, write, operation, settlement
    /// Has a tool that writes run several times.
    case bulk

    /// Whether a call can change anything: then `--read-only` removes it.
    public var changesSomething: Bool { speaksToLedger || self == .settlement }

    /// Whether it takes a key.
    var speaksToLedger: Bool { self == .write || self == .bulk }
  }

  public let kind: Kind
  /// The operations of ClickUp's API that it is for; none of those that only speak with the ledger.
  public var routes: Set<Route> = []
  /// Why nothing takes back what it writes; nil where `undo_operation` does.
  public var cannotUndo: String?
  /// Only decodes, so that a test can hold against the schema what decoding asks for and makes.
  let decode: @Sendable (JSONValue, KeyRecorder) throws(JSONDecodingError) -> any Sendable
  var clearings: Clearings = [:]
  /// Of a bulk tool.
  var each: Other?
  /// Of a bulk tool that finds its items.
  var finder: Other?
  let run: @Sendable (Invocation) throws(ToolError) -> ToolOutput
}

extension AnyTool {
  /// A tool that a bulk tool runs.
  struct Other: Sendable {
    let name: String
    /// Where in the bulk tool's input schema its arguments stand, as the tokens of a pointer.
    let place: [String]
  }

  /// Those that it runs.
  var others: [Other] { [each, finder].compactMap(\.self) }
}

/// One call that has passed the schema: what the kinds of tool need to run.
struct Invocation {
  let control: WriteControl
  /// After coercion and defaults, without what speaks to the ledger.
  let arguments: JSONValue
  let context: ToolContext
  let ledger: any WriteLedger
  let scope: Scope
  /// How a yes can be asked for, where the write needs one.
  var dialogue: Dialogue = .none
  /// How many items the call has that this is one of.
  var itemCount = 1
  /// The tool that is run for each item, in calls of a bulk tool.
  var each: EachTool?
  /// Runs the tool that finds the items, in calls of a bulk tool.
  var find: ((JSONObject) throws(ToolError) -> ToolOutput)?

  /// - Throws: `internal_error`: the schema let something pass that the type does not hold.
  func decode<Arguments: Decodable>(_ type: Arguments.Type) throws(ToolError) -> Arguments {
    do {
      return try JSONValueDecoder().decode(type, from: arguments)
    } catch {
      throw ToolError(
        .internalError,
        "the schema of `\(context.tool)` accepted arguments that the tool cannot read "
          + "(\(error.message) at \"\(error.pointer)\"); nothing was changed; this is a defect of "
          + "taskledger, please report it")
    }
  }
}

extension Tool {
  static func decode(
    _ arguments: JSONValue, _ recorder: KeyRecorder
  ) throws(JSONDecodingError) -> any Sendable {
    try JSONValueDecoder(recorder: recorder).decode(Arguments.self, from: arguments)
  }
}

extension ReadTool {
  public static var erased: AnyTool {
    AnyTool(kind: .read, routes: routes, decode: decode) { call throws(ToolError) in
      let reader = call.ledger.reader(workspaceID: call.scope.workspaceID)
      let result = try run(try call.decode(Arguments.self), call.context, reading: reader)
      call.context.remarks.add(reader.found)
      return ToolOutput(structured: result)
    }
  }
}

extension SettlementTool {
  public static var erased: AnyTool { erased(as: .settlement) }
}

extension OperationTool {
  public static var erased: AnyTool { erased(as: .operation) }

  fileprivate static func erased(as kind: AnyTool.Kind) -> AnyTool {
    AnyTool(kind: kind, decode: decode) { call throws(ToolError) in
      let arguments = try call.decode(Arguments.self)
      let result = try run(arguments, call.context, asking: call.ledger, scope: call.scope)
      return ToolOutput(structured: result)
    }
  }
}

extension WriteTool {
  public static var erased: AnyTool {
    AnyTool(
      kind: .write, routes: routes, cannotUndo: cannotUndo, decode: decode, clearings: clearings
    ) { call throws(ToolError) in
      let arguments = try call.decode(Arguments.self)
      return try call.write(
        needingYes: alwaysNeedsYes,
        plan: { reader throws(ToolError) in
          let planned = try plan(arguments, call.context, reading: reader)
          try call.control.check(planned.version, tool: call.context.tool)
          call.context.remarks.add(reader.found)
          return planned.holding(reader.found)
        },
        output: { sent, reader throws(ToolError) in
          try output(sent, arguments, call.context, reading: reader)
        })
    }
  }
}

extension Invocation {
  typealias Plan = (WorkspaceReader) throws(ToolError) -> PlannedWrite
  typealias Output = (SentWrite, WorkspaceReader) throws(ToolError) -> JSONValue

  /// Has the ledger rehearse a write or carry it out, after a yes where it needs one.
  ///
  /// - Parameters:
  ///   - operation: the one that the write takes back, if that is what it does.
  ///   - alwaysNeedsYes: of `WriteIntent`.
  func write(
    undoing operation: String? = nil, needingYes alwaysNeedsYes: Bool, plan: Plan, output: Output
  ) throws(ToolError) -> ToolOutput {
    var intent = WriteIntent(
      tool: context.tool, key: control.key ?? operation.map { .undo(of: $0) },
      arguments: arguments, isAdditive: control.isAdditive,
      allowsDuplicate: control.allowsDuplicate, undoes: operation,
      alwaysNeedsYes: alwaysNeedsYes)
    if control.isDryRun { return try rehearse(intent, plan).answer }
    switch dialogue.reply {
    case .no(let state):
      intent.consent = .answer(state)
      return try decline(intent)
    case .yes(let state): intent.consent = .answer(state)
    // A plan_id is not a yes where a person can be asked: the model can make one itself.
    case .silence, .unusable: intent.consent = dialogue.canAsk ? .question : .plan
    }
    do {
      return try carryOut(intent, plan, output)
    } catch {
      // What the planned request does decides whether a yes is needed, and the ledger says so.
      guard error.code == .confirmationRequired else { throw error }
      return try ask(intent, plan, output)
    }
  }

  private func decline(_ intent: WriteIntent) throws(ToolError) -> ToolOutput {
    let outcome: LedgerOutcome?
    do { outcome = try ledger.decline(intent, in: scope) } catch {
      let refused = ToolError(error)
      guard [.ledgerBusy, .ledgerUnavailable].contains(refused.code) else { throw refused }
      throw Confirmation.declined(context.tool, unkept: error)
    }
    guard let outcome else { throw Confirmation.declined(context.tool) }
    return Self.output(of: outcome)
  }

  /// A replay or a conflict needs no yes; anything else is planned and asked about.
  private func ask(
    _ intent: WriteIntent, _ plan: Plan, _ output: Output
  ) throws(ToolError) -> ToolOutput {
    let (rehearsal, answer) = try rehearse(intent, plan)
    guard rehearsal.verdict == .wouldExecute, let proposal = answer.structured["plan"] else {
      return try carryOut(intent, plan, output)
    }
    // Nobody is asked for what cannot be done anyway.
    if let outage = context.outage() { throw ToolError(outage) }
    throw Confirmation.required(for: self, plan: proposal, after: dialogue.reply)
  }

  private func carryOut(
    _ intent: WriteIntent, _ plan: Plan, _ output: Output
  ) throws(ToolError) -> ToolOutput {
    let outcome: LedgerOutcome
    do {
      outcome = try ledger.once(
        intent, in: scope,
        plan: { reader throws(ToolError) in
          var planned = try plan(reader)
          // Where another call has to finish it, nothing is planned there.
          planned.notices = context.remarks.said
          planned.besides = itemCount - 1
          return planned
        },
        output: { sent, reader throws(ToolError) in
          // Part of what is stored: a replay says them too.
          context.remarks.added(to: try output(sent, reader))
        })
    } catch {
      throw ToolError(error)
    }
    return Self.output(of: outcome)
  }

  private static func output(of outcome: LedgerOutcome) -> ToolOutput {
    var structured = outcome.output
    structured["operation"] = outcome.operation
    return ToolOutput(structured: structured, sentence: outcome.sentence)
  }

  private func rehearse(
    _ intent: WriteIntent, _ plan: Plan
  ) throws(ToolError) -> (rehearsal: Rehearsal, answer: ToolOutput) {
    var understood: JSONObject = [:]
    let rehearsal: Rehearsal
    do {
      rehearsal = try ledger.dryRun(
        intent, in: scope,
        plan: { reader throws(ToolError) in
          var planned = try plan(reader)
          understood = planned.understood
          planned.besides = itemCount - 1
          return planned
        })
    } catch {
      throw ToolError(error)
    }
    return (rehearsal, DryRun.output(rehearsal, understood: understood))
  }
}
