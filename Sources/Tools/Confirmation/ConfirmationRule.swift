/// Which writes need a yes before they happen: deletions always, and what the policy names.
///
/// There is no way to ask for less: whoever starts the program may add to it, and a request can do
/// neither.
public struct ConfirmationRule: Sendable, Hashable {
  /// Names of tools, or of `Policy.confirmedKinds`; deletions are always in force, and may be named
  /// all the same.
  private let named: Set<String>

  public init(_ named: Set<String> = []) { self.named = named }

  func applies(to tool: String) -> Bool {
    tool.hasPrefix("delete_") || named.contains(tool) || named.contains("all_writes")
  }
}
