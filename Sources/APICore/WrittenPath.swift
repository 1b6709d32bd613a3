import Foundation

/// A path as people write it into settings that no shell reads: a host's JSON, a variable.
public enum WrittenPath {
  /// Why a text is not a path; goes on a sentence that names where the text stands.
  public struct Unusable: Error, Sendable, Equatable {
    public let reason: String
  }

  /// The path that is meant: a `~` at its start is the home directory, which otherwise only a shell
  /// puts there.
  ///
  /// - Throws: where the text is empty, or something that should have been replaced still stands in
  ///   it: a folder of that name would be made.
  public static func resolved(_ text: String, home: String) throws(Unusable) -> String {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw Unusable(reason: "is empty: name a file, or leave it out")
    }
    if holdsPlaceholder(text) || beginsWithVariable(text) {
      throw Unusable(reason: placeholderReason)
    }
    guard text == "~" || text.hasPrefix("~/") else { return text }
    guard home.hasPrefix("/") else {
      throw Unusable(reason: "begins with `~`, and there is no home directory: write it in full")
    }
    return (home.hasSuffix("/") ? String(home.dropLast()) : home) + text.dropFirst()
  }

  /// `${NAME}`, `${env:NAME}`, `${input:name}`: what hosts fill in, where they know the name.
  public static func holdsPlaceholder(_ text: String) -> Bool { text.contains("${") }

  public static let placeholderReason =
    "holds a placeholder that nothing has replaced (`$…`): write the value itself, or define what "
    + "the host is to put there"

  /// `$HOME/x`: outside of a shell a folder of that name.
  private static func beginsWithVariable(_ text: String) -> Bool {
    text.hasPrefix("$") && text.dropFirst().first.map { $0.isLetter || $0 == "_" } == true
  }
}

/// Where the user's own files are.
public enum HomeDirectory {
  /// `HOME`, which Foundation does not look at on Linux; where it is not set, as some hosts do it,
  /// what the user database says.
  public static func path(in environment: [String: String]) -> String {
    guard let home = environment["HOME"], !home.isEmpty else { return NSHomeDirectory() }
    return home
  }
}
