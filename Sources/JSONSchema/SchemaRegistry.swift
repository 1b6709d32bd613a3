import JSON

/// Documents that a `$ref` or a `$schema` may name.
///
/// The 2020-12 meta-schema and its vocabularies are always known and need no registration.
public struct SchemaRegistry: Sendable {
  private(set) var resources = SchemaResources()

  public init() {}

  /// Makes `document` known under the absolute URI `uri`, under its own `$id`, and under each `$id`
  /// inside it; a later one replaces an earlier one.
  public mutating func register(_ document: JSONValue, at uri: String) throws(SchemaError) {
    try resources.add(document, at: uri)
  }
}
