import APICore
import Foundation
import JSON
import Ledger
import Synchronization

/// What a tool may ask while it runs.
public struct ToolContext: Sendable {
  /// The Workspace that this process works in.
  public let workspaceID: String
  /// The user that the token belongs to.
  public let userID: String
  /// The user's: dates without a zone are read in it, and dates are shown in it.
  public let timeZone: TimeZone
  public let clock: any Clock
  /// The tool's name.
  public let tool: String
  /// The tool and the arguments of this call, after coercion and defaults; a `Cursor` is good for
  /// the same ones only.
  let query: Cursor.Query
  /// Says how far a long call is, where the caller asked to be told.
  public let progress: ProgressReporter?
  /// The names of the tools that a policy takes away.
  public let deniedTools: Set<String>
  /// Why and since when no write is taken.
  public let outage: @Sendable () -> Outage?
  /// What is to be said of `timeZone`, where it is not the one of the user's profile.
  public let zoneRemark: String?
  /// What the answer says of how dates were read.
  let remarks = Remarks()

  public init(
    workspaceID: String, userID: String, timeZone: TimeZone, clock: any Clock, tool: String,
    arguments: JSONValue, progress: ProgressReporter? = nil, zoneRemark: String? = nil,
    deniedTools: Set<String> = [], outage: @escaping @Sendable () -> Outage? = { nil }
  ) {
    self.deniedTools = deniedTools
    self.outage = outage
    self.zoneRemark = zoneRemark
    self.workspaceID = workspaceID
    self.userID = userID
    self.timeZone = timeZone
    self.clock = clock
    self.tool = tool
    query = Cursor.Query(tool: tool, arguments: arguments)
    self.progress = progress
  }
}

extension ToolContext {
  /// For an answer that depends on the zone.
  func remarkZone() { if let zoneRemark { remarks.add(zoneRemark) } }
}

/// Sentences for the answer's `notice`, each once, in the order in which they came up.
final class Remarks: Sendable {
  private let sentences = Mutex<[String]>([])

  func add(_ sentence: String) {
    sentences.withLock { if !$0.contains(sentence) { $0.append(sentence) } }
  }

  /// What was found by name, and by which.
  func add(_ found: FoundNames) { for name in found.all { add(name.sentence) } }

  var said: [String] { sentences.withLock { $0 } }

  /// The answer with those that it does not say already.
  func added(to answer: JSONValue) -> JSONValue { answer.noting(said) }
}

/// Tells the caller of a long call how far it is: `report(done, total, message)`, `done`
/// increasing.
public struct ProgressReporter: Sendable {
  private let send: @Sendable (Double, Double?, String?) -> Void

  public init(_ send: @escaping @Sendable (Double, Double?, String?) -> Void) { self.send = send }

  public func report(_ done: Double, of total: Double? = nil, _ message: String? = nil) {
    send(done, total, message)
  }
}

/// A tool: what its schema promised, decoded. One file each; the schema file is the contract.
public protocol Tool: Sendable {
  associatedtype Arguments: Decodable & Sendable
  /// The tool without its argument type; each kind of tool brings its own.
  static var erased: AnyTool { get }
}

/// A tool that only reads.
public protocol ReadTool: Tool {
  /// The operations whose answers it shows; not those that it reads only to find what an argument
  /// names.
  static var routes: Set<Route> { get }

  /// - Returns: the structured result; an object that its `outputSchema` accepts.
  static func run(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue
}

/// A tool that plans one write. It never performs it.
public protocol WriteTool: Tool {
  /// The operations that its plans are; a plan is one of them.
  static var routes: Set<Route> { get }
  /// Why no request takes back what it writes; nil where `undo_operation` does, though maybe not
  /// each of its writes.
  static var cannotUndo: String? { get }

  /// Whether each of its requests is one that needs a yes (`Effect.needsYes`): known before
  /// anything is planned.
  static var alwaysNeedsYes: Bool { get }
  static var clearings: Clearings { get }

  /// Checks the arguments against the workspace and ends in one request.
  static func plan(
    _ arguments: Arguments, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> PlannedWrite

  /// The structured result, without `operation`, from what was sent and answered; may read back.
  /// What was written it takes from the request: the names in the arguments are not looked up
  /// again.
  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue
}

extension WriteTool {
  public static var alwaysNeedsYes: Bool { false }
  public static var cannotUndo: String? { nil }
  public static var clearings: Clearings { [:] }
}

/// A tool that asks the ledger.
public protocol OperationTool: Tool {
  static func run(
    _ arguments: Arguments, _ context: ToolContext, asking ledger: any WriteLedger, scope: Scope
  ) throws(ToolError) -> JSONValue
}

/// A tool that tells the ledger what became of a write: it changes what the ledger says, and
/// nothing in the workspace, so there is nothing to plan or to undo.
public protocol SettlementTool: OperationTool {}
