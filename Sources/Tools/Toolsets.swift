import APICore
import Ledger

/// Which tools are switched on.
///
/// A tool that is not needed costs the model attention, and a write that is switched off cannot be
/// called even by name.
public struct Toolsets: Sendable {
  /// Names of toolsets, or `all` for those that are tools for one thing each; `none` where only
  /// single tools are wanted.
  public private(set) var toolsets: [String]
  /// Single tools in addition.
  public var tools: [String]
  /// Takes away, whoever asked for it.
  public var policy: PolicyLayers

  public init(
    toolsets: [String] = ["core"], tools: [String] = [], policy: PolicyLayers = PolicyLayers()
  ) {
    self.toolsets = Self.expanded(toolsets)
    self.tools = tools
    self.policy = policy
  }

  /// Names that stand for several toolsets.
  public static let presets = [
    // What people use all day, within `ListingSize.everydayTokens`.
    "everyday": ["core", "tasks", "comments", "time", "reports", "people"]
  ]

  /// What reaches all of the API is asked for by its name alone.
  private static let door = "api"

  /// Whether these names of toolsets switch this one on.
  public static func names(_ names: some Sequence<String>, switchOn toolset: String) -> Bool {
    names.contains { $0 == toolset || $0 == "all" && toolset != door }
  }

  /// The names of toolsets, with what presets among them stand for in their place.
  public static func expanded(_ names: [String]) -> [String] {
    names.flatMap { presets[$0] ?? [$0] }
  }

  /// The names in a comma-separated list.
  public static func names(in list: String) -> [String] {
    list.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  /// Why a selection cannot be made: a name that does not exist.
  public struct SelectionError: Error, Sendable, Equatable {
    public let message: String
  }

  public struct Selection: Sendable {
    /// The tools that are on, in the catalogue's order.
    public let shown: [ToolCatalogue.Entry]
    /// The others, by name: why they are not, for whoever calls them all the same.
    public let hidden: [String: String]
    /// Those of them that a policy takes away.
    public let denied: Set<String>

    public init(
      shown: [ToolCatalogue.Entry], hidden: [String: String] = [:], denied: Set<String> = []
    ) {
      self.shown = shown
      self.hidden = hidden
      self.denied = denied
    }
  }

  public func selection(
    from entries: [ToolCatalogue.Entry] = ToolCatalogue.entries
  ) throws(SelectionError) -> Selection {
    try check(entries)
    var shown: [ToolCatalogue.Entry] = []
    var hidden: [String: String] = [:]
    var denied: Set<String> = []
    for entry in entries {
      if let reason = denial(of: entry) {
        hidden[entry.name] = reason
        denied.insert(entry.name)
      } else if isAskedFor(entry) {
        shown.append(entry)
      } else {
        hidden[entry.name] =
          "it is not among the tools that were chosen (`--toolsets`, `--tools`)"
      }
    }
    return Selection(shown: shown, hidden: hidden, denied: denied)
  }

  private func isAskedFor(_ entry: ToolCatalogue.Entry) -> Bool {
    Self.names(toolsets, switchOn: entry.toolset) || tools.contains(entry.name)
  }

  private func denial(of entry: ToolCatalogue.Entry) -> String? {
    func denial(by policy: Policy) -> Policy.ToolDenial? {
      policy.denial(
        ofTool: entry.name, in: entry.toolset, writes: entry.tool.kind.changesSomething)
    }
    guard let reason = denial(by: policy.policy) else {
      guard let each = entry.eachEntry else { return nil }
      return self.denial(of: each).map { "it runs `\(each.name)`, and there \($0)" }
    }
    let what =
      switch reason {
      case .readOnly: "nothing may be written here"
      case .deniedTool: "the policy denies it"
      case .deniedToolset: "the policy denies its toolset, `\(entry.toolset)`"
      case .notAllowed: "the policy allows only others"
      }
    return "\(what) (\(policy.origins { denial(by: $0) == reason }))"
  }

  // MARK: Names

  /// A slip in a deny list would leave the tool there.
  private func check(_ entries: [ToolCatalogue.Entry]) throws(SelectionError) {
    let toolsets = Set(entries.map(\.toolset)).sorted()
    let tools = entries.map(\.name)
    try check(
      self.toolsets, among: toolsets + Self.presets.keys.sorted() + ["all", "none"],
      what: "toolset")
    try check(self.tools, among: tools, what: "tool")
    for layer in policy.layers {
      let allowances = layer.policy.toolAllowances
      try check(
        layer.policy.deniedToolsets.union(allowances.flatMap(\.toolsets)).sorted(),
        among: toolsets, what: "toolset", in: layer.origin)
      try check(
        layer.policy.deniedTools.union(allowances.flatMap(\.tools)).sorted(), among: tools,
        what: "tool", in: layer.origin)
      for entry in entries where layer.policy.confirmed.contains(entry.name) {
        guard let each = entry.tool.each else { continue }
        throw SelectionError(
          message: "`\(layer.origin)`: `\(entry.name)` runs `\(each.name)`; to be asked for a yes, "
            + "name that one")
      }
      try check(
        layer.policy.confirmed.sorted(), among: tools + Policy.confirmedKinds, what: "tool",
        in: layer.origin)
    }
  }

  private func check(
    _ names: [String], among known: [String], what: String, in origin: String? = nil
  ) throws(SelectionError) {
    let unknown = names.filter { !known.contains($0) }
    guard let first = unknown.first else { return }
    let guess =
      NearestName.nearest(to: first, among: known).map { "; did you mean `\($0)`? Known" }
      ?? "; known"
    let place = origin.map { "`\($0)`: " } ?? ""
    throw SelectionError(
      message: "\(place)there is no \(what) \(unknown.map { "`\($0)`" }.joined(separator: ", "))"
        + "\(guess) are \(known.map { "`\($0)`" }.joined(separator: ", "))")
  }
}
