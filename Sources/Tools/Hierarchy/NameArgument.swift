import APICore

/// The name of a Space, Folder, List or field.
enum NameArgument {
  /// - Throws: `invalid_arguments` where there is nothing to read in it.
  static func parse(
    _ text: String, argument: String = "name"
  ) throws(ToolError) -> String {
    let name = text.trimmingBlanks
    if let problem = problem(of: name, in: argument) {
      throw ToolError(argument: argument, "\(problem); write the name that people should see")
    }
    return name
  }

  /// Why a text names or says nothing; nil where something in it can be seen.
  static func problem(of text: String, in argument: String = "name") -> String? {
    guard !text.isVisible else { return nil }
    return text.trimmingBlanks.isEmpty
      ? "`\(argument)` is empty" : "`\(argument)` holds only characters that nobody sees"
  }
}

extension String {
  /// Whether anything in it can be seen: letters, digits or signs, not only blanks, marks of other
  /// letters, and what has no width.
  var isVisible: Bool {
    unicodeScalars.contains { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .nonspacingMark, .enclosingMark, .unassigned: false
      // A Braille cell without dots is a sign to Unicode.
      default:
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
          && scalar != "\u{2800}"
      }
    }
  }
}

extension ToolError {
  /// An update that would change nothing.
  static func nothingToChange(_ names: [String]) -> ToolError {
    ToolError(
      .invalidArguments,
      "nothing to change was given; give at least one of "
        + names.map { "`\($0)`" }.joined(separator: ", "))
  }
}
