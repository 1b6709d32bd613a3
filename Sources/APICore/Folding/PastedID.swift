import Foundation

/// The ID of a task as people type and paste it: alone, after `#`, in brackets or quotes, before a
/// comma, in upper case, or as the address of the task (`https://app.clickup.com/t/86abc1def`,
/// `…/t/9001/DEV-12?comment=7`).
public struct PastedID: Sendable, Hashable {
  /// Without what stands around it; the service's own IDs in lower case, as it writes them. Empty
  /// where nothing of an ID is there; what is not an ID at all stays what it is.
  public let text: String

  /// The service's own IDs have no hyphen, custom ones (`DEV-42`) always do.
  public var isCustom: Bool { text.contains("-") }

  /// What else to ask the service for where it does not know `text`: nobody documents that it takes
  /// custom IDs in another case than its own, which is upper case.
  public var otherSpelling: String? {
    let upper = text.uppercased()
    return isCustom && upper != text ? upper : nil
  }

  /// Whether nothing but the ID was pasted, or an address of it: there is no blank in between.
  public let isAlone: Bool

  public init(_ pasted: String) {
    isAlone = pasted.split(whereSeparator: \.isWhitespace).count == 1
    var id = pasted
    if let start = pasted.range(of: "/t/")?.upperBound {
      let path = pasted[start...].prefix { !$0.isWhitespace && !"?#|>)]".contains($0) }
      let last = path.split(separator: "/").last.map(String.init) ?? ""
      id = last.removingPercentEncoding ?? last
    }
    let text = Self.bare(id)
    self.text = text.contains("-") ? text : text.lowercased()
  }

  /// Whether a task may have it: an ID has no blank in it.
  public var isOne: Bool { !text.isEmpty && !text.contains(where: \.isWhitespace) }

  /// Whether it is more likely to be an ID than a word: a text without a digit in it is a word.
  public var isLikely: Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 2 {
      return text.count <= 40 && parts[0].allSatisfy { $0.isLetter || $0.isNumber }
        && parts[1].allSatisfy { $0.isASCII && $0.isNumber }
    }
    // The service's IDs are numbers in base 36, so that hardly one has no digit, as words have.
    return (5...14).contains(text.count) && text.contains(where: \.isNumber)
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// With one kind of hyphen, and without what nobody sees and the signs at either end: an ID
  /// begins and ends with a letter or a digit.
  private static func bare(_ text: String) -> String {
    var visible = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
      let isDash = scalar.properties.generalCategory == .dashPunctuation || scalar == "\u{2212}"
      visible.append(isDash ? "-" : scalar)
    }
    return String(visible).withoutEnds { !$0.isLetterOrNumber }
  }
}

extension String {
  /// Without the scalars at either end that are such.
  func withoutEnds(_ isSuch: (Unicode.Scalar) -> Bool) -> String {
    guard let first = unicodeScalars.firstIndex(where: { !isSuch($0) }),
      let last = unicodeScalars.lastIndex(where: { !isSuch($0) })
    else { return "" }
    return String(unicodeScalars[first...last])
  }
}

extension Unicode.Scalar {
  /// With marks, which are parts of letters.
  var isLetterOrNumber: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      true
    default: false
    }
  }
}
