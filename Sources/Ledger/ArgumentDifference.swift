import JSON

/// Where two sets of arguments differ: paths, never values, since these may be private.
///
/// They differ where their canonical texts do, as for the fingerprint: Swift takes two spellings of
/// one text (a letter with its accent, or the two one after the other) for equal.
enum ArgumentDifference {
  /// Paths such as `name` or `custom_fields/0/value`, in order.
  static func paths(_ left: JSONValue, _ right: JSONValue) -> [String] {
    var paths: [String] = []
    collect(left, right, at: "", into: &paths)
    return paths
  }

  private static func collect(
    _ left: JSONValue, _ right: JSONValue, at path: String, into paths: inout [String]
  ) {
    guard left != right || left.canonicalBytes != right.canonicalBytes else { return }
    func step(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }
    switch (left, right) {
    case (.object(let left), .object(let right)):
      for name in Set(left.keys).union(right.keys).sorted() {
        if let one = left.index(forKey: name), let other = right.index(forKey: name),
          left[one].key.utf8.elementsEqual(right[other].key.utf8)
        {
          collect(left[one].value, right[other].value, at: step(name), into: &paths)
        } else {
          paths.append(step(name))
        }
      }
    case (.array(let left), .array(let right)) where left.count == right.count:
      for (index, pair) in zip(left, right).enumerated() {
        collect(pair.0, pair.1, at: step(String(index)), into: &paths)
      }
    default: paths.append(path)
    }
  }
}
