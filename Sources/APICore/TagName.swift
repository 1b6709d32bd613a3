/// Names of tags as ClickUp keeps them.
public enum TagName {
  /// In lower case, without white space at either end: "Test Tag" is kept as "test tag" (as
  /// recorded), and names are those of one tag where these are the same.
  public static func stored(_ name: String) -> String {
    let start = name.drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...end].lowercased()
  }
}
