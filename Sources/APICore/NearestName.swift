/// What a name that is not known was probably meant to be.
///
/// A name is near when it folds to the same (`TextFold`) but for separators (`dueDate`), when it is
/// the beginning or the end of the other (`due`, `date`: at least three letters), or when few
/// letters are wrong, missing or swapped (optimal string alignment, a form of the
/// Damerau-Levenshtein distance).
public enum NearestName {
  /// The nearest of `names` to `name`, nearest first; none where nothing is near.
  public static func suggestions(for name: String, among names: [String], atMost limit: Int = 3)
    -> [String]
  {
    // No name here is near that long, and comparing takes time in proportion to the length.
    guard name.utf8.count <= 200 else { return [] }
    let wanted = letters(name)
    // A third of the letters may be wrong: `prority` is meant for `priority`, `body` for nothing.
    let tolerance = max(1, wanted.count / 3)
    var ranked: [(name: String, distance: Int)] = []
    for candidate in names {
      let distance = distance(wanted, letters(candidate))
      if distance <= tolerance { ranked.append((candidate, distance)) }
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(limit).map(\.name)
  }

  public static func nearest(to name: String, among names: [String]) -> String? {
    suggestions(for: name, among: names, atMost: 1).first
  }

  private static func letters(_ name: String) -> [Character] {
    TextFold.fold(name).filter { $0.isLetter || $0.isNumber }.map(\.self)
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    let (short, long) = left.count < right.count ? (left, right) : (right, left)
    if short.count >= 3, short.count < long.count,
      long.starts(with: short) || long.reversed().starts(with: short.reversed())
    {
      return 1
    }
    return editDistance(left, right)
  }

  private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(
          previous[column + 1] + 1, current[column] + 1,
          previous[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
