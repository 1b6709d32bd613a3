/// Where something stands: the container that it is in or that it is, and all above.
public struct Place: Sendable, Hashable {
  /// As in `task 86abc`, for a sentence.
  public var name: String
  /// nil where it was not needed, or could not be found out; then no Workspace holds it.
  public var workspaceID: String?
  public var spaceID: String?
  public var folderID: String?
  public var listID: String?

  public init(
    name: String, workspaceID: String? = nil, spaceID: String? = nil, folderID: String? = nil,
    listID: String? = nil
  ) {
    self.name = name
    self.workspaceID = workspaceID
    self.spaceID = spaceID
    self.folderID = folderID
    self.listID = listID
  }
}
