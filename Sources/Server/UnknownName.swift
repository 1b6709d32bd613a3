/// What is said about a name that is not known.
enum UnknownName {
  /// 100 characters are enough to recognize a name; an answer is not to be as long as what came.
  private static let shownCharacters = 100

  static func text(_ what: String, _ name: String, nearest: [String]) -> String {
    let shown = name.prefix(shownCharacters)
    let ellipsis = shown.endIndex == name.endIndex ? "" : "…"
    let question = nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))?"
    return "\(what): \(shown)\(ellipsis)\(question)"
  }
}
