/// Which tools are switched on.
///
/// A tool that is not needed costs the model attention, and a write that is switched off cannot be
/// called even by name.
public struct Toolsets: Sendable {
  /// Names of toolsets, or `all`; `none` where only single tools are wanted.
  public var toolsets: [String]
  /// Single tools in addition.
  public var tools: [String]
  /// Tools to leave out, whoever named them.
  public var excluded: [String]
  /// Removes every write, and wins over all of the others.
  public var isReadOnly: Bool

  public init(
    toolsets: [String] = ["core"], tools: [String] = [], excluded: [String] = [],
    isReadOnly: Bool = false
  ) {
    self.toolsets = toolsets
    self.tools = tools
    self.excluded = excluded
    self.isReadOnly = isReadOnly
  }

  /// The names in a comma-separated list.
  public static func names(in list: String) -> [String] {
    list.split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  /// Why a selection cannot be made: a name that does not exist.
  public struct UnknownName: Error, Sendable, Equatable {
    public let message: String
  }

  /// The tools that are on, in the catalogue's order.
  public func selection(
    from entries: [ToolCatalogue.Entry] = ToolCatalogue.entries
  ) throws(UnknownName) -> [ToolCatalogue.Entry] {
    let known = Set(entries.map(\.toolset)).sorted()
    try check(toolsets, among: known + ["all", "none"], what: "toolset")
    try check(tools + excluded, among: entries.map(\.name), what: "tool")
    return entries.filter { entry in
      let isAsked =
        toolsets.contains("all") || toolsets.contains(entry.toolset) || tools.contains(entry.name)
      return isAsked && !excluded.contains(entry.name)
        && !(isReadOnly && entry.tool.kind == .write)
    }
  }

  private func check(_ names: [String], among known: [String], what: String) throws(UnknownName) {
    let unknown = names.filter { !known.contains($0) }
    guard let first = unknown.first else { return }
    let guess = NearestName.nearest(to: first, among: known).map { "; did you mean `\($0)`?" } ?? ""
    throw UnknownName(
      message: "there is no \(what) \(unknown.map { "`\($0)`" }.joined(separator: ", "))\(guess) "
        + "Known: \(known.map { "`\($0)`" }.joined(separator: ", "))")
  }
}
