import Foundation
import Testing

/// A part of the README that is made from the code, between two comments.
///
/// With UPDATE_README in the environment it is written anew, else it must be what the code makes.
public enum DerivedText {
  public static func check(
    _ name: String, madeFrom source: String, is text: String, by suite: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(
      readme.range(of: "<!-- \(name): made from \(source); UPDATE_README=1 swift test -->\n"),
      "README.md lost the begin of its \(name)", sourceLocation: location)
    let stop = try #require(
      readme.range(of: "<!-- end of \(name) -->\n", range: start.upperBound..<readme.endIndex),
      "README.md lost the end of its \(name)", sourceLocation: location)
    let part = start.upperBound..<stop.lowerBound
    if ProcessInfo.processInfo.environment["UPDATE_README"] != nil {
      try readme.replacingCharacters(in: part, with: text)
        .write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(
        readme[part] == text, "out of date: UPDATE_README=1 swift test --filter \(suite)",
        sourceLocation: location)
    }
  }
}
