/// What is said about a name that is not known.
enum UnknownName {
  /// 100 scalars are enough to recognize a name; an answer is not to be as long as what came, which
  /// a count of characters would allow: one may hold any number of scalars.
  private static let shownScalars = 100

  static func text(_ what: String, _ name: String, nearest: [String]) -> String {
    let shown = String(name.unicodeScalars.prefix(shownScalars))
    let ellipsis = shown.utf8.count == name.utf8.count ? "" : "…"
    let question = nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))?"
    return "\(what): \(shown)\(ellipsis)\(question)"
  }
}
