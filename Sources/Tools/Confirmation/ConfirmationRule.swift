/// Which writes need a yes before they happen: deletions always, and what the policy names.
///
/// There is no way to ask for less: whoever starts the program may add to it, and a request can do
/// neither.
public struct ConfirmationRule: Sendable, Hashable {
  /// Stands for every tool that writes.
  public static let allWrites = "all_writes"
  /// What is always in force; may be named all the same.
  public static let deletions = "deletions"

  /// Names of tools, `deletions` or `all_writes`.
  private let named: Set<String>

  public init(_ named: Set<String> = []) { self.named = named }

  func applies(to tool: String) -> Bool {
    tool.hasPrefix("delete_") || named.contains(tool) || named.contains(Self.allWrites)
  }
}
