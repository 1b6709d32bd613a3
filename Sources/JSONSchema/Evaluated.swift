/// Which members and elements of one value have been evaluated: what `unevaluatedProperties` and
/// `unevaluatedItems` ask. It exists only below a schema that has one of the two.
final class Evaluated {
  private(set) var names: Set<String> = []
  private(set) var hasAllNames = false
  private(set) var prefix = 0
  private(set) var indices: Set<Int> = []

  func mark(name: String) { names.insert(name) }
  func markAllNames() { hasAllNames = true }
  func mark(prefix count: Int) { prefix = max(prefix, count) }
  func mark(index: Int) { indices.insert(index) }

  func contains(name: String) -> Bool { hasAllNames || names.contains(name) }
  func contains(index: Int) -> Bool { index < prefix || indices.contains(index) }

  func merge(_ other: Evaluated) {
    names.formUnion(other.names)
    hasAllNames = hasAllNames || other.hasAllNames
    prefix = max(prefix, other.prefix)
    indices.formUnion(other.indices)
  }
}
