/// A List and where it stands.
public struct ListPlace: Sendable, Hashable {
  public let id: String
  public let name: String
  /// `Space / Folder / List`, without the Folder where it is in none.
  public let path: String

  public init(id: String, name: String, folder: String?, space: String) {
    self.id = id
    self.name = name
    path = [space, folder, name].compactMap(\.self).joined(separator: " / ")
  }
}

/// How names of Lists are compared, alone and as the end of a path.
public enum ListName {
  /// One blank on each side of a slash, none at the ends.
  public static func normalized(_ text: String) -> String {
    text.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .joined(separator: " / ")
  }

  /// In which two names are one; stores keep it of each List.
  public static func key(_ name: String) -> String { TextFold.fold(normalized(name)) }

  /// The keys of all names that `text` can end with, where it is a name or a path: names may hold
  /// slashes as well.
  public static func keys(endingPath text: String) -> [String] {
    let parts = normalized(text).split(separator: "/", omittingEmptySubsequences: false)
    return parts.indices.map { key(parts[$0...].joined(separator: "/")) }
  }
}
