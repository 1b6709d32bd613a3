import APICore
import Foundation
import JSON
import JSONSchema
import Ledger

/// The pipeline that every call goes through: validate, coerce, split off what speaks to the
/// ledger, find out who asks and where, run, check the result.
public final class ToolRunner: ToolCalling {
  public struct Options: Sendable {
    /// "embedded" or "clickup": part of the scope of a key.
    public var backend: String
    /// What `--workspace` says.
    public var workspaceID: String?
    /// The agent profile, if one is configured: part of the scope of a key.
    public var profile: String?
    /// What is kept of who the token belongs to, where the service can be away.
    public var memory: (any IdentityMemory)?
    /// Whether a result that breaks its `outputSchema` becomes an `internal_error`.
    ///
    /// On in debug builds, so that a tool that drifts from its schema is noticed by whoever changes
    /// it. Off in release builds: the tests have run every example, the model can do nothing about
    /// a defect of ours, and to call a write failed that has happened would be a lie.
    public var validatesOutput: Bool
    /// For a profile that names no time zone: the one of this process.
    public var processZone: ProcessZone

    public init(
      backend: String = "embedded", workspaceID: String? = nil, profile: String? = nil,
      memory: (any IdentityMemory)? = nil, validatesOutput: Bool = Options.isDebugBuild,
      processZone: ProcessZone = .greenwich
    ) {
      self.backend = backend
      self.workspaceID = workspaceID
      self.profile = profile
      self.memory = memory
      self.validatesOutput = validatesOutput
      self.processZone = processZone
    }

    public static var isDebugBuild: Bool {
      #if DEBUG
        true
      #else
        false
      #endif
    }
  }

  private let tools: [LoadedTool]
  private let byName: [String: LoadedTool]
  /// Those that bulk tools run, by name.
  private let inBulk: [String: LoadedTool]
  /// Tools that are not switched on, by name: why not.
  private let hidden: [String: String]
  private let denied: Set<String>
  private let ledger: any WriteLedger
  private let clock: any Clock
  private let options: Options
  private let identities: IdentityResolver

  public init(
    _ entries: [ToolCatalogue.Entry], hidden: [String: String] = [:], denied: Set<String> = [],
    ledger: any WriteLedger, clock: any Clock, options: Options = Options()
  ) {
    tools = entries.map(LoadedTool.init)
    byName = Dictionary(
      tools.map { ($0.entry.name, $0) }, uniquingKeysWith: { first, _ in first })
    // Compiled once where it is called on its own as well.
    inBulk = Dictionary(
      entries.flatMap(\.otherEntries).map { [byName] in
        ($0.name, byName[$0.name] ?? LoadedTool($0))
      }, uniquingKeysWith: { first, _ in first })
    self.hidden = hidden
    self.denied = denied
    self.ledger = ledger
    self.clock = clock
    self.options = options
    identities = IdentityResolver(
      workspaceID: options.workspaceID, processZone: options.processZone, memory: options.memory)
  }

  public var definitions: [ToolDefinition] { tools.compactMap(\.definition) }

  public var names: [String] { tools.map(\.entry.name) }

  public var hiddenNames: [String] { hidden.keys.sorted() }

  public func writes(_ name: String) -> Bool {
    byName[name]?.entry.tool.kind.changesSomething ?? false
  }

  public func call(_ call: ToolCall) -> Result<ToolOutput, ToolError>? {
    guard let tool = byName[call.name] else {
      return hidden[call.name].map { .failure(.hidden(call.name, because: $0)) }
    }
    do throws(ToolError) {
      return .success(try run(call, tool))
    } catch {
      let writes = tool.entry.tool.kind.changesSomething
      return .failure((writes ? error : error.ofRead).shortened)
    }
  }

  public func group<Value>(_ body: () -> Value) -> (Value, ToolError?) {
    let (value, refusal) = ledger.group(body)
    return (value, refusal.map { ToolError($0) })
  }

  private func run(_ call: ToolCall, _ tool: LoadedTool) throws(ToolError) -> ToolOutput {
    let form = try tool.form()
    var aliases: [String] = []
    var arguments = try form.arguments.read(call.arguments, remarks: &aliases)
    var control = WriteControl.none
    if tool.entry.tool.kind.speaksToLedger {
      control = try WriteControl(
        takingFrom: &arguments, outerKeys: call.outerKeys, isAdditive: form.isAdditive)
    }
    let identity = try identities.identity(
      reading: ledger.reader(workspaceID: options.workspaceID ?? ""))
    let context = ToolContext(
      workspaceID: identity.workspaceID, userID: identity.userID,
      timeZone: identity.zone.timeZone, clock: clock, tool: call.name,
      arguments: .object(arguments), progress: call.progress, zoneRemark: identity.zone.remark,
      deniedTools: denied, outage: { [ledger] in ledger.outage() })
    var output = try tool.entry.tool.run(
      Invocation(
        control: control, arguments: .object(arguments), context: context, ledger: ledger,
        scope: scope(of: identity), dialogue: call.dialogue, itemCount: call.itemCount,
        each: each(of: tool, in: call.dialogue), find: finder(of: tool)))
    // Not among the remarks of a write, which its replays repeat.
    output.structured = context.remarks.added(to: output.structured).noting(aliases)
    output.structured = ResultLimit.fitted(
      output.structured, remark: RestOfAnswer.sentence(of: call.name))
    try check(output, of: call.name, by: form)
    return output
  }

  /// An item takes the answer to its own question, whose state says so. Where a person can be
  /// asked, its plan is not a yes.
  private func each(of tool: LoadedTool, in dialogue: Dialogue) -> EachTool? {
    guard let name = tool.entry.tool.each?.name, let other = inBulk[name] else { return nil }
    return EachTool(
      name: name,
      read: { arguments throws(ToolError) in try other.itemReader().read(arguments) },
      run: { arguments, itemCount, state throws(ToolError) in
        var call = ToolCall(
          name: name, arguments: arguments,
          dialogue: Dialogue(
            canAsk: dialogue.canAsk, answers: state == nil ? [:] : dialogue.answers, state: state))
        call.itemCount = itemCount
        return try self.run(call, other)
      })
  }

  private func finder(of tool: LoadedTool) -> ((JSONObject) throws(ToolError) -> ToolOutput)? {
    guard let name = tool.entry.tool.finder?.name, let other = inBulk[name] else { return nil }
    return { arguments throws(ToolError) in
      if let reason = self.hidden[name] { throw ToolError.hidden(name, because: reason) }
      return try self.run(ToolCall(name: name, arguments: arguments), other)
    }
  }

  private func scope(of identity: Identity) -> Scope {
    let principal = [identity.userID, options.profile].compactMap(\.self).joined(separator: "/")
    return Scope(
      backend: options.backend, workspaceID: identity.workspaceID, principal: principal)
  }

  private func check(
    _ output: ToolOutput, of tool: String, by form: LoadedTool.Form
  ) throws(ToolError) {
    guard options.validatesOutput else { return }
    let violations = form.output.violations(of: output.structured)
    guard let first = violations.first else { return }
    throw ToolError(
      .internalError,
      "what `\(tool)` answered breaks its outputSchema at \"\(first.instancePointer)\": "
        + "\(first.message); a change that was asked for has been made; this is a defect of "
        + "taskledger, please report it")
  }
}

extension ToolError {
  fileprivate static func hidden(_ tool: String, because reason: String) -> ToolError {
    var error = ToolError(
      .policyDenied,
      "`\(tool)` is switched off: \(reason); nothing was sent or changed; do without it, or ask "
        + "whoever starts taskledger to switch it on")
    error.retry = Retry(isSafe: true, sameKey: true)
    return error
  }
}
