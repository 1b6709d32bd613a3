import APICore
import JSON

/// One call of one tool, as either dialect asks for it.
public struct ToolCall: Sendable {
  public let name: String
  /// The arguments object as received.
  public let arguments: JSONObject
  /// Where some of it could not be read, and so nothing of it was: the call is refused.
  public let unreadable: Unreadable?
  /// A key given outside the arguments (`_meta["taskledger/idempotency-key"]` or
  /// `params.idempotencyKey`), each one found; they must agree with `arguments.idempotency_key`.
  public let outerKeys: [String]
  /// What can be asked back, and was answered.
  public let dialogue: Dialogue
  public let progress: ProgressReporter?
  /// How many calls a call of a bulk tool becomes, of which this is one.
  var itemCount = 1

  public init(
    name: String, arguments: JSONObject, unreadable: Unreadable? = nil,
    outerKeys: [String] = [],
    dialogue: Dialogue = .none, progress: ProgressReporter? = nil
  ) {
    self.name = name
    self.arguments = arguments
    self.unreadable = unreadable
    self.outerKeys = outerKeys
    self.dialogue = dialogue
    self.progress = progress
  }
}

extension ToolCall {
  /// An argument that is JSON and that no value holds.
  public struct Unreadable: Sendable {
    /// nil where it is not one argument.
    public let argument: String?
    /// What is wrong; no full stop.
    public let message: String

    public init(argument: String?, message: String) {
      self.argument = argument
      self.message = message
    }
  }
}

extension ToolError {
  /// The model made it, and a model does not see what is refused as a protocol error (SEP-1303).
  public init(_ part: ToolCall.Unreadable, of tool: String) {
    let isName = part.argument.map { $0.utf8.count <= ArgumentViolation.longestName } ?? false
    let argument = isName ? part.argument : nil
    let subject = argument.map { "`\($0)` cannot be read" } ?? "the arguments cannot be read"
    self.init(
      violations: [
        ArgumentViolation(
          pointer: argument.map { JSONPointer([$0]).description } ?? "",
          message: "\(subject): \(part.message); mend it and call again")
      ], count: 1, of: tool)
  }
}

/// What a tool answered.
public struct ToolOutput: Sendable {
  /// The structured result, with `operation` on writes.
  public var structured: JSONValue
  /// One sentence about the operation (writes only), for the text block.
  public let sentence: String?

  public init(structured: JSONValue, sentence: String? = nil) {
    self.structured = structured
    self.sentence = sentence
  }
}

/// The tools as the server sees them: the seam between the dialects and the pipeline.
public protocol ToolCalling: Sendable {
  /// The tools that are switched on, in listing order; always the same ones.
  var definitions: [ToolDefinition] { get }

  /// Their names, without reading any definition: asked for at start, which must be cheap.
  var names: [String] { get }

  /// Tools that there are, but not here: a call of one is refused, and says why.
  var hiddenNames: [String] { get }

  /// Whether calls of this tool can change anything.
  func writes(_ name: String) -> Bool

  /// Runs one call to its end; nil where there is no such tool.
  func call(_ call: ToolCall) -> Result<ToolOutput, ToolError>?

  /// Runs calls that came together so that their writes can share one commit.
  ///
  /// - Returns: what `body` made, and the error that every tool call in it must be answered with
  ///   instead when the shared commit failed.
  func group<Value>(_ body: () -> Value) -> (Value, ToolError?)
}

extension ToolCalling {
  public var hiddenNames: [String] { [] }

  public func writes(_ name: String) -> Bool { true }
}
