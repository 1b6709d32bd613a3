import JSON

/// What keywords ask of strings and numbers; nil where a keyword asks nothing of them.
extension Validator {
  mutating func check(_ keyword: Keyword, of node: Node, onString string: String) -> Bool? {
    switch keyword {
    case .minLength(let least):
      // UTF-8 takes at most four bytes for a code point, so most strings need no counting.
      let isMet = string.utf8.count / 4 >= least || string.unicodeScalars.count >= least
      return isMet
        || fail(
          node, "minLength",
          "must have at least \(Wording.count(least, "character")), but has"
            + " \(string.unicodeScalars.count)")
    case .maxLength(let most):
      return string.utf8.count <= most || string.unicodeScalars.count <= most
        || fail(
          node, "maxLength",
          "must have at most \(Wording.count(most, "character")), but has"
            + " \(string.unicodeScalars.count)")
    case .pattern(let pattern):
      return matches(pattern, string)
        || fail(node, "pattern", "must match the pattern \(pattern.source)")
    case .format(let format):
      return format.accepts(string)
        || fail(node, "format", "must be \(format.phrase)")
    default: return nil
    }
  }

  mutating func check(_ keyword: Keyword, of node: Node, onNumber number: JSONValue) -> Bool? {
    switch keyword {
    case .multipleOf(let divisor):
      guard let dividend = DecimalNumber(number) else { return nil }
      return dividend.isMultiple(of: divisor)
        || fail(node, "multipleOf", "must be a multiple of \(divisor.text)")
    case .minimum(let bound):
      return !number.isLess(than: bound)
        || fail(
          node, "minimum", "must be at least \(Wording.text(of: bound))")
    case .maximum(let bound):
      return !bound.isLess(than: number)
        || fail(node, "maximum", "must be at most \(Wording.text(of: bound))")
    case .exclusiveMinimum(let bound):
      return bound.isLess(than: number)
        || fail(
          node, "exclusiveMinimum", "must be above \(Wording.text(of: bound))")
    case .exclusiveMaximum(let bound):
      return number.isLess(than: bound)
        || fail(
          node, "exclusiveMaximum", "must be below \(Wording.text(of: bound))")
    default: return nil
    }
  }
}
