/// What an agent may do at all, whatever it asks for.
///
/// A value without any way to the outside: it is read from a file, the environment and the command
/// line, put together with `tightened(by:)`, and asked by `PolicyDecision`.
///
/// Invariant: there is no policy that `tightened(by:)` makes looser. Whatever allows is a set of
/// which every element must allow, whatever denies is a set of which no element may deny, and a
/// number is the smallest.
public struct Policy: Sendable, Hashable {
  /// No write at all.
  public var isReadOnly = false
  /// Every one must name a tool for it to be there.
  public var toolAllowances: Set<ToolAllowance> = []
  public var deniedToolsets: Set<String> = []
  public var deniedTools: Set<String> = []
  /// A write must lie within every one.
  public var territories: Set<Territory> = []
  public var budget = WriteBudget()
  /// What needs a yes besides deletions, which always do: names of tools, or `all_writes`.
  public var confirmed: Set<String> = []

  /// Words among `confirmed` that stand for several tools.
  public static let confirmedKinds = ["deletions", "all_writes"]

  public init() {}

  /// Forbids nothing.
  public static let unlimited = Policy()

  /// What both allow.
  public func tightened(by other: Policy) -> Policy {
    var policy = self
    policy.isReadOnly = isReadOnly || other.isReadOnly
    policy.toolAllowances.formUnion(other.toolAllowances)
    policy.deniedToolsets.formUnion(other.deniedToolsets)
    policy.deniedTools.formUnion(other.deniedTools)
    policy.territories.formUnion(other.territories)
    policy.budget = budget.tightened(by: other.budget)
    policy.confirmed.formUnion(other.confirmed)
    return policy
  }
}

/// The only tools that there may be: those of some toolsets, and single ones.
public struct ToolAllowance: Sendable, Hashable {
  public var toolsets: Set<String>
  public var tools: Set<String>

  public init(toolsets: Set<String> = [], tools: Set<String> = []) {
    self.toolsets = toolsets
    self.tools = tools
  }
}

extension Policy {
  /// Why a tool is not there.
  public enum ToolDenial: Sendable, Hashable {
    case readOnly
    case deniedTool
    case deniedToolset
    case notAllowed
  }

  /// nil where the tool may be there.
  public func denial(ofTool tool: String, in toolset: String, writes: Bool) -> ToolDenial? {
    if isReadOnly, writes { return .readOnly }
    if deniedTools.contains(tool) { return .deniedTool }
    if deniedToolsets.contains(toolset) { return .deniedToolset }
    let isAllowed = toolAllowances.allSatisfy { allowance in
      allowance.toolsets.contains(toolset) || allowance.tools.contains(tool)
    }
    return isAllowed ? nil : .notAllowed
  }
}
