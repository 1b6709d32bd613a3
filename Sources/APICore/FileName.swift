/// What a file is called: names that mean one thing on every system, in every header and to every
/// eye.
public enum FileName {
  /// What most file systems hold, in UTF-8.
  public static let longest = 255

  /// Why `name` cannot be one, for the middle of a sentence; nil where it can.
  public static func objection(to name: String) -> String? {
    if name.isEmpty { return "is empty" }
    if name == "." || name == ".." { return "is a folder" }
    if name.utf8.count > longest { return "has more than \(longest) bytes" }
    if name.first?.isWhitespace == true || name.last?.isWhitespace == true {
      return "begins or ends with a space"
    }
    for scalar in name.unicodeScalars {
      if scalar == "/" || scalar == "\\" { return "is a path" }
      // It ends the name in the header that carries it.
      if scalar == "\"" { return "has a quotation mark" }
      if isHidden(scalar) { return "has a character that is not seen" }
    }
    return nil
  }

  /// Such as line ends, and what turns the direction of writing, so that a program looks like a
  /// picture. Joiners spell words, and put emoji together.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value == 0x200C || scalar.value == 0x200D { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// Behind its last dot, in lower case: letters and digits; nil where there is none.
  public static func ending(of name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    let isPlain = ending.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
    }
    return ending.isEmpty || ending.utf8.count > 16 || !isPlain ? nil : ending
  }

  /// What is likely in a file of that name: "image/png".
  public static func mimeType(of name: String) -> String {
    ending(of: name).flatMap { types[$0] } ?? "application/octet-stream"
  }

  /// What people attach. https://www.iana.org/assignments/media-types/media-types.xhtml
  private static let types = [
    "csv": "text/csv", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif", "htm": "text/html", "html": "text/html", "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "json": "application/json", "log": "text/plain", "md": "text/markdown",
    "mov": "video/quicktime", "mp3": "audio/mpeg", "mp4": "video/mp4", "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "svg": "image/svg+xml", "txt": "text/plain", "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml", "zip": "application/zip",
  ]
}
