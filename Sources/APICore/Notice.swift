import JSON

extension JSONValue {
  /// The answer with these sentences in its `notice`, but for those that it says already.
  public func noting(_ sentences: [String]) -> JSONValue {
    guard case .object(var members) = self else { return self }
    let notice = members["notice"]?.string
    let unsaid = sentences.filter { notice?.contains($0) != true }
    guard !unsaid.isEmpty else { return self }
    members["notice"] = .string((unsaid + [notice].compactMap(\.self)).joined(separator: "; "))
    return .object(members)
  }
}
