import APICore
import JSON

/// A tool that has one other tool run for each of its items.
///
/// Each item is a call of that tool, with a key of its own that follows from the key of the whole
/// and from what the item says: validation, names, policy, ledger and undo are those of the other
/// tool, and nothing here writes.
public protocol BulkTool: Tool where Arguments: BulkArguments {
  /// The tool that is run for each item.
  static var each: String { get }
  /// Where the input schema has arguments of that tool, as the tokens of a pointer. They are read
  /// once, by it.
  static var argumentsOfEach: [String] { get }
  /// What the answer says of an item that was written: members of that tool's answer.
  static var kept: [String] { get }
  /// Whether the last item is run first.
  static var isBackwards: Bool { get }

  /// Whether an item is done once whatever its key.
  static var isDoneOnce: Bool { get }

  /// The tool that finds the items of a call that does not list them, and where the input schema
  /// has its arguments.
  static var finder: String? { get }
  static var argumentsOfFinder: [String] { get }

  /// What to find; nil where the call lists its items.
  static func selection(_ arguments: Arguments) throws(ToolError) -> BulkSelection?

  static func items(_ arguments: Arguments, found: [BulkSelection.Found]) -> [BulkItem]
}

extension BulkTool {
  public static var isBackwards: Bool { false }
  public static var isDoneOnce: Bool { false }
  public static var finder: String? { nil }
  public static var argumentsOfFinder: [String] { [] }
  public static func selection(_ arguments: Arguments) throws(ToolError) -> BulkSelection? { nil }
}

/// What the arguments of each bulk tool say of the ledger besides what every write says.
public protocol BulkArguments: Decodable, Sendable {
  /// The key of each item: the plan that somebody said yes to.
  var planIDs: [String]? { get }
}

/// One call of the other tool.
public struct BulkItem: Sendable {
  /// Of the other tool, as given.
  let given: JSONValue
  /// Those arguments that the call says beside the items.
  let added: JSONObject
  /// Where in the call's arguments the item stands: `/tasks/3`.
  let pointer: String
  /// Where what it says stands.
  let source: String
  /// What the answer says of it, even where it was not tried.
  let shown: JSONObject

  /// - Parameter source: where it is not `pointer`.
  init(
    _ given: JSONValue, adding added: JSONObject = [:], at pointer: String,
    from source: String? = nil, shown: JSONObject = [:]
  ) {
    self.given = given
    self.added = added
    self.shown = shown
    self.pointer = pointer
    self.source = source ?? pointer
  }

  var arguments: JSONObject { (given.object ?? [:]).merging(added) { $1 } }
}

/// The tool that a bulk tool runs.
struct EachTool {
  let name: String
  /// - Throws: `invalid_arguments` with every violation.
  let read: (JSONObject) throws(ToolError) -> JSONObject
  /// With how many items the call has, and the state of the item's question, if it was answered.
  let run: (JSONObject, Int, String?) throws(ToolError) -> ToolOutput
}

extension BulkTool {
  public static var erased: AnyTool {
    var tool = AnyTool(kind: .bulk, decode: decode) { call throws(ToolError) in
      let arguments = try call.decode(Arguments.self)
      guard let each = call.each else {
        throw ToolError(.internalError, "`\(call.context.tool)` was run without `\(each)`")
      }
      let found = try selection(arguments)?.found(by: call, changedBy: Self.each) ?? []
      return try BulkRun(
        items: items(arguments, found: found),
        // Some hosts fill in every argument.
        planIDs: arguments.planIDs.flatMap { $0.isEmpty ? nil : $0 }, each: each, kept: kept,
        isBackwards: isBackwards, isDoneOnce: isDoneOnce, call: call
      ).output()
    }
    tool.each = AnyTool.Other(name: each, place: argumentsOfEach)
    tool.finder = finder.map { AnyTool.Other(name: $0, place: argumentsOfFinder) }
    return tool
  }
}
