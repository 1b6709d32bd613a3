import Foundation

/// A part of the README that is made from the code, between two comments.
///
/// With UPDATE_README in the environment it is written anew, else it must be what the code makes.
public enum DerivedText {
  /// What a test that made the part fails with.
  public struct Problem: Error, CustomStringConvertible {
    public let description: String
  }

  // Nothing of Testing: releases build this target too, and have no such module.
  public static func check(
    _ name: String, madeFrom source: String, is text: String, by suite: String
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    let begin = "<!-- \(name): made from \(source); UPDATE_README=1 swift test -->\n"
    guard let start = readme.range(of: begin),
      let stop = readme.range(
        of: "<!-- end of \(name) -->\n", range: start.upperBound..<readme.endIndex)
    else { throw Problem(description: "README.md lost the begin or end of its \(name)") }
    let part = start.upperBound..<stop.lowerBound
    if ProcessInfo.processInfo.environment["UPDATE_README"] != nil {
      try readme.replacingCharacters(in: part, with: text)
        .write(to: file, atomically: true, encoding: .utf8)
    } else if readme[part] != text {
      throw Problem(
        description:
          "the README's \(name) are out of date: UPDATE_README=1 swift test --filter \(suite)")
    }
  }
}
