import APICore
import JSON
import Ledger

/// A tool whose argument type is forgotten.
///
/// The one erasure in the program: `erased` of each kind of tool closes over the type, so that
/// arguments are decoded once, straight from the JSON value, and nothing is cast.
public struct AnyTool: Sendable {
  public enum Kind: Sendable { case read, write, operation }

  public let kind: Kind
  /// Only decodes, so that a test can hold the names that decoding asks for against the schema.
  let decode: @Sendable (JSONValue, KeyRecorder) throws(JSONDecodingError) -> Void
  let run: @Sendable (Invocation) throws(ToolError) -> ToolOutput
}

/// One call that has passed the schema: what the kinds of tool need to run.
struct Invocation {
  let control: WriteControl
  /// Its arguments are those after coercion and defaults, without what speaks to the ledger.
  let context: ToolContext
  let ledger: any WriteLedger
  let scope: Scope
  /// How a yes can be asked for; nil where the write needs none.
  var dialogue: Dialogue?

  /// - Throws: `internal_error`: the schema let something pass that the type does not hold.
  func decode<Arguments: Decodable>(_ type: Arguments.Type) throws(ToolError) -> Arguments {
    do {
      return try JSONValueDecoder().decode(type, from: context.arguments)
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
  fileprivate static func decode(
    _ arguments: JSONValue, _ recorder: KeyRecorder
  ) throws(JSONDecodingError) {
    _ = try JSONValueDecoder(recorder: recorder).decode(Arguments.self, from: arguments)
  }
}

extension ReadTool {
  public static var erased: AnyTool {
    AnyTool(kind: .read, decode: decode) { call throws(ToolError) in
      let reader = call.ledger.reader(workspaceID: call.scope.workspaceID)
      let result = try run(try call.decode(Arguments.self), call.context, reading: reader)
      return ToolOutput(structured: result)
    }
  }
}

extension OperationTool {
  public static var erased: AnyTool {
    AnyTool(kind: .operation, decode: decode) { call throws(ToolError) in
      let arguments = try call.decode(Arguments.self)
      let result = try run(arguments, call.context, asking: call.ledger, scope: call.scope)
      return ToolOutput(structured: result)
    }
  }
}

extension WriteTool {
  public static var erased: AnyTool {
    AnyTool(kind: .write, decode: decode) { call throws(ToolError) in
      let arguments = try call.decode(Arguments.self)
      if call.control.isDryRun { return try rehearse(arguments, call) }
      guard let dialogue = call.dialogue else {
        return try carryOut(arguments, call, with: .notNeeded)
      }
      switch Confirmation.step(dialogue, key: call.control.key) {
      case .goOn(let consent): return try carryOut(arguments, call, with: consent)
      case .ask(let consent): return try ask(arguments, call, for: consent)
      case .declined: throw Confirmation.declined(call.context.tool)
      }
    }
  }

  /// A replay or a conflict needs no yes; anything else is planned and asked about.
  private static func ask(
    _ arguments: Arguments, _ call: Invocation, for consent: Consent
  ) throws(ToolError) -> ToolOutput {
    let rehearsed = try rehearse(arguments, call, with: consent)
    guard let plan = rehearsed.structured["plan"], plan["verdict"] == "would_execute" else {
      return try carryOut(arguments, call, with: consent)
    }
    throw Confirmation.required(for: call.context, plan: plan)
  }

  private static func carryOut(
    _ arguments: Arguments, _ call: Invocation, with consent: Consent
  ) throws(ToolError) -> ToolOutput {
    let outcome: LedgerOutcome
    do {
      outcome = try call.ledger.once(
        call.intent(consent), in: call.scope,
        plan: { reader throws(ToolError) in
          try planned(arguments, call, reading: reader)
        },
        output: { response, reader throws(ToolError) in
          try output(response, arguments, call.context, reading: reader)
        })
    } catch {
      throw ToolError(error)
    }
    var structured = outcome.output
    structured["operation"] = outcome.operation
    return ToolOutput(structured: structured, sentence: outcome.sentence)
  }

  private static func planned(
    _ arguments: Arguments, _ call: Invocation, reading reader: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite {
    let planned = try plan(arguments, call.context, reading: reader)
    try call.control.check(planned.version, tool: call.context.tool)
    return planned
  }

  private static func rehearse(
    _ arguments: Arguments, _ call: Invocation, with consent: Consent = .notNeeded
  ) throws(ToolError) -> ToolOutput {
    var understood: [String: JSONValue] = [:]
    let verdict: JSONValue
    do {
      verdict = try call.ledger.dryRun(
        call.intent(consent), in: call.scope,
        plan: { reader throws(ToolError) in
          let planned = try planned(arguments, call, reading: reader)
          understood = planned.understood
          return planned
        })
    } catch {
      throw ToolError(error)
    }
    return DryRun.output(verdict, understood: understood)
  }
}

extension Invocation {
  fileprivate func intent(_ consent: Consent) -> WriteIntent {
    WriteIntent(
      tool: context.tool, key: control.key, arguments: context.arguments,
      isAdditive: control.isAdditive,
      allowsDuplicate: control.allowsDuplicate, consent: consent)
  }
}
