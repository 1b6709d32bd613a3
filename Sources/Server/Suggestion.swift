/// "did you mean" behind a name that is not known.
enum Suggestion {
  static func text(_ nearest: [String]) -> String {
    nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: ", "))?"
  }
}
