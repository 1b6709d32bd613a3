import Foundation

/// Text that people or the service wrote, as it may stand inside the program's own sentences: in
/// quotation marks, on one line, short, and without characters that cannot be seen or that turn the
/// direction of writing. It is data; whoever wrote it must not be able to look like the program.
///
/// - Parameter limit: Unicode scalars.
func quoted(_ text: String, atMost limit: Int = 120) -> String {
  var visible = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar == "\"" {
      visible.append("'")
    } else if scalar.properties.isWhitespace {
      visible.append(" ")
    } else if !scalar.isInvisible {
      visible.append(scalar)
    }
  }
  return "\"\(String(visible).cut(toScalars: limit))\""
}

/// The values as a list in a sentence: `"a", "b" and 3 more`.
func listed(_ values: [String], atMost limit: Int = 20) -> String {
  let shown = values.prefix(limit).joined(separator: ", ")
  return values.count > limit ? "\(shown) and \(values.count - limit) more" : shown
}

extension Unicode.Scalar {
  /// Controls, format characters (zero width, bidirectional, tags), private use and unassigned.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      true
    default: false
    }
  }
}
