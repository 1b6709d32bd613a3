import APICore

/// The query of a request, read with its types checked.
struct QueryValues {
  let values: [String: [String]]

  init(_ values: [String: [String]]) { self.values = values }

  func text(_ name: String) -> String? { values[name]?.first }

  /// Array parameters carry brackets (`statuses[]`); the published document spells some without.
  func texts(_ name: String) -> [String] { (values["\(name)[]"] ?? []) + (values[name] ?? []) }

  /// False where the parameter is absent, as ClickUp's flags are.
  func flag(_ name: String) throws(APIError) -> Bool {
    switch text(name)?.lowercased() {
    case nil, "", "false", "0": return false
    case "true", "1": return true
    default: throw Refusal.invalid("`\(name)` must be true or false")
    }
  }

  func integer(_ name: String) throws(APIError) -> Int64? {
    guard let text = text(name), !text.isEmpty else { return nil }
    guard let value = Int64(text) else {
      throw Refusal.invalid("`\(name)` must be a whole number")
    }
    return value
  }

  func integers(_ name: String) throws(APIError) -> [Int64] {
    var numbers: [Int64] = []
    for text in texts(name) {
      guard let number = Int64(text) else {
        throw Refusal.invalid("`\(name)[]` must hold whole numbers")
      }
      numbers.append(number)
    }
    return numbers
  }
}
